"""The stand-in's server, in threads of this process, on loopback only."""

from __future__ import annotations

import json
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, field
from http.client import HTTPConnection, HTTPException
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import jwt

from tests.notify_stand_in import schemas
from tests.notify_stand_in.answers import accepted, described, refused
from tests.notify_stand_in.faults import REFUSALS, Fault, Kind, Plan
from tests.notify_stand_in.ledger import Ledger, Taken, receipt_of

SERVICE = "5d2c1a0e-8f3b-4c6d-9e7a-1b2c3d4e5f60"
SECRET = "0f1e2d3c-4b5a-4697-8879-6a5b4c3d2e1f"
API_KEY = f"daymark_tests-{SERVICE}-{SECRET}"
SEND, ASK, CONTROL = "/v2/notifications/", "/v2/notifications", "/stand-in/"
CLOCK_SECONDS = 30
PAGE = 250
# A request that breaks the schema is answered so, and counts as a fault of whoever sent it.
Reply = tuple[int, dict[str, Any]]


@dataclass
class StandIn:
    """One stand-in: what it took, what it will do wrong, and what broke a schema.

    `invalid` names requests of ours and answers of its own that no schema allows. Receipts go to
    `receipts_to`, with `token` as the bearer's, when that is set.
    """

    address: str = ""
    ledger: Ledger = field(default_factory=Ledger)
    plan: Plan = field(default_factory=Plan)
    invalid: list[str] = field(default_factory=list)
    asked: int = 0
    receipts_to: str = ""
    token: str = ""

    def fail(self, kind: Kind, *, times: int = 1, seconds: float = 0.0, on: str = "send") -> None:
        """Let the next requests go wrong."""
        self.plan.add(Fault(kind, times, seconds, on))

    def clear(self) -> None:
        """Forget everything but the address: for a test after another."""
        self.ledger, self.plan, self.invalid, self.asked = Ledger(), Plan(), [], 0

    def references(self) -> list[str | None]:
        """The references of everything that was taken, oldest first."""
        return [taken.reference for taken in self.ledger.all()]

    def receipt(self, taken: Taken) -> dict[str, Any]:
        """The body of this message's receipt."""
        return receipt_of(taken, self.ledger.status_of(taken))

    def state(self) -> dict[str, Any]:
        """What a harness reads between its faults."""
        return {
            "taken": len(self.ledger.all()),
            "duplicates": self.ledger.duplicates(),
            "invalid": self.invalid,
            "asked": self.asked,
            "waiting": self.plan.waiting(),
            "met": dict(self.plan.met),
        }


class Handler(BaseHTTPRequestHandler):
    """One request."""

    stand_in: StandIn

    def do_POST(self) -> None:
        length = int(self.headers.get("Content-Length") or 0)
        body = json.loads(self.rfile.read(length) or b"{}")
        if self.path.startswith(CONTROL):
            self._answer(*self._told(body))
        elif self._is_known():
            self._send(body)

    def do_GET(self) -> None:
        if self.path.startswith(CONTROL):
            self._answer(*self._told({}))
        elif self._is_known():
            self._ask()

    def log_message(self, *args: Any) -> None:
        """Nothing is printed: the ledger and `state` say what happened."""

    def _is_known(self) -> bool:
        """Whether the key is ours, as Notify proves it: a JSON web token of the last thirty seconds."""
        token = self.headers.get("Authorization", "").removeprefix("Bearer ")
        try:
            claims = jwt.decode(token, SECRET, algorithms=["HS256"], leeway=CLOCK_SECONDS)
        except jwt.InvalidTokenError:
            claims = {}
        if claims.get("iss") != SERVICE:
            self._answer(403, refused(403, "AuthError", "Invalid token: API key not found"))
        elif abs(time.time() - float(claims["iat"])) > CLOCK_SECONDS:
            late = "Error: Your system clock must be accurate to within 30 seconds"
            self._answer(403, refused(403, "AuthError", late))
        else:
            return True
        return False

    def _send(self, body: dict[str, Any]) -> None:
        kind = self.path.removeprefix(SEND)
        wrong = schemas.faults_in(schemas.REQUESTS[kind], body)
        if wrong:
            self.stand_in.invalid.extend(wrong)
            self._answer(400, refused(400, "ValidationError", wrong[0]))
            return
        fault = self.stand_in.plan.next("send")
        if fault is not None and self._is_refused(fault):
            return
        unlisted = fault.seconds if fault is not None and fault.kind is Kind.UNLISTED else 0.0
        taken = self.stand_in.ledger.take(kind, body, unlisted_for=unlisted)
        if fault is None or self._is_answered(fault):
            answer = accepted(taken, self.stand_in.address)
            self.stand_in.invalid.extend(schemas.faults_in(schemas.ANSWERS[kind], answer))
            self._answer(201, answer)
        self._send_receipts(taken, times=2 if fault is not None and fault.kind is Kind.TWICE else 1)

    def _is_refused(self, fault: Fault) -> bool:
        """Whether the fault ends the request before anything is taken."""
        if fault.kind in REFUSALS:
            status, (error, message) = REFUSALS[fault.kind]
            self._answer(status, refused(status, error, message))
            return True
        if fault.kind is Kind.LOST:
            self._hang_up(fault.seconds)
            return True
        if fault.kind is Kind.SLOW:
            time.sleep(fault.seconds)
        return False

    def _is_answered(self, fault: Fault) -> bool:
        """Whether what was taken is answered, too."""
        if fault.kind is Kind.SILENT:
            self._hang_up(fault.seconds)
        elif fault.kind is Kind.GARBLED:
            self._write(201, b"<html>Welcome to the wireless network of this hotel</html>")
        else:
            return True
        return False

    def _ask(self) -> None:
        self.stand_in.asked += 1
        fault = self.stand_in.plan.next("ask")
        if fault is not None and (self._is_refused(fault) or not self._is_answered(fault)):
            return
        where = urlsplit(self.path)
        if where.path == ASK:
            question = parse_qs(where.query)
            reference, older_than = (question.get(name, [None])[0] for name in ("reference", "older_than"))
            page = self.stand_in.ledger.listed(reference, older_than=older_than)[:PAGE]
            found = [self._row(taken) for taken in page]
            answer = {"notifications": found, "links": {"current": f"{self.stand_in.address}{self.path}"}}
            self.stand_in.invalid.extend(schemas.faults_in_list(answer))
            self._answer(200, answer)
            return
        one = self.stand_in.ledger.by_id(where.path.removeprefix(SEND))
        if one is None:
            self._answer(404, refused(404, "NoResultFound", "No result found"))
            return
        row = self._row(one)
        self.stand_in.invalid.extend(schemas.faults_in(schemas.ONE, row))
        self._answer(200, row)

    def _row(self, taken: Taken) -> dict[str, Any]:
        return described(taken, self.stand_in.ledger, self.stand_in.address)

    def _send_receipts(self, taken: Taken, *, times: int) -> None:
        if not self.stand_in.receipts_to:
            return
        where = urlsplit(self.stand_in.receipts_to)
        headers = {"Authorization": f"Bearer {self.stand_in.token}", "Content-Type": "application/json"}
        for _ in range(times):
            # A lost receipt is asked for later: Notify itself tries again only five times.
            with suppress(OSError, HTTPException):
                connection = HTTPConnection(where.hostname or "", where.port, timeout=5)
                connection.request("POST", where.path, json.dumps(self.stand_in.receipt(taken)), headers)
                connection.getresponse().read()
                connection.close()

    def _told(self, body: dict[str, Any]) -> Reply:
        """What a harness in another process asks: faults, outcomes, the ledger, the state."""
        stand_in, what = self.stand_in, self.path.removeprefix(CONTROL)
        acts: dict[str, Callable[[], object]] = {
            "faults": lambda: stand_in.plan.add(Fault.read(body)),
            "clear": stand_in.plan.clear,
            "outcomes": lambda: stand_in.ledger.outcomes.update(body),
        }
        if what in acts and self.command == "POST":
            acts[what]()
        elif what == "ledger":
            return 200, {"taken": [asdict(taken) for taken in stand_in.ledger.all()]}
        return 200, stand_in.state()

    def _answer(self, status: int, body: dict[str, Any]) -> None:
        self._write(status, json.dumps(body).encode())

    def _write(self, status: int, body: bytes) -> None:
        # Whoever asked may be gone by now: killed, or tired of waiting.
        with suppress(OSError):
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

    def _hang_up(self, after: float) -> None:
        """Say nothing for so long, and end the connection."""
        time.sleep(after)
        self.close_connection = True


class Server(ThreadingHTTPServer):
    """As many at once as ask."""

    daemon_threads = True
    request_queue_size = 256
    stand_in: StandIn

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A connection that its other end broke off is nothing; whatever else went wrong is kept."""
        error = sys.exception()
        if not isinstance(error, OSError):
            self.stand_in.invalid.append(f"{type(error).__name__} in the stand-in")


@contextmanager
def serving(*, port: int = 0, ledger: Path | None = None) -> Iterator[StandIn]:
    """Serve a stand-in on loopback until the block ends; `port` 0 is one that is free."""
    stand_in = StandIn(ledger=Ledger(ledger))
    handler = type("BoundHandler", (Handler,), {"stand_in": stand_in})
    server = Server(("127.0.0.1", port), handler)
    server.stand_in = stand_in
    stand_in.address = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield stand_in
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
