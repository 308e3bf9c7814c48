"""Today for the administrator: the health of the set-up in counts, each with its act, and no child."""

from datetime import date, datetime, timedelta

import pytest
import time_machine
from django.utils import timezone

from accounts.models import AuditEvent
from accounts.roles import Role
from integrations.models import ImportFile, ImportProblem, ImportRun, ProblemKind, RunState
from reporting.queries.administrator_days import administrator_today
from schools.access import rights_of
from schools.calendar import Session
from schools.models import GroupStaff, Heartbeat, JobRun, ProposedLeaving, RollEntry, School
from schools.queries.health import HealthLine
from tests.factories import MembershipFactory
from tests.integration.reporting.steps import TODAY_PAGE, marked, opened, shown, statements, submitted
from tests.integration.reporting.steps import today_of as first_page_of
from tests.integration.schools.years import JULY, add_next_year
from tests.world import NOW, TODAY, YESTERDAY, World, add_pupils

SEPTEMBER = date(2026, 9, 1)


def lines(world: World, part: str) -> dict[str, HealthLine]:
    today = first_page_of(world.staff[Role.ADMIN])
    return {line.label: line for line in getattr(today, part)}


def tiles(world: World) -> dict[str, str]:
    return {tile.label: tile.value for tile in first_page_of(world.staff[Role.ADMIN]).tiles}


def imported(world: World, state: RunState, *, refused: int = 0, at: datetime = NOW) -> ImportRun:
    run = ImportRun.objects.create(school=world.marlowe, created_at=at, state=state)
    file = ImportFile.objects.create(
        run=run, name="pupils.csv", kind="pupils", content=b"", rows=840, rows_with_errors=refused
    )
    for row in range(refused):
        ImportProblem.objects.create(
            file=file,
            row=row + 2,
            field="UPN",
            kind=ProblemKind.ERROR,
            sentence="A UPN has 13 characters",
            value="Amir Khan",
        )
    return run


def test_no_child_is_named(world: World) -> None:
    marked(world.pupils, "N")
    imported(world, RunState.REFUSED, refused=2)
    page = shown(world.staff[Role.ADMIN], TODAY_PAGE)
    for pupil in world.pupils:
        assert pupil.known_surname not in page


def test_before_the_first_file_the_page_leads_to_the_import(world: World) -> None:
    line = lines(world, "imports")["Last import"]
    assert line.words == "No file has been brought in yet"
    assert line.url == "/marlowe-park/import/"


def test_refused_rows_stand_with_their_columns_and_two_clicks_from_their_cure(world: World) -> None:
    run = imported(world, RunState.REFUSED, refused=3)
    found = lines(world, "imports")
    assert found["Last import"].words == "Tue 9 Mar, 08:49: 1 file, 840 rows. Checked: rows need attention"
    assert found["Rows refused"].words == "3 rows: UPN (3)"
    assert found["Rows refused"].url == f"/marlowe-park/import/{run.pk}/"
    assert tiles(world)["Rows refused"] == "3"


def test_an_import_that_was_checked_and_forgotten_is_told(world: World) -> None:
    imported(world, RunState.READY)
    assert lines(world, "imports")["Waiting"].words == "1 import checked and not brought in"


def test_registers_that_nobody_took_are_counted_by_group(world: World) -> None:
    School.objects.update(first_day_on=YESTERDAY)
    submitted(world.class_8hw, by=world.lane, on=YESTERDAY)

    today = first_page_of(world.staff[Role.ADMIN])

    assert [(row.group, row.count, row.oldest) for row in today.missing] == [
        ("7A", 2, YESTERDAY),
        ("8HW", 1, YESTERDAY),
    ]
    assert tiles(world)["Registers missing"] == "3"


def test_a_register_whose_pupils_all_have_marks_is_in(world: World) -> None:
    School.objects.update(first_day_on=YESTERDAY)
    pupils = [*world.pupils, world.pupils_elsewhere["7A"]]
    for session in Session:
        marked(pupils, "C", on=YESTERDAY, session=session)

    assert first_page_of(world.staff[Role.ADMIN]).missing == []


def test_checks_stand_in_counts_the_worst_first(world: World) -> None:
    GroupStaff.objects.all().delete()
    found = lines(world, "checks")
    assert found["Does each registration group have a tutor?"].words == "2 registration groups"
    assert found["Is each pupil’s address known?"].words == "4 pupils"
    assert int(tiles(world)["To put right"]) == len(found)
    assert tiles(world)["Stopping work"] == "0"


def test_proposed_leavers_are_a_count_for_who_may_not_open_them(world: World) -> None:
    entry = RollEntry.objects.get(pupil=world.pupils[0])
    ProposedLeaving.objects.create(roll_entry=entry, last_on=TODAY, source="Arbor", proposed_at=NOW)
    line = lines(world, "steps")["Proposed leavers"]
    assert line.words.startswith("1 pupil to decide on.")
    assert line.url == ""


def test_the_year_end_stands_there_in_summer_alone(world: World, clock: time_machine.Traveller) -> None:
    assert lines(world, "steps") == {}
    clock.move_to(JULY)
    problem = lines(world, "steps")["Year end: calendar"]
    assert problem.words == "The new year has no calendar. Bring it in first"
    assert problem.due == "by Wednesday 1 September"
    add_next_year(world.marlowe)
    step = lines(world, "steps")["Year end: groups"]
    assert step.words == "8 places in groups of the new year to give"
    assert step.url == "/marlowe-park/setup/year-end/"


def test_what_works_unseen_shows_its_last_sign_of_life(world: World) -> None:
    unseen = lines(world, "unseen")
    assert unseen["Scheduled jobs"].words == "No sign of life yet"
    assert unseen["Backup"].words == "Not set up: no backup has left a sign here"

    Heartbeat.objects.create(part="scheduler", beat_at=timezone.now() - timedelta(minutes=2))
    Heartbeat.objects.create(part="backup", beat_at=timezone.now() - timedelta(days=3))
    JobRun.objects.create(name="recount", slot="1", started_at=NOW, outcome="failed: KeyError")

    unseen = lines(world, "unseen")
    assert (unseen["Scheduled jobs"].words, unseen["Scheduled jobs"].tone) == (
        "Last sign of life 2 min ago",
        "",
    )
    assert (unseen["Backup"].words, unseen["Backup"].tone) == ("Last one 3 days ago", "due")
    assert unseen["Job failed"].words == "recount, Tue 9 Mar: failed: KeyError"


def test_pages_that_were_refused_in_the_last_day_are_counted(world: World) -> None:
    assert opened(world.lane, "/marlowe-park/people/").status_code == 403
    written_at = AuditEvent.objects.get(verb="refused", actor=world.lane.pk).at
    rights = rights_of(world.staff[Role.ADMIN], world.marlowe.slug, on=TODAY)
    assert rights is not None

    counts = [
        {line.label: line.count for line in administrator_today(rights, now=NOW, at=at).unseen}
        for at in (written_at + timedelta(hours=1), written_at + timedelta(days=2))
    ]

    assert [found["Refused openings"] for found in counts] == [1, 0]


def test_a_teacher_who_is_administrator_too_keeps_the_teachers_page(world: World) -> None:
    MembershipFactory.create(user=world.lane, school=world.marlowe, role=Role.ADMIN.value)
    assert "8HW, morning register" in shown(world.lane, TODAY_PAGE)


@pytest.mark.parametrize("month", [NOW, JULY])
def test_the_page_sends_as_many_statements_for_thirty_pupils(
    world: World, clock: time_machine.Traveller, month: datetime
) -> None:
    clock.move_to(month)
    admin = world.staff[Role.ADMIN]
    imported(world, RunState.REFUSED, refused=1)
    few = len(statements(admin, TODAY_PAGE))
    add_pupils(world.class_8hw, 30)
    imported(world, RunState.REFUSED, refused=9)
    assert len(statements(admin, TODAY_PAGE)) == few


def test_each_feed_says_how_fresh_it_is(world: World) -> None:
    run = ImportRun.objects.create(school=world.marlowe, created_at=NOW, finished_at=NOW, state=RunState.DONE)
    ImportFile.objects.create(
        run=run, name="marks.csv", kind="marks", content=b"", rows=1_204, last_on=YESTERDAY, is_applied=True
    )
    assert lines(world, "imports")["Marks"].words == "Tue 9 Mar, 08:49: 1,204 rows, marks to Mon 8 Mar"
