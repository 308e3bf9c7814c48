"""Files as spreadsheets and other systems write them, and files that are none."""

from collections.abc import Mapping

import pytest

from integrations.models import RunState
from integrations.queries.runs import run_report
from schools.models import Pupil, School
from tests.integration.integrations.steps import (
    CALENDAR,
    FOLDER,
    MAJA,
    PUPILS,
    brought_in,
    changed,
    checked,
    errors_of,
    nothing_changes,
    uploaded,
    warnings_of,
)

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le"])
def test_every_unicode_encoding_makes_the_same_school(school: School, encoding: str) -> None:
    brought_in(school, {name: text.encode(encoding) for name, text in FOLDER.items()})
    assert Pupil.objects.get(upn=MAJA).legal_surname == "O'Brien-Łukasiewicz"


def test_a_windows_file_keeps_its_accents(school: School) -> None:
    pupils = changed(PUPILS, "O'Brien-Łukasiewicz,Maja", "O’Brien-Núñez,Zoë")
    brought_in(school, {"calendar.csv": CALENDAR.encode("cp1252"), "pupils.csv": pupils.encode("cp1252")})
    assert Pupil.objects.get(upn=MAJA).known_name == "Zoë O’Brien-Núñez"


def test_the_file_says_in_which_encoding_it_was_read(school: School) -> None:
    run = uploaded(school, {"pupils.csv": PUPILS.encode("utf-16"), "calendar.csv": CALENDAR})
    assert dict(run.files.values_list("name", "encoding")) == {
        "pupils.csv": "UTF-16",
        "calendar.csv": "UTF-8",
    }


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"PK\x03\x04" + b"x" * 100, "This file is not a CSV. Save it as CSV and try again."),
        (b"", "This file is empty. Export it again and try again."),
        (b"UPN,Surname\n", "This file has headings and no rows under them. Export it again and try again."),
    ],
)
def test_what_cannot_be_read_is_refused_with_a_sentence(
    school: School, content: bytes, sentence: str
) -> None:
    with nothing_changes():
        run = checked(school, {"pupils.csv": content, "calendar.csv": CALENDAR})
    assert run.state == RunState.REFUSED
    report = run_report(run, may_see_marks=True)
    assert report.headline == "A file cannot be read. Nothing has been changed."
    assert sentence in [file.headline for file in report.files]


def test_wrong_columns_are_named(school: School) -> None:
    run = checked(school, {"pupils.csv": "UPN,Legal Surname,Year Group\nA886399920001,Khan,8\n"})
    words = run.files.get().refusal
    assert run.state == RunState.REFUSED
    assert "No column gives “Legal Forename”. Choose the column that holds it." in words


def test_hidden_characters_go_and_those_we_cannot_store_are_refused(school: School) -> None:
    files: Mapping[str, str] = {
        "calendar.csv": CALENDAR,
        "pupils.csv": changed(PUPILS, "Davies", "Dav\u202eies"),
    }
    brought_in(school, files)
    assert Pupil.objects.filter(legal_surname="Davies").exists()
    run = checked(school, dict(files) | {"pupils.csv": changed(PUPILS, "Davies", "Dav\0ies")})
    assert [words for *_, words in errors_of(run)] == ["Remove the characters we cannot store"]


def test_a_formula_is_text(school: School) -> None:
    formula = "=HYPERLINK(1)"
    brought_in(school, {"calendar.csv": CALENDAR, "pupils.csv": changed(PUPILS, "Davies", formula)})
    assert Pupil.objects.filter(legal_surname=formula).exists()


def test_a_wrong_check_letter_is_warned_of_and_comes_in(school: School) -> None:
    pupils = changed(PUPILS, MAJA, "B886399920002")
    run = brought_in(school, {"calendar.csv": CALENDAR, "pupils.csv": pupils})
    assert Pupil.objects.filter(upn="B886399920002").exists()
    assert any("The check letter should be P, not B" in words for words in warnings_of(run))


def test_a_file_of_no_known_kind_is_refused_by_name(school: School) -> None:
    run = checked(school, {"other.csv": "Name,Score\nAmir,3\n"})
    assert run.state == RunState.REFUSED
    assert run.files.get().refusal == "Choose what this file holds. Its headings do not say."


def test_a_quotation_mark_that_never_closes_is_found_on_its_row(school: School) -> None:
    endless = '"' + "x" * 140_000
    run = checked(school, {"calendar.csv": CALENDAR + f"INSET,{endless},06/01/2026,06/01/2026\n"})
    assert [(row, words[:29]) for _, row, _, words in errors_of(run)] == [
        (10, "Row 10 cannot be read: a quot")
    ]
