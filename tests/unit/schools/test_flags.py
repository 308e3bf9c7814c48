"""The flags beside a name."""

from schools.models import ProtectedKind, SupportKind
from schools.pupil_flags import PROTECTED, SUPPORT, glance_flags, protected_flags, support_flags


def test_every_kind_of_fact_has_its_flag_in_the_words_of_its_table() -> None:
    assert {kind: title for kind, (_, title) in SUPPORT.items()} == dict(SupportKind.choices)
    assert {kind: title for kind, (_, title) in PROTECTED.items()} == dict(ProtectedKind.choices)


def test_a_list_shows_only_what_helps_at_a_glance() -> None:
    assert glance_flags(["disadvantaged", "eal", "ehcp"]) == [("EHCP", "Education, health and care plan")]


def test_the_pupils_page_shows_all_of_them() -> None:
    assert [short for short, _ in support_flags(["disadvantaged", "sen"])] == ["PP", "SEN K"]
    assert [short for short, _ in protected_flags(["cp", "lac"])] == ["CP", "LAC"]
