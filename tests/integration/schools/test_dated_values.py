"""A value is changed from a day on, with its source; the days before keep what they had."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from accounts.models import AuditEvent
from schools.models import DatedValue
from schools.queries.dated_values import value_lines, value_of, values_of
from schools.services.dated_values import set_value
from tests.world import NOW, TODAY, TOMORROW, YESTERDAY, World

CODES, WANTED = "register.teacher_codes", "contacts.emergency_wanted"


def change(
    world: World, value: Any, *, key: str = WANTED, on: date = TODAY, source: str = "Governors"
) -> DatedValue:
    return set_value(
        school=world.marlowe, key=key, value=value, valid_from=on, source=source, by=world.okafor, at=NOW
    )


def test_without_a_word_of_the_school_the_default_holds(world: World) -> None:
    assert values_of(world.marlowe, [CODES, WANTED], on=TODAY) == {CODES: ("/", "\\", "L", "N"), WANTED: 2}


def test_a_change_holds_from_its_day_and_at_this_school_alone(world: World) -> None:
    change(world, 3, on=TOMORROW)

    days = (YESTERDAY, TODAY, TOMORROW, TODAY + timedelta(days=400))
    assert [value_of(world.marlowe, WANTED, on=on) for on in days] == [2, 2, 3, 3]
    assert value_of(world.ashgrove, WANTED, on=TOMORROW) == 2


def test_a_second_change_ends_the_first_and_takes_the_place_of_what_was_planned(world: World) -> None:
    change(world, 3)
    change(world, 5, on=TODAY + timedelta(days=30))
    change(world, 4, on=TOMORROW)

    days = (TODAY, TOMORROW, TODAY + timedelta(days=60))
    assert [value_of(world.marlowe, WANTED, on=on) for on in days] == [3, 4, 4]


def test_a_change_may_be_taken_back_on_its_day(world: World) -> None:
    change(world, 3)
    change(world, 2)

    assert value_of(world.marlowe, WANTED, on=TODAY) == 2


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"on": YESTERDAY}, "Days that are over keep their value"),
        ({"value": 9}, "from 1 to 5"),
        ({"value": 2}, "already"),
        ({"source": " "}, "Say who decided this"),
    ],
)
def test_what_is_refused(world: World, changed: dict[str, Any], words: str) -> None:
    with pytest.raises(ValidationError, match=words):
        change(world, **{"value": 3} | changed)
    assert not DatedValue.objects.exists()


def test_the_audit_keeps_who_changed_it(world: World) -> None:
    change(world, 3)

    line = AuditEvent.objects.filter(tbl="schools_datedvalue").latest("pk")
    assert (line.actor, line.school, line.verb) == (world.okafor.pk, world.marlowe.pk, "insert")


def test_a_line_tells_what_is_in_force_what_was_and_what_is_planned(world: World) -> None:
    change(world, 3)
    change(world, 4, on=TOMORROW, source="Head, 9 March")

    line = next(line for line in value_lines(world.marlowe, on=TODAY) if line.value.key == WANTED)
    assert (line.words, line.from_on, line.source) == ("3 contacts", TODAY, "Governors")
    assert [(past.words, past.from_on, past.is_planned) for past in line.history] == [
        ("4 contacts", TOMORROW, True)
    ]
    other = next(line for line in value_lines(world.marlowe, on=TODAY) if line.value.key == CODES)
    assert other.is_default
