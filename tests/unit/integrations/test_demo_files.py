"""The demo's files as the importer reads them: each of a kind that it knows, without a fault."""

import csv
from datetime import date
from pathlib import Path

import pytest

from integrations.demo import files
from integrations.demo.schools import SCHOOLS, make_world
from integrations.demo.tables import tables
from integrations.mis.csv.client import read_table
from integrations.mis.csv.fields import Kind
from integrations.mis.csv.headings import guess, guess_kind
from integrations.mis.csv.mapping.contacts import read_contacts
from integrations.mis.csv.mapping.problems import Problems
from integrations.mis.csv.mapping.pupils import read_pupils

DAY = date(2026, 9, 9)
WORLD = make_world(2026, 2026)
EVERY_SCHOOLS = {Kind.CALENDAR, Kind.STAFF, Kind.PUPILS, Kind.CONTACTS, Kind.GROUPS, Kind.MARKS}


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """This year's folders of both schools, a week into the year."""
    made = []
    for school in SCHOOLS:
        made.append(tmp_path_factory.mktemp(school.slug))
        for name, (headings, rows) in tables(WORLD, school, 2026, day=DAY).items():
            files.write_file(made[-1] / f"{name}.csv", headings, rows)
    return made


def test_both_schools_have_a_folder_for_the_year_before_daymark_and_for_each_since(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        files, "tables", lambda *_, **__: {"pupils": (("UPN", "Name"), [("A1", "Dąbrowska, Maja")])}
    )
    written = files.write_folders(WORLD, tmp_path, day=date(2027, 9, 9))
    assert [(folder.school.slug, folder.path.name) for folder in written] == [
        (slug, year) for slug in ("ashgrove", "marlowe") for year in ("2025-26", "2026-27", "2027-28")
    ]
    assert (written[0].path / "pupils.csv").read_bytes() == (
        b'\xef\xbb\xbfUPN,Name\r\nA1,"D\xc4\x85browska, Maja"\r\n'
    )


def test_a_folder_holds_a_file_of_each_kind_with_headings_that_are_known(folders: list[Path]) -> None:
    for folder in folders:
        kinds = {Kind(path.stem) for path in folder.iterdir()}
        assert kinds >= EVERY_SCHOOLS
        for kind in kinds:
            headings = read_table((folder / f"{kind}.csv").read_bytes()).headings
            columns = guess(headings, kind)
            assert guess_kind(headings, f"{kind}.csv") is kind
            assert (columns.sentences, columns.unused) == ((), ())


def test_pupils_and_contacts_come_in_without_error_or_doubt(folders: list[Path]) -> None:
    for folder in folders:
        table, contacts = (
            read_table((folder / name).read_bytes()) for name in ("pupils.csv", "contacts.csv")
        )
        problems = Problems()
        pupils = read_pupils(table.rows(), guess(table.headings, Kind.PUPILS), problems, today=DAY)
        columns = guess(contacts.headings, Kind.CONTACTS)
        rows = read_contacts(contacts.rows(), columns, problems, upns={pupil.upn for pupil in pupils})
        assert problems.kept == []
        assert {row.upn for row in rows} == {pupil.upn for pupil in pupils}, (
            "every pupil has somebody to ring"
        )


def test_marks_stop_at_the_school_day_before(folders: list[Path]) -> None:
    for folder in folders:
        with (folder / "marks.csv").open(encoding="utf-8-sig", newline="") as file:
            dates = {row["Mark date"] for row in csv.DictReader(file)}
        assert max(dates) == "08/09/2026"
        assert "09/09/2026" not in dates


def test_a_leaving_that_is_still_to_come_is_in_no_file() -> None:
    for school in SCHOOLS:
        headings, rows = tables(WORLD, school, 2026, day=DAY)["pupils"]
        place = headings.index("Date of Leaving")
        assert {row[place] for row in rows} == {""}
        headings, rows = tables(WORLD, school, 2025, day=DAY)["pupils"]
        assert any(row[place] for row in rows)


def test_a_hidden_address_goes_with_a_parent_who_is_kept_away() -> None:
    headings, rows = tables(WORLD, SCHOOLS[1], 2026, day=DAY)["contacts"]
    kept_away, hidden = headings.index("Do not contact (court order)"), headings.index("Address hidden")
    listed = list(rows)
    assert any(row[kept_away] == "Y" for row in listed)
    assert {row[0] for row in listed if row[kept_away] == "Y"} == {
        row[0] for row in listed if row[hidden] == "Y"
    }
    assert all(row[headings.index("Address 1")] == "" for row in listed if row[kept_away] == "Y")
