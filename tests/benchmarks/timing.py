"""Timing by medians within one run, and the table that says where we stand."""

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass

RUNS, WARM_UP = 15, 5


def median_ms(call: Callable[[], object], *, runs: int = RUNS, warm_up: int = WARM_UP) -> float:
    """The median time of a call in milliseconds, after calls that only warm the caches."""
    for _ in range(warm_up):
        call()
    return statistics.median(one_ms(call) for _ in range(runs))


def one_ms(call: Callable[[], object]) -> float:
    """The time of one call in milliseconds."""
    began = time.perf_counter()
    call()
    return (time.perf_counter() - began) * 1000


def medians_by_turns(
    *calls: Callable[[], object],
    runs: int = RUNS,
    warm_up: int = WARM_UP,
    clock: Callable[[], float] = time.perf_counter,
) -> tuple[float, ...]:
    """The median milliseconds of each call, one after the other in turns: a busy machine slows all of them.

    By `time.process_time` they are milliseconds of this process at work, without its waiting for others.
    """

    def one(call: Callable[[], object]) -> float:
        began = clock()
        call()
        return (clock() - began) * 1000

    for _ in range(warm_up):
        for call in calls:
            call()
    rounds = [[one(call) for call in calls] for _ in range(runs)]
    return tuple(statistics.median(times) for times in zip(*rounds, strict=True))


def percentile(times: list[float], percent: float) -> float:
    """The value that so many percent of the times do not exceed."""
    ordered = sorted(times)
    return ordered[min(len(ordered) - 1, int(len(ordered) * percent / 100))]


@dataclass(frozen=True)
class Line:
    """One task: our time over HTTP, a bare statement's for the same facts, our statements, and the goals."""

    task: str
    ours_ms: float
    bare_ms: float | None
    statements: int | None
    goal_ms: float | None
    most_statements: int | None = 8

    @property
    def verdict(self) -> str:
        """Whether both goals are met."""
        slow = self.goal_ms is not None and self.ours_ms > self.goal_ms
        chatty = self.statements is not None and self.most_statements is not None
        many = chatty and (self.statements or 0) > (self.most_statements or 0)
        return "missed" if slow or many else "met"


def machine_ms() -> float:
    """What a million additions take now, to judge the milliseconds by."""

    def add() -> int:
        total = 0
        for number in range(1_000_000):
            total += number
        return total

    return median_ms(add, runs=5, warm_up=1)


def print_table(title: str, lines: list[Line], *, beside: str = "bare SQL") -> None:
    """The lines under their title, in columns; `beside` names what stands beside ours."""
    pace = f"A million additions take {machine_ms():.0f} ms now; where the goals were set, about 45 ms"
    print(f"\n\n{title}\n{pace}")
    print(f"{'task':<44}{'ours':>9}{beside:>10}{'ratio':>7}{'SQL':>5}{'goal':>9}  ")
    for line in lines:
        bare = f"{line.bare_ms:.1f} ms" if line.bare_ms is not None else ""
        ratio = f"{line.ours_ms / line.bare_ms:.1f}" if line.bare_ms else ""
        goal = f"{line.goal_ms:.0f} ms" if line.goal_ms is not None else ""
        sent = "" if line.statements is None else str(line.statements)
        print(f"{line.task:<44}{line.ours_ms:>6.1f} ms{bare:>10}{ratio:>7}{sent:>5}{goal:>9}  {line.verdict}")
