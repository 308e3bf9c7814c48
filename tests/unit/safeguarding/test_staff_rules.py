"""Concerns about adults: of which kind, when the LADO is due, and what may follow what."""

from datetime import datetime

from safeguarding.staff_rules import (
    ACKNOWLEDGED,
    ALLEGATION,
    CLOSED,
    DECIDED,
    KIND,
    LADO,
    LOW_LEVEL,
    REPLY,
    StaffStep,
    kind_of,
    lado_due,
    state_of,
    step_problem,
)
from schools.calendar import LONDON

FRIDAY = datetime(2027, 3, 12, 9, 0, tzinfo=LONDON)
MONDAY = datetime(2027, 3, 15, 9, 0, tzinfo=LONDON)
TUESDAY = datetime(2027, 3, 16, 9, 0, tzinfo=LONDON)


def steps(*kinds: str) -> list[StaffStep]:
    return [StaffStep(kind, FRIDAY) for kind in kinds]


def test_the_lado_is_told_of_an_allegation_within_one_working_day() -> None:
    assert lado_due(ALLEGATION, FRIDAY, []) == MONDAY
    assert lado_due(ALLEGATION, FRIDAY, steps(LADO)) is None
    assert lado_due(LOW_LEVEL, FRIDAY, []) is None


def test_a_low_level_concern_that_becomes_an_allegation_is_due_from_then() -> None:
    graver = [StaffStep(KIND, MONDAY, ALLEGATION)]
    assert kind_of(LOW_LEVEL, graver) == ALLEGATION
    assert lado_due(LOW_LEVEL, FRIDAY, graver) == TUESDAY


def test_a_reply_alone_leaves_a_concern_new() -> None:
    assert [state_of(steps(*kinds)) for kinds in ([], [REPLY], [ACKNOWLEDGED], [DECIDED, CLOSED])] == [
        "new",
        "new",
        "open",
        "closed",
    ]


def test_nothing_is_closed_before_it_is_decided_and_no_allegation_before_the_lado_is_told() -> None:
    assert step_problem(CLOSED, "Over", LOW_LEVEL, []) == "Write down what was decided before you close it"
    assert step_problem(CLOSED, "Over", ALLEGATION, steps(DECIDED)) is not None
    assert step_problem(CLOSED, "Over", ALLEGATION, steps(DECIDED, LADO)) is None
    assert step_problem(REPLY, "Thanks", LOW_LEVEL, steps(DECIDED, CLOSED)) == "This concern is closed"


def test_a_step_says_why_and_is_acknowledged_once() -> None:
    assert step_problem(DECIDED, " ", LOW_LEVEL, []) == "Say what was decided or said, and why"
    assert step_problem(ACKNOWLEDGED, "", LOW_LEVEL, []) is None
    assert step_problem(ACKNOWLEDGED, "", LOW_LEVEL, steps(ACKNOWLEDGED)) is not None
