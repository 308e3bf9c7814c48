"""Each value of the table has a default within its own limits, a reason and a source."""

from datetime import time

import pytest

from schools.value_kinds import Kind, Value
from schools.value_table import BY_KEY, VALUES


@pytest.mark.parametrize("value", VALUES, ids=lambda value: value.key)
def test_every_value_has_a_reason_a_source_and_a_default_within_its_limits(value: Value) -> None:
    if value.kind is Kind.PERSON:
        assert value.default is None
    else:
        assert value.check(value.default) == value.default
    assert value.words(value.default)
    assert value.why.endswith(".")
    assert value.source
    assert BY_KEY[value.key] is value


def test_the_law_bounds_what_a_school_may_choose() -> None:
    days = BY_KEY["n_code.school_days"]

    assert days.check(3) == 3
    for given in (0, 6, "5", True):
        with pytest.raises(ValueError, match="from 1 to 5"):
            days.check(given)


def test_codes_keep_their_order_and_a_register_its_strokes() -> None:
    codes = BY_KEY["register.teacher_codes"]

    assert codes.check(["V", "N", "L", "\\", "/"]) == ["/", "\\", "L", "N", "V"]
    assert codes.read(["/", "\\"]) == ("/", "\\")
    assert codes.words(codes.default) == "/, \\, L and N"
    with pytest.raises(ValueError, match="cannot be taken without"):
        codes.check(["L", "N"])
    with pytest.raises(ValueError, match="from the list"):
        codes.check(["/", "\\", "L", "N", "C"])


def test_times_and_texts() -> None:
    cut_off, words = BY_KEY["first_day.cut_off"], BY_KEY["words.early_help"]

    assert cut_off.check(time(9, 15)) == "09:15"
    assert cut_off.read("09:15") == time(9, 15)
    with pytest.raises(ValueError, match="such as 09:30"):
        cut_off.check("half past")
    assert words.check("  Family   Help ") == "Family Help"
    with pytest.raises(ValueError, match="Write 1 to 600"):
        words.check(" ")


def test_a_time_may_be_left_empty_only_where_the_table_says_what_that_means() -> None:
    at, cut_off = BY_KEY["alerts.at_1"], BY_KEY["first_day.cut_off"]

    assert (at.check(None), at.check("09:30")) == ("", "09:30")
    assert (at.read(""), at.read("09:30")) == (None, time(9, 30))
    assert (at.words(""), at.words("09:30")) == ("Rung, without a message", "09:30")
    with pytest.raises(ValueError, match="such as 09:30"):
        cut_off.check(None)


def test_a_switch_is_on_or_off() -> None:
    switch = BY_KEY["alerts.automatic"]

    assert [switch.words(switch.check(given)) for given in (True, False)] == ["On", "Off"]
    for given in (None, 1, "on"):
        with pytest.raises(ValueError, match="Choose on or off"):
            switch.check(given)


def test_a_price_is_told_in_pence() -> None:
    price = BY_KEY["messages.text_price"]
    assert [price.words(stored) for stored in (240, 5, 0, 1203)] == ["2.40p", "0.05p", "0.00p", "12.03p"]
    with pytest.raises(ValueError, match="whole number from 0 to 10000"):
        price.check(-1)


def test_numbers_are_told_with_their_unit() -> None:
    assert BY_KEY["late.count"].words(1) == "1 late"
    assert BY_KEY["n_code.school_days"].words(5) == "5 school days"


@pytest.mark.parametrize("given", [{"weeks": 3, "first": 1}, {"weeks": 1, "first": 2}, {}, 2])
def test_a_timetable_repeats_after_one_week_or_two(given: object) -> None:
    rotation = BY_KEY["timetable.rotation"]

    assert rotation.check({"weeks": 2, "first": 2}) == {"weeks": 2, "first": 2}
    with pytest.raises(ValueError, match="one week or two"):
        rotation.check(given)


def test_the_order_of_the_calls_is_a_priority_for_each_fact() -> None:
    order = BY_KEY["first_day.order"]

    assert order.check(order.default | {"young_carer": 2})["young_carer"] == 2
    assert order.read({"ehcp": 3}) == order.default | {"ehcp": 3}
    assert order.words({"ehcp": 3}).startswith("1: Child protection plan, Child in need plan, ")
    assert "3: EHCP, Near persistent absence" in order.words({"ehcp": 3})
    for given, words in (
        ({"ehcp": 1}, "each fact"),
        (order.default | {"ehcp": 5}, "from 1 to 4"),
        (order.default | {"ehcp": True}, "from 1 to 4"),
        (order.default | {"lac": 3}, "may not come after priority 2: Looked after"),
    ):
        with pytest.raises(ValueError, match=words):
            order.check(given)


def test_a_person_is_named_by_a_number_and_nobody_is_until_then() -> None:
    writer = BY_KEY["n_code.written_by"]

    assert writer.check(7) == 7
    assert [writer.words(stored) for stored in (None, 7)] == ["Nobody is named", "Somebody is named"]
    for given in (None, 0, "7", True):
        with pytest.raises(ValueError, match="Choose somebody"):
            writer.check(given)


def test_a_choice_is_one_of_its_list_and_is_told_in_its_words() -> None:
    rule = BY_KEY["figures.persistent_rule"]

    assert [rule.check(given) for given in ("dfe", "below")] == ["dfe", "below"]
    assert rule.words("below") == "Attendance below 90%; severe: below 50%"
    for given in ("other", "", None, ["dfe"]):
        with pytest.raises(ValueError, match="Choose from the list"):
            rule.check(given)


def test_bands_are_cut_by_falling_percentages_as_somebody_writes_them() -> None:
    bands = BY_KEY["figures.bands"]

    assert bands.check("96% / 90, 80; 50") == bands.check([96, 90, 80, 50]) == [96, 90, 80, 50]
    assert bands.read([90, 50]) == (90, 50)
    assert bands.words(bands.default) == "97%, 95%, 90%, 75% and 50%"


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ("", "Write 2 to 8 percentages"),
        ([95.5, 90, 50], "whole percentages"),
        ("90 50 x", "whole percentages"),
        ("100 90 50", "from 99 down to 1"),
        ("90 50 0", "from 99 down to 1"),
        ("50 90", "the highest first and each once"),
        ("90 90 50", "the highest first and each once"),
        ("95 90", "50% cannot be left out"),
        ("95 75", "90% and 50% cannot be left out"),
        ("90", "Write 2 to 8 percentages"),
        ("99 98 97 96 95 94 93 90 50", "Write 2 to 8 percentages"),
    ],
)
def test_cut_points_that_make_no_bands_are_refused(given: object, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        BY_KEY["figures.bands"].check(given)


def test_the_target_group_lies_between_two_percentages() -> None:
    target = BY_KEY["figures.target"]

    assert target.check("92 80") == [92, 80]
    with pytest.raises(ValueError, match="Write 2 percentages"):
        target.check("95 90 75")
