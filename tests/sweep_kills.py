"""A school whose sweeps are killed again and again, at random moments of their work."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from dataclasses import dataclass, field
from datetime import date, timedelta

from accounts.models import User
from attendance.models import CrossedLine, LineAct
from attendance.services.sweeps import sweep_school, sweep_week
from schools.models import School, SchoolDay
from tests.architecture.crowds import enrol
from tests.databases import ROOT, Addresses, owner_connection
from tests.import_kills import contents, copy_of
from tests.world import NOW, TODAY, build_world
from tests.year_of_marks import RECOUNT, add_year_of_marks

# A worker that does all the sweeps of a school, and says when it begins.
WORKER = """
import sys
import django
django.setup()
from attendance.services.lines import look_again
from attendance.services.sweeps import sweep_school, sweep_week
from schools.models import School
from tests.world import NOW, TODAY
school = School.objects.get(pk=int(sys.argv[1]))
print("at work", flush=True)
look_again(school=school, on=TODAY, at=NOW)
sweep_school(school=school, on=TODAY, at=NOW)
sweep_week(school=school, on=TODAY, at=NOW)
print("done", flush=True)
"""
DAYS_MISSED = 4
# One pupil in five is away without a reason, or ill, for most of the last weeks.
ABSENCES = """
UPDATE attendance_mark SET code = CASE pupil_id %% 5 WHEN 0 THEN 201 ELSE 104 END
WHERE school_id = %(school)s AND pupil_id %% 5 IN (0, 1) AND date >= %(since)s
  AND session = date_part('day', date)::int %% 2 + 1
"""
# What the office puts right between two sweeps: reasons came, and the absences were illness.
PUT_RIGHT = """
UPDATE attendance_mark SET code = 104
WHERE school_id = %(school)s AND code = 201 AND pupil_id IN
  (SELECT l.pupil_id FROM attendance_crossedline l WHERE l.kind = 'notice' ORDER BY l.pupil_id LIMIT 8)
"""
CHANGED = "INSERT INTO attendance_lookagain (school_id) VALUES (%(school)s)"


def school_to_sweep(database: Addresses, *, classes: int) -> School:
    """A school that was swept some days ago, on whose lines somebody acted, with marks changed since."""
    world = build_world(0)
    enrol(world.marlowe, range(classes))
    school = world.marlowe
    add_year_of_marks(database, school, until=TODAY)
    _write(database, school, ABSENCES)
    days = SchoolDay.objects.filter(school=school, date__lt=TODAY).order_by("-date")
    swept_on = days.values_list("date", flat=True)[DAYS_MISSED]
    sweep_school(school=school, on=swept_on, at=NOW)
    sweep_week(school=school, on=swept_on, at=NOW)
    act_on_all(school, world.okafor)
    _write(database, school, PUT_RIGHT)
    return school


def act_on_all(school: School, person: User) -> None:
    """The same words on every line that stands."""
    LineAct.objects.bulk_create(
        LineAct(line=line, by=person, at=NOW, words="Spoke to the family.")
        for line in CrossedLine.objects.filter(school=school)
    )


def _write(database: Addresses, school: School, statement: str) -> None:
    """Change marks past the rules of their table, as an import of many days would, and note the change."""
    facts: dict[str, int | date] = {"school": school.pk, "since": TODAY - timedelta(days=50)}
    with owner_connection(database) as owner:
        owner.execute("ALTER TABLE attendance_mark DISABLE TRIGGER USER")
        owner.execute(statement.encode(), facts)
        owner.execute("ALTER TABLE attendance_mark ENABLE TRIGGER USER")
        owner.execute(RECOUNT, facts)
        owner.execute(CHANGED, facts)


def start_worker(database: Addresses, school: School) -> subprocess.Popen[str]:
    """A worker of its own process that has just begun."""
    worker = subprocess.Popen(
        [sys.executable, "-c", WORKER, str(school.pk)],
        cwd=ROOT,
        env=os.environ | database.environment | {"DJANGO_SETTINGS_MODULE": "config.settings.test"},
        stdout=subprocess.PIPE,
        text=True,
    )
    assert worker.stdout is not None
    assert worker.stdout.readline() == "at work\n"
    return worker


def let_it_end(worker: subprocess.Popen[str]) -> None:
    """Wait until a worker has done everything."""
    assert worker.stdout is not None
    said = worker.stdout.read()
    worker.stdout.close()
    assert (worker.wait(30), said) == (0, "done\n")


@dataclass
class Sweeper:
    """Sweeps copies of a database, once in one go, and again and again with kills."""

    database: Addresses
    school: School
    moments: random.Random
    seconds: float = 0.0
    killed_after: list[float] = field(default_factory=list)

    def in_one_go(self) -> dict[str, object]:
        """What stands after one worker did everything; how long that took is kept."""
        with copy_of(self.database, "clean") as clean:
            worker = start_worker(clean, self.school)
            began = time.monotonic()
            let_it_end(worker)
            self.seconds = time.monotonic() - began
            return dict(contents(clean))

    def with_kills(self, kills: int) -> dict[str, object]:
        """What stands after so many workers were killed at random moments, and one more was let end."""
        with copy_of(self.database, f"killed{len(self.killed_after)}") as killed:
            for _ in range(kills):
                worker = start_worker(killed, self.school)
                moment = self.moments.uniform(0, self.seconds)
                time.sleep(moment)
                if worker.poll() is None:
                    worker.send_signal(signal.SIGKILL)
                    self.killed_after.append(moment)
                assert worker.stdout is not None
                worker.stdout.close()
                worker.wait(10)
            let_it_end(start_worker(killed, self.school))
            return dict(contents(killed))
