"""`python -m tests.notify_stand_in --port 6011 --ledger FILE`: the stand-in as a process of its own.

It ends with SIGTERM or SIGINT. While it runs, a harness tells it what to do over HTTP: POST /stand-in/faults
{"kind": "silent", "times": 5, "seconds": 12, "on": "send"}, POST /stand-in/clear, POST /stand-in/outcomes
{"07700900999": "permanent-failure"}, GET /stand-in/state and GET /stand-in/ledger.
"""

import argparse
import signal
import sys
import threading
from pathlib import Path

from tests.notify_stand_in.server import serving


def main() -> None:
    """Serve until somebody ends it."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--port", type=int, default=0)
    options.add_argument("--ledger", type=Path)
    options.add_argument("--receipts-to", default="", help="Where a receipt of each message is posted")
    options.add_argument("--token", default="", help="The bearer token of those receipts")
    told = options.parse_args()
    ended = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: ended.set())
    with serving(port=told.port, ledger=told.ledger) as stand_in:
        stand_in.receipts_to, stand_in.token = told.receipts_to, told.token
        sys.stdout.write(f"{stand_in.address}\n")
        sys.stdout.flush()
        ended.wait()


main()
