"""How many requests a second eight clients get, each asking again as soon as it is answered."""

import threading
import time
from collections.abc import Callable
from contextlib import ExitStack
from functools import partial

from tests.benchmarks.load import LoadReport, Saver
from tests.benchmarks.visitor import Visitor
from tests.benchmarks.whole_school import WholeSchool
from tests.sites import Site

CLIENTS, SECONDS = 8, 5.0


def rates(site: Site, whole: WholeSchool) -> None:
    """Print both rates beside the goals of eight clients."""
    with ExitStack() as lines:
        chosen = list(zip(whole.teachers, whole.classes, strict=True))[2 : 2 + CLIENTS]
        savers = [
            Saver(lines.enter_context(Visitor(site, teacher)), group, LoadReport())
            for teacher, group in chosen
        ]
        opened = a_second([partial(saver.visitor.get, saver.path.removesuffix("save/")) for saver in savers])
        saved = a_second([saver.save for saver in savers])
    print(f"{CLIENTS} clients, 2 workers: {opened:.0f} registers opened a second (goal 150)")
    print(f"{CLIENTS} clients, 2 workers: {saved:.0f} saves of 30 marks a second (goal 100)")


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
