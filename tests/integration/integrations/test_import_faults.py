"""A folder with twelve planted faults changes nothing and names all twelve."""

import pytest

from integrations.models import RunState
from integrations.queries.runs import run_report
from schools.models import School
from tests.import_faults import FAULTS, FOLDER
from tests.integration.integrations.steps import checked, errors_of, nothing_changes, warnings_of

pytestmark = pytest.mark.django_db


def files() -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(FOLDER.glob("*.csv"))}


def test_all_twelve_faults_are_named_and_nothing_is_changed(school: School) -> None:
    with nothing_changes():
        run = checked(school, files())
    assert run.state == RunState.REFUSED
    found = {(name.removesuffix(".csv"), row, column, words) for name, row, column, words in errors_of(run)}
    assert found == set(FAULTS)
    assert len(FAULTS) == 12


def test_the_report_says_how_many_rows_and_that_nothing_has_been_changed(school: School) -> None:
    report = run_report(checked(school, files()), may_see_marks=True)
    assert report.headline == "12 of 38 rows need attention. Nothing has been changed."
    assert not report.may_bring_in


def test_the_narrowed_codes_are_warned_of(school: School) -> None:
    marks = files()["marks.csv"].decode().splitlines()[:7]
    marks += [
        "A886399920001,C,11/03/2026,AM",
        "A886399920001,B,11/03/2026,PM",
        "P886399920002,T,11/03/2026,AM",
    ]
    sound = {name: text for name, text in files().items() if name in ("calendar.csv", "staff.csv")}
    pupils = b"\n".join(files()["pupils.csv"].splitlines()[:4]) + b"\n"
    run = checked(school, sound | {"pupils.csv": pupils, "marks.csv": "\n".join(marks).encode() + b"\n"})
    assert run.state == RunState.READY
    assert warnings_of(run) == [
        "C no longer covers a part-time timetable (C2) or a performance (C1). Check that neither is meant.",
        "B no longer covers provision arranged by the local authority (K). Check that K is not meant.",
    ]


def test_the_cell_stands_beside_its_sentence(school: School) -> None:
    report = run_report(checked(school, files()), may_see_marks=True)
    pupils = next(file for file in report.files if file.name == "pupils.csv")
    assert pupils.problems[0].value == "31/02/2015"
