"""Every code is of one kind or another, and a missing mark of its own alone."""

import pytest

from attendance.codes import CODES
from reporting.mark_kinds import KINDS, is_of_kind


@pytest.mark.parametrize("code", CODES, ids=lambda code: code.letter)
def test_each_code_is_attended_missed_or_not_counted(code) -> None:  # type: ignore[no-untyped-def]
    found = [kind for kind in ("attended", "missed", "uncounted") if is_of_kind(kind, code.number)]
    assert len(found) == 1
    assert not is_of_kind("missing", code.number)


def test_a_missing_mark_is_neither_present_nor_absent() -> None:
    assert [kind for kind in KINDS if is_of_kind(kind, None)] == ["missing"]
