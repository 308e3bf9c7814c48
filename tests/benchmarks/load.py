"""Saves that come at their own pace, whether or not the site has answered the one before (an open loop)."""

import threading
import time
from contextlib import ExitStack
from dataclasses import dataclass, field

from attendance.queries.register_links import register_url
from schools.calendar import Session
from schools.models import Group, GroupMember
from tests.benchmarks.timing import percentile
from tests.benchmarks.visitor import Visitor
from tests.benchmarks.whole_school import TODAY, WholeSchool
from tests.sites import Site


@dataclass
class LoadReport:
    """What a load met: the wait of each save in milliseconds from when it was due, and every fault."""

    waits: list[float] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    def words(self) -> str:
        """The figures in a line."""
        p50, p95, p99 = (percentile(self.waits, percent) for percent in (50, 95, 99))
        return (
            f"{len(self.waits)} saves, {len(self.faults)} faults: p50 {p50:.1f} ms, p95 {p95:.1f} ms, "
            f"p99 {p99:.1f} ms, longest {max(self.waits):.1f} ms"
        )


class Saver(threading.Thread):
    """A teacher who goes down the register again and again: each save changes the next few marks, or all."""

    def __init__(self, visitor: Visitor, group: Group, report: LoadReport, batch: int = 30) -> None:
        super().__init__(daemon=True)
        self.visitor, self.report, self.batch = visitor, report, batch
        self.path = register_url(group.school.slug, TODAY, group.pk, Session.AM, "register_save")
        self.pupils = list(GroupMember.objects.filter(group=group).values_list("pupil_id", flat=True))
        self.versions = dict.fromkeys(self.pupils, 0)
        self.at = 0

    def save(self) -> None:
        """One save of the next marks, each with another code than it had."""
        chosen = self.pupils[self.at : self.at + self.batch]
        self.at = (self.at + self.batch) % len(self.pupils)
        marks = [
            {"pupil": pupil, "code": "/N"[self.versions[pupil] % 2], "base_version": self.versions[pupil]}
            for pupil in chosen
        ]
        answer = self.visitor.post(self.path, {"marks": marks, "key": "a-key"})
        if len(answer["marks"]) != len(marks) or answer["conflicts"] or answer["problems"]:
            raise RuntimeError(f"{self.path} saved {len(answer['marks'])} of {len(marks)} marks")
        self.versions.update({mark["pupil"]: mark["version"] for mark in answer["marks"]})

    def plan(self, first_due: float, every: float, times: int) -> None:
        """When the saves are due, by the monotonic clock."""
        self.due = [first_due + number * every for number in range(times)]

    def run(self) -> None:
        for due in self.due:
            time.sleep(max(0.0, due - time.monotonic()))
            try:
                self.save()
            except (OSError, RuntimeError, KeyError, ValueError) as fault:
                self.report.faults.append(str(fault))
                return
            self.report.waits.append((time.monotonic() - due) * 1000)


def open_loop(site: Site, school: WholeSchool, *, batch: int, a_second: int, seconds: int) -> LoadReport:
    """So many saves a second, spread evenly over the classes; each class is saved once first, unmeasured."""
    report = LoadReport()
    with ExitStack() as lines:
        visitors = [lines.enter_context(Visitor(site, teacher)) for teacher in school.teachers]
        savers = [
            Saver(visitor, group, report) for visitor, group in zip(visitors, school.classes, strict=True)
        ]
        _run(savers, a_second=a_second, seconds=seconds)
    return report


def _run(savers: list[Saver], *, a_second: int, seconds: int) -> None:
    for saver in savers:
        saver.save()
    began = time.monotonic() + 0.5
    every = len(savers) / a_second
    for number, saver in enumerate(savers):
        saver.plan(began + number / a_second, every, round(seconds / every))
        saver.start()
    for saver in savers:
        saver.join(seconds + 120)
