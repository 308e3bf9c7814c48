"""`manage.py import_school`: a folder, a report, and a code that a script can read."""

from io import StringIO
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command

from integrations.models import ImportRun
from integrations.services.runs import ask_to_bring_in
from schools.models import Pupil, School
from tests.import_faults import FAULTS
from tests.import_faults import FOLDER as FAULTY
from tests.integration.integrations.steps import AT, FOLDER, nothing_changes

pytestmark = pytest.mark.django_db


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, text in FOLDER.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    (tmp_path / "readme.md").write_text("not a file of ours")
    return tmp_path


def run(folder: Path, school: School, *options: str) -> str:
    out = StringIO()
    call_command("import_school", str(folder), "--school", school.urn, *options, stdout=out)
    return out.getvalue()


def test_a_folder_comes_in(folder: Path, school: School) -> None:
    said = run(folder, school)
    assert "pupils.csv: 3 rows. Brought in." in said
    assert said.endswith("Everything is in.\n")
    assert Pupil.objects.filter(school=school).count() == 3
    assert run(folder, school).endswith("Everything was here already. Nothing has been changed.\n")


def test_a_dry_run_prints_the_report_and_changes_nothing(folder: Path, school: School) -> None:
    with nothing_changes():
        said = run(folder, school, "--dry-run")
    assert said.endswith("All 27 rows can be brought in. Nothing has been changed yet.\n")


def test_a_faulty_folder_is_refused_with_every_sentence(school: School) -> None:
    out = StringIO()
    with nothing_changes(), pytest.raises(CommandError, match="12 of 38 rows need attention") as refusal:
        call_command("import_school", str(FAULTY), "--school", school.urn, stdout=out)
    assert refusal.value.returncode == 1
    for _, row, column, sentence in FAULTS:
        assert f"Error row {row}, {column}: {sentence}" in out.getvalue()


def test_a_long_report_is_cut_and_differences_are_printed(folder: Path, school: School) -> None:
    run(folder, school)
    lines = [
        f"D886399920003,{code},{day:02}/03/2026,AM" for day in range(9, 14) for code in "HFJY?!@7890ABCD"
    ]
    (folder / "marks.csv").write_text("UPN,Mark,Mark date,AM/PM\n" + "\n".join(lines) + "\n")
    out = StringIO()
    with pytest.raises(CommandError, match="need attention"):
        call_command("import_school", str(folder), "--school", school.urn, stdout=out)
    assert "more, on the import's page" in out.getvalue()
    (folder / "marks.csv").write_text("UPN,Mark,Mark date,AM/PM\nD886399920003,M,09/03/2026,AM\n")
    assert "Different row 2: Rhys Davies, Monday 9 March 2026 AM: I here, M in the file" in run(
        folder, school
    )


def test_a_check_from_the_terminal_is_not_brought_in_later(folder: Path, school: School) -> None:
    run(folder, school, "--dry-run")
    with pytest.raises(ValidationError, match="This was a check only"):
        ask_to_bring_in(run=ImportRun.objects.latest("pk"), by=None, at=AT)


@pytest.mark.parametrize(
    ("urn", "words"), [("999999", "There is no school with the URN 999999."), ("", "There is no CSV file in")]
)
def test_what_is_not_there_is_named(tmp_path: Path, school: School, urn: str, words: str) -> None:
    with pytest.raises(CommandError, match=words):
        call_command("import_school", str(tmp_path), "--school", urn or school.urn)


def test_a_file_is_no_folder(tmp_path: Path, school: School) -> None:
    with pytest.raises(CommandError, match="is not a folder"):
        call_command("import_school", str(tmp_path / "none"), "--school", school.urn)
