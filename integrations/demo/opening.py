"""Opens the demo: two schools by their own services, their files through the importer, and a morning."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from django.db import connections

from integrations.demo.agreed import agree_ahead, office_of
from integrations.demo.agreed_before import agree_what_stands
from integrations.demo.concerns import raise_concerns
from integrations.demo.files import WrittenFolder, write_folders
from integrations.demo.first_day import respond
from integrations.demo.lessons import take_lessons
from integrations.demo.messaging import set_up_messages
from integrations.demo.morning import take_half_the_registers
from integrations.demo.schools import SCHOOLS, TRUST_NAME, SchoolPlan, World, world_on
from integrations.demo.siblings import confirm_siblings
from integrations.demo.sign_ins import open_accounts
from integrations.demo.staff import staff_of
from integrations.demo.sweeps import sweep_demo
from integrations.mis.csv.sync import bring_in, check
from integrations.models import RunState
from integrations.services.runs import Upload, ask_for_check, ask_to_bring_in, open_run
from schools.access import Rights
from schools.calendar import LONDON, academic_year_of
from schools.models import DatedValue, LegalRegister, School, Trust
from schools.services.dated_values import set_value
from schools.services.set_up import SchoolFacts, add_school

WRITER = "n_code.written_by"
Tell = Callable[[str], None]


class DemoFault(Exception):
    """The importer refused a file that the demo wrote: a fault of ours."""


def open_demo(*, at: datetime, tell: Tell) -> None:
    """Make the demo's data up to the day of `at`; on a later day bring the marks forward.

    Repeatable: what is there already is left alone.
    """
    on = at.date()
    allow_shifted_clock()
    schools = {plan.slug: _school(plan, on=on, at=at) for plan in SCHOOLS}
    first = min(school.first_day_on for school in schools.values())
    world = world_on(on, first_year=academic_year_of(first))
    with TemporaryDirectory(prefix="daymark-demo-") as folder:
        for written in write_folders(world, Path(folder), day=on):
            school = schools[written.school.slug]
            tell(f"{school.name}, {written.year}/{(written.year + 1) % 100:02}")
            _bring_in(school, written, at=min(at, _end_of(written.year)))
    for plan in SCHOOLS:
        _people_and_morning(world, plan, schools[plan.slug], on=on, at=at)


def allow_shifted_clock() -> None:
    """Let the database follow the demo's clock; only the owner can."""
    with connections["owner"].cursor() as cursor:
        cursor.execute("UPDATE daymark_clock SET shift_allowed = true")


def _school(plan: SchoolPlan, *, on: date, at: datetime) -> School:
    found = School.objects.filter(urn=plan.urn).first()
    if found is not None:
        return found
    trust, _ = Trust.objects.get_or_create(name=TRUST_NAME, defaults={"slug": "greenway"})
    facts = SchoolFacts(
        name=plan.name,
        urn=plan.urn,
        la_code=plan.la_code,
        establishment=plan.establishment,
        phase=plan.phase,
        youngest_year=plan.youngest_year,
        oldest_year=plan.oldest_year,
        legal_register=LegalRegister.DAYMARK,
    )
    return add_school(
        trust=trust,
        facts=facts,
        times=plan.times,
        by=None,
        on=world_on(on).first_day_on,
        at=at,
        slug=plan.slug,
    )


def _end_of(year: int) -> datetime:
    """The noon on which the files of a school year were exported, when that year is over."""
    return datetime(year + 1, 8, 31, 12, tzinfo=LONDON)


def _bring_in(school: School, written: WrittenFolder, *, at: datetime) -> None:
    uploads = [Upload(path.name, path.read_bytes()) for path in sorted(written.path.glob("*.csv"))]
    run = open_run(school=school, uploads=uploads, by=None, at=at)
    ask_for_check(run=run, by=None, at=at)
    check(run, at=at)
    run.refresh_from_db()
    if run.state == RunState.READY:
        ask_to_bring_in(run=run, by=None, at=at, anyway=True)
        bring_in(run, at=at)
        run.refresh_from_db()
    if run.state != RunState.DONE:
        problem = run.files.filter(problems__kind="error").values_list("name", "problems__sentence").first()
        raise DemoFault(f"{written.path.name}: {run.words} {problem or ''}")


def _people_and_morning(world: World, plan: SchoolPlan, school: School, *, on: date, at: datetime) -> None:
    open_accounts(school, staff_of(world, plan), on=school.first_day_on, at=at)
    set_up_messages(school, on=on, at=at)
    office = office_of(school, on=on)
    if office:
        confirm_siblings(world, plan, office, at=at - timedelta(minutes=30))
    sweep_demo(school, on=on, at=at)
    agree_ahead(school, on=on, at=at - timedelta(minutes=25))
    take_half_the_registers(world, plan, school, on=on, at=at)
    if office:
        agree_what_stands(office, on=on)
        _decide(office, on=on, at=at)
    take_lessons(school, at=at)
    respond(school, on=on, at=at)
    raise_concerns(school, at=at)


def _decide(office: Rights, *, on: date, at: datetime) -> None:
    """The attendance officer's name stands beside each O that the clock writes; families are written to.

    What somebody decided meanwhile stays.
    """
    decided = set(DatedValue.objects.filter(school=office.school).values_list("key", flat=True))
    for key, value in ((WRITER, office.user.pk), ("alerts.automatic", True), ("reminders.automatic", True)):
        if key not in decided:
            set_value(
                school=office.school,
                key=key,
                value=value,
                valid_from=on,
                source="Attendance policy, page 6",
                by=office.user,
                at=at,
            )
