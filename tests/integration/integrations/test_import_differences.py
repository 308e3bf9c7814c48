"""Marks that both systems hold: alike they pass, different they are listed, and ours always stand."""

from datetime import date

import pytest

from attendance.models import Mark, MarkAmendment
from integrations.models import RunState
from integrations.queries.runs import run_report
from schools.models import LegalRegister, School
from tests.integration.integrations.steps import (
    MAJA,
    MARKS,
    RHYS,
    TOBI,
    brought_in,
    changed,
    checked,
    nothing_changes,
)

pytestmark = pytest.mark.django_db

MONDAY = date(2026, 3, 9)


def marks(*lines: str) -> dict[str, str]:
    return {"marks.csv": "UPN,Mark,Mark date,AM/PM,Minutes late\n" + "\n".join(lines) + "\n"}


def test_a_different_mark_is_listed_and_ours_stands(full_school: School) -> None:
    with nothing_changes():
        run = brought_in(full_school, marks(f"{RHYS},M,09/03/2026,AM,", f"{TOBI},/,09/03/2026,AM,"))
    report = run_report(run, may_see_marks=True)
    assert [line.sentence for file in report.files for line in file.differences] == [
        "Rhys Davies, Monday 9 March 2026 AM: I here, M in the file"
    ]
    assert report.files[0].headline == "2 rows, 1 mark that differs from ours. Brought in."
    assert not MarkAmendment.objects.exists()


def test_a_difference_does_not_keep_new_marks_out(full_school: School) -> None:
    run = brought_in(full_school, marks(f"{RHYS},M,09/03/2026,AM,", f"{RHYS},/,10/03/2026,AM,"))
    assert run.files.get().different == 1
    assert Mark.objects.filter(pupil__upn=RHYS, date=date(2026, 3, 10)).exists()


def test_minutes_differ_only_where_both_systems_have_them(full_school: School) -> None:
    run = checked(full_school, marks(f"{MAJA},L,09/03/2026,PM,9"))
    [line] = run_report(run, may_see_marks=True).files[0].differences
    assert (line.ours, line.theirs) == ("L (7 min)", "L (9 min)")
    assert checked(full_school, marks(f"{MAJA},L,09/03/2026,PM,")).files.get().different == 0


def test_who_may_not_see_marks_sees_that_they_differ(full_school: School) -> None:
    run = checked(full_school, marks(f"{RHYS},M,09/03/2026,AM,"))
    [line] = run_report(run, may_see_marks=False).files[0].differences
    assert (line.pupil, line.ours, line.theirs) == ("Rhys Davies", "", "")


@pytest.mark.parametrize(
    ("holder", "words"),
    [
        (LegalRegister.DAYMARK, "Daymark holds the legal register, so its marks count."),
        (LegalRegister.MIS, "Arbor holds the legal register. Daymark’s marks are a copy."),
    ],
)
def test_the_report_says_who_holds_the_legal_register(
    full_school: School, holder: LegalRegister, words: str
) -> None:
    full_school.legal_register, full_school.mis_name = holder, "Arbor"
    full_school.save()
    run = checked(full_school, marks(f"{RHYS},M,09/03/2026,AM,"))
    assert run_report(run, may_see_marks=True).register_words == words


def test_a_stranger_to_the_school_keeps_the_file_out(full_school: School) -> None:
    run = checked(full_school, {"marks.csv": changed(MARKS, TOBI, "Z999999999999")})
    assert run.state == RunState.REFUSED


def test_closures_that_the_calendar_has_are_left_out_and_counted(full_school: School) -> None:
    run = brought_in(full_school, marks(f"{RHYS},#,04/05/2026,AM,", f"{RHYS},#,04/05/2026,PM,"))
    report = run_report(run, may_see_marks=True)
    assert report.files[0].headline == "2 rows, 2 that the calendar has already. Brought in."
    assert report.headline == "Everything was here already. Nothing has been changed."
