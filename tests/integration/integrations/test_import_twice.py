"""A folder brought in makes a school; brought in again it changes nothing."""

from datetime import date, timedelta

import pytest

from accounts.models import AuditEvent
from attendance.models import Mark, WeekTally
from integrations.mis.csv import sync
from integrations.models import ImportFile, ImportRun
from integrations.services.runs import settle_files
from schools.models import (
    Contact,
    GroupMember,
    GroupStaff,
    ProtectedFact,
    Pupil,
    RollEntry,
    School,
    SchoolDay,
    SupportFact,
)
from tests.integration.integrations.steps import (
    AT,
    CONTACTS,
    FOLDER,
    GROUPS,
    MAJA,
    MARKS,
    PUPILS,
    RHYS,
    TOBI,
    brought_in,
    changed,
    changes_of,
    checked,
    nothing_changes,
    uploaded,
    warnings_of,
)

pytestmark = pytest.mark.django_db


def test_a_folder_makes_a_school(school: School) -> None:
    brought_in(school, FOLDER)
    maja = Pupil.objects.get(school=school, upn=MAJA)
    assert (maja.known_name, maja.born_on) == ("Maja O'Brien-Łukasiewicz", date(2012, 12, 4))
    assert Pupil.objects.get(upn=TOBI).known_name == "Tobi Adeyemi"
    assert list(RollEntry.objects.values_list("admitted_on", "left_on", "enrolment").distinct()) == [
        (date(2024, 9, 3), None, "C")
    ]
    assert list(maja.addresses.values_list("lines", "postcode")) == [
        ("2 Mill Lane", "TN1 1AA"),
        ("9 Elm Road, Hythe", "CT21 5AB"),
    ]
    assert sorted(SupportFact.objects.values_list("pupil__upn", "kind", "from_on")) == [
        (TOBI, "disadvantaged", AT.date()),
        (MAJA, "sen", AT.date()),
    ]
    assert list(ProtectedFact.objects.values_list("pupil__upn", "kind")) == [(MAJA, "social_worker")]
    contacts = Contact.objects.filter(pupil=maja).values_list(
        "call_order", "parent__forename", "must_not_contact"
    )
    assert list(contacts) == [(1, "Beata", False), (2, "Piotr", True)]
    assert list(GroupStaff.objects.values_list("staff__code", "group__name")) == [("HLA", "8HW")]


def test_pupils_are_in_their_groups_by_date(school: School) -> None:
    brought_in(school, FOLDER)
    members = GroupMember.objects.filter(pupil__upn=RHYS).order_by("group__kind")
    assert list(members.values_list("group__name", "group__year_group", "from_on", "until_on")) == [
        ("Homework club", None, date(2025, 11, 10), date(2026, 3, 27)),
        ("8HW", 8, date(2025, 9, 3), date(2026, 8, 31)),
        ("Year 8", 8, date(2025, 9, 1), date(2026, 8, 31)),
    ]


def test_the_calendar_becomes_numbered_school_days(school: School) -> None:
    brought_in(school, FOLDER)
    days = SchoolDay.objects.filter(school=school)
    assert days.count() == 194
    first, last = days.first(), days.last()
    assert first is not None
    assert last is not None
    assert (first.date, first.number, first.week_number) == (date(2025, 9, 3), 1, 1)
    assert (last.date, last.number, last.half_term.number) == (date(2026, 7, 21), 194, 6)


def test_marks_come_with_their_tallies_and_one_line_in_the_audit(school: School) -> None:
    brought_in(school, FOLDER)
    late = Mark.objects.get(minutes_late=7)
    assert (late.source, late.note, late.set_by_id, late.set_at) == ("import", "Bus late", None, AT)
    week = WeekTally.objects.get(roll_entry__pupil__upn=MAJA)
    assert (week.monday, week.possible, week.attended, week.late, week.minutes) == (
        date(2026, 3, 9),
        2,
        2,
        1,
        7,
    )
    line = AuditEvent.objects.get(verb="import")
    assert (line.school, line.tbl, line.after) == (school.pk, "attendance_mark", {"marks": 6})


def test_the_same_folder_changes_nothing_the_second_time(school: School) -> None:
    brought_in(school, FOLDER)
    with nothing_changes():
        again = brought_in(school, FOLDER)
    assert changes_of(again) == {}
    assert warnings_of(again) == []


def test_nor_on_a_later_day(school: School) -> None:
    brought_in(school, FOLDER)
    with nothing_changes():
        brought_in(school, FOLDER, at=AT + timedelta(days=11))


def test_a_check_changes_nothing_and_says_what_it_would_do(school: School) -> None:
    with nothing_changes():
        run = checked(school, FOLDER)
    found = changes_of(run)
    assert (found["pupils"], found["contacts"], found["marks"]) == ((3, 0, 0), (4, 0, 0), (6, 0, 0))
    assert found["school days"] == (194, 0, 0)


def test_an_import_that_is_done_keeps_no_file(school: School) -> None:
    run = brought_in(school, FOLDER)
    files = ImportFile.objects.filter(run=run)
    assert {bytes(file.content) for file in files} == {b""}
    assert {str(file.sample) for file in files} == {"[]"}


def test_what_changed_in_the_files_changes_here_and_nothing_else(school: School) -> None:
    brought_in(school, FOLDER)
    files = dict(FOLDER) | {
        "pupils.csv": changed(PUPILS, "Davies,Rhys", "Davies-Cole,Rhys"),
        "contacts.csv": changed(CONTACTS, "07700 900103", "07700 900203"),
        "groups.csv": changed(GROUPS, ",H4,", ",H5,"),
        "marks.csv": MARKS + f"{RHYS},/,10/03/2026,AM,,\n",
    }
    run = brought_in(school, files)
    assert changes_of(run) == {
        "pupils": (0, 1, 0),
        "parents": (0, 1, 0),
        "groups": (0, 1, 0),
        "marks": (1, 0, 0),
    }
    assert Pupil.objects.get(upn=RHYS).legal_surname == "Davies-Cole"


def test_large_files_tell_the_planner_how_many_rows_they_staged(
    school: School, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("schools.services.staging.FEW", 1)
    assert changes_of(brought_in(school, FOLDER))["pupils"] == (3, 0, 0)


def test_what_nobody_settled_stays_as_it_was_guessed(school: School) -> None:
    run = uploaded(school, FOLDER)
    assert settle_files(run=run, settled=[], by=None, at=AT)
    assert not settle_files(run=uploaded(school, {"other.csv": "A,B\n1,2\n"}), settled=[], by=None, at=AT)


def test_files_may_come_one_by_one(school: School) -> None:
    for name, text in FOLDER.items():
        brought_in(school, {name: text})
    with nothing_changes():
        brought_in(school, FOLDER)


def test_a_repeated_step_of_an_import_that_is_done_does_nothing(school: School) -> None:
    run = brought_in(school, FOLDER)
    with nothing_changes():
        sync.bring_in(run, at=AT)
        sync.check(run, at=AT)
    assert ImportRun.objects.get(pk=run.pk).state == "done"
