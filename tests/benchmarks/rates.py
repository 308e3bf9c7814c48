"""How many requests a second eight clients get, each asking again as soon as it is answered."""

import threading
import time
from collections.abc import Callable

from attendance.queries.registers import register_url
from schools.calendar import Session
from tests.benchmarks.load import LoadReport, Saver
from tests.benchmarks.visitor import Visitor
from tests.benchmarks.whole_school import TODAY, WholeSchool
from tests.sites import Site

CLIENTS, SECONDS = 8, 5.0


def rates(site: Site, whole: WholeSchool) -> None:
    """Print both rates beside the goals of eight clients."""
    chosen = range(2, 2 + CLIENTS)
    visitors = [Visitor(site, whole.teachers[number]) for number in chosen]
    savers = [
        Saver(visitor, whole.classes[number], LoadReport())
        for visitor, number in zip(visitors, chosen, strict=True)
    ]
    paths = [register_url("marlowe-park", TODAY, whole.classes[n].pk, Session.AM) for n in chosen]
    opens = [lambda v=visitor, p=path: v.get(p) for visitor, path in zip(visitors, paths, strict=True)]
    print(f"8 clients, 2 workers: {a_second(opens):.0f} registers opened a second (goal 150)")
    print(
        f"8 clients, 2 workers: {a_second([saver.save for saver in savers]):.0f} saves of 30 marks a second (goal 100)"
    )
    for visitor in visitors:
        visitor.close()


def a_second(calls: list[Callable[[], object]]) -> float:
    """Requests a second over all clients."""
    done = [0] * len(calls)
    end = time.monotonic() + SECONDS

    def ask(number: int) -> None:
        while time.monotonic() < end:
            calls[number]()
            done[number] += 1

    threads = [threading.Thread(target=ask, args=(number,), daemon=True) for number in range(len(calls))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(SECONDS + 60)
    return sum(done) / SECONDS
