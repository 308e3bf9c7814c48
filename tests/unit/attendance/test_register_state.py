"""How far a register is: submitted, imported, closed by the school, part marked, marked or not started."""

import pytest

from attendance.register_state import RegisterState, count_marks, register_state

HERE, VISIT, ILL, PART_CLOSED, SITE_CLOSED = 10, 33, 104, 313, 314
OFFICE, TEACHER, IMPORT = "office", "register", "import"


def state(*marks: tuple[int | None, str], submitted: bool = False, late: bool = False) -> RegisterState:
    return register_state(count_marks(marks), is_submitted=submitted, is_late=late)


@pytest.mark.parametrize("closure", [PART_CLOSED, SITE_CLOSED])
def test_a_class_of_closures_and_absences_of_the_office_is_closed(closure: int) -> None:
    marks = [(closure, OFFICE)] * 29
    assert state(*marks, (ILL, OFFICE)) is RegisterState.SCHOOL_CLOSED


def test_one_closure_among_pupils_on_a_visit_closes_no_class() -> None:
    visits = [(VISIT, OFFICE)] * 29
    assert state(*visits, (PART_CLOSED, OFFICE)) is RegisterState.MARKED


@pytest.mark.parametrize("other", [(HERE, TEACHER), (ILL, TEACHER), (ILL, IMPORT), (HERE, OFFICE)])
def test_a_mark_of_somebody_else_or_a_pupil_who_was_taught_leaves_it_marked(other: tuple[int, str]) -> None:
    assert state((SITE_CLOSED, OFFICE), other) is RegisterState.MARKED


def test_a_blank_beside_closures_is_still_to_be_marked() -> None:
    assert state((SITE_CLOSED, OFFICE), (None, "")) is RegisterState.NOT_STARTED
    assert state((SITE_CLOSED, OFFICE), (HERE, TEACHER), (None, "")) is RegisterState.PART


def test_what_the_office_agreed_ahead_starts_no_register() -> None:
    agreed = count_marks([(VISIT, OFFICE), (None, "")])
    assert register_state(agreed, is_submitted=False) is RegisterState.NOT_STARTED
    assert register_state(agreed, is_submitted=False, is_begun=False) is RegisterState.AHEAD
    whole = count_marks([(VISIT, OFFICE)])
    assert register_state(whole, is_submitted=False) is RegisterState.MARKED
    assert register_state(whole, is_submitted=False, is_begun=False) is RegisterState.AHEAD


def test_a_submitted_register_is_submitted_whatever_its_marks() -> None:
    assert state((SITE_CLOSED, OFFICE), submitted=True) is RegisterState.SUBMITTED
    assert state((HERE, TEACHER), submitted=True, late=True) is RegisterState.LATE


def test_a_register_of_another_system_is_imported_only_if_all_of_it_is() -> None:
    assert state((HERE, IMPORT), (ILL, IMPORT)) is RegisterState.IMPORTED
    assert state((HERE, IMPORT), (ILL, OFFICE)) is RegisterState.MARKED


def test_nothing_is_ahead_once_a_teacher_marked() -> None:
    nothing, one = count_marks([(None, "")]), count_marks([(HERE, TEACHER)])
    assert register_state(nothing, is_submitted=False, is_begun=False) is RegisterState.AHEAD
    assert register_state(nothing, is_submitted=False) is RegisterState.NOT_STARTED
    assert register_state(one, is_submitted=False, is_begun=False) is RegisterState.MARKED


def test_a_class_without_pupils_is_not_imported() -> None:
    assert state() is RegisterState.NOT_STARTED
