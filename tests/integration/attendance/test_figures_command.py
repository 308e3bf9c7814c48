"""`manage.py figures`: the file of a school's figures, and plain words where there is none."""

import csv
import io
import json
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from schools.models import DatedValue, Pupil
from tests.integration.attendance.figure_steps import AUTUMN, mark_sessions, present
from tests.world import World, add_school

ON = "2027-03-09"


def written(world: World, *options: str) -> str:
    """What the command writes of Marlowe Park."""
    out = io.StringIO()
    call_command("figures", "--school", world.marlowe.urn, "--on", ON, *options, stdout=out)
    return out.getvalue()


def told(world: World, *options: str) -> Any:
    """The same, read back."""
    return json.loads(written(world, *options))


def test_the_file_holds_each_pupil_by_number_and_the_schools_totals(world: World) -> None:
    amir, zoe, _ = world.pupils
    mark_sessions(amir, [*present(26), "L", "I", "N", "U"])
    mark_sessions(zoe, present(27))
    found = told(world)
    pupils = {line["admission_number"]: line for line in found["pupils"]}
    assert len(pupils) == 4
    assert pupils[amir.admission_number] == {
        "upn": amir.upn,
        "admission_number": amir.admission_number,
        "possible": 30,
        "attended": 27,
        "authorised": 1,
        "unauthorised": 2,
        "late": 1,
        "late_after_close": 1,
        "persistent": True,
        "severe": False,
    }
    assert pupils[zoe.admission_number]["persistent"] is False
    totals = found["totals"]
    assert (totals["pupils"], totals["pupils_without_sessions"]) == (2, 2)
    assert (totals["possible"], totals["attended"], totals["absent"]) == (57, 54, 3)
    assert (totals["attendance_rate"], totals["absence_rate"]) == ("94.7", "5.3")
    assert (totals["late_rate"], totals["late_after_close_rate"]) == ("1.8", "1.8")
    assert (totals["persistent"], totals["persistent_rate"], totals["severe"]) == (1, "50.0", 0)


def test_the_head_says_days_basis_rule_and_source(world: World) -> None:
    head = told(world, "--since", "2027-01-05", "--basis", "dfe")
    assert (head["urn"], head["from"], head["until"]) == (world.marlowe.urn, "2027-01-05", ON)
    assert (head["basis"], head["rule"]) == ("dfe", "dfe")
    assert head["persistent_rule"].startswith("Missed 10% or more")
    assert head["source"].startswith("Department for Education")
    assert head["totals"]["counted_by"] == "enrolment"


def test_a_school_without_a_number_or_a_mark_is_written_as_it_is(world: World) -> None:
    Pupil.objects.filter(school=world.marlowe).update(upn="")
    found = told(world)
    assert {line["upn"] for line in found["pupils"]} == {""}
    assert found["totals"]["attendance_rate"] is None
    assert found["totals"]["persistent_rate"] is None
    empty = add_school(world.marlowe.trust, "Empty School", "empty")
    out = io.StringIO()
    call_command("figures", "--school", empty.urn, "--on", ON, stdout=out)
    assert json.loads(out.getvalue())["pupils"] == []


def test_the_same_as_lines_of_csv(world: World) -> None:
    amir = world.pupils[0]
    mark_sessions(amir, [*present(9), "I"])
    text = written(world, "--format", "csv")
    head = dict(line[2:].split(": ", 1) for line in text.splitlines() if line.startswith("# "))
    assert head["attendance_rate"] == "90.0"
    lines = list(csv.DictReader(line for line in text.splitlines() if not line.startswith("#")))
    (line,) = [line for line in lines if line["admission_number"] == amir.admission_number]
    assert (line["possible"], line["authorised"], line["persistent"], line["severe"]) == ("10", "1", "1", "0")


def test_no_name_stands_in_the_file(world: World) -> None:
    mark_sessions(world.pupils[0], present(4))
    for text in (written(world), written(world, "--format", "csv")):
        assert "Khan" not in text
        assert "Amir" not in text


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--school", "000000", "--on", ON], "No school has the URN 000000"),
        (["--school", "{urn}", "--on", "9 March"], "--on 9 March is no day"),
        (["--school", "{urn}", "--on", ON, "--since", "2027-03-10"], r"\(--since\) is after the last"),
        (["--school", "{urn}", "--on", ON, "--since", "2026-08-31"], "two school years"),
    ],
)
def test_what_cannot_be_written_is_said_in_a_sentence(world: World, options: list[str], words: str) -> None:
    with pytest.raises(CommandError, match=words):
        call_command("figures", *(option.format(urn=world.marlowe.urn) for option in options))


def test_the_schools_own_words_below_ninety_are_the_rule_of_its_own_figures_alone(world: World) -> None:
    DatedValue.objects.create(
        school=world.marlowe,
        key="figures.persistent_rule",
        value="below",
        valid_from=AUTUMN,
        source="Attendance policy",
    )
    mark_sessions(world.pupils[0], [*present(9), "I"])
    own, dfes = told(world), told(world, "--basis", "dfe")
    assert (own["rule"], own["totals"]["persistent"]) == ("below", 0)
    assert (dfes["rule"], dfes["totals"]["persistent"]) == ("dfe", 1)
