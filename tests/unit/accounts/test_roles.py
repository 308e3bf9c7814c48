"""The table of rights is the signed list, cell by cell."""

import csv
from pathlib import Path

import pytest

from accounts.role_table import cell, role_table_markdown
from accounts.roles import Permission, Role, Scope, roles_with, scopes_of

ORACLE = Path(__file__).parents[2] / "oracle" / "roles.csv"


def oracle_cells() -> list[tuple[str, str, str]]:
    with ORACLE.open(encoding="utf-8", newline="") as file:
        return [
            (row["capability"], role, value)
            for row in csv.DictReader(file)
            for role, value in row.items()
            if role != "capability"
        ]


@pytest.mark.parametrize(("right", "role", "value"), oracle_cells())
def test_each_cell_is_the_oracles(right: str, role: str, value: str) -> None:
    assert cell(Role(role), Permission(right)) == value


def test_the_code_has_no_right_and_no_role_beside_the_oracle() -> None:
    cells = oracle_cells()

    assert [right for right, role, _ in cells if role == "teacher"] == list(Permission)
    assert [role for right, role, _ in cells if right == "register.view"] == list(Role)


def test_a_dash_is_no_scope_at_all() -> None:
    assert scopes_of(Role.ADMIN, Permission.REGISTER_VIEW) == frozenset()


def test_two_letters_are_two_scopes() -> None:
    both = frozenset({Scope.CASE_GRANT, Scope.BREAK_GLASS})

    assert scopes_of(Role.HEAD, Permission.SAFEGUARDING_READ) == both


def test_the_roles_with_a_right_are_those_whom_one_may_ask_for_it() -> None:
    assert roles_with(Permission.REGISTER_AMEND) == (Role.OFFICER, Role.HEAD)


@pytest.mark.parametrize("role", list(Role))
def test_each_role_has_a_title_and_a_sentence_to_sign_off(role: Role) -> None:
    assert role.title[0].isupper()
    assert role.sentence.endswith(".")
    assert 40 < len(role.sentence) < 120


def test_the_reference_page_shows_each_right_and_each_role() -> None:
    page = role_table_markdown()

    assert all(f"| `{right}` |" in page for right in Permission)
    assert all(role.sentence in page for role in Role)
    assert "| `safeguarding.read` | G | - | G | G | G+B | S | G | G+B | - | G | - |" in page
