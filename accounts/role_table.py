"""The table of rights as a page of the reference (pure)."""

from __future__ import annotations

from accounts.roles import Permission, Role, Scope, scopes_of

SCOPE_WORDS = {
    Scope.OWN_CLASSES: "own classes and today's cover",
    Scope.CASELOAD: "assigned year or caseload",
    Scope.SCHOOL: "whole school",
    Scope.TRUST: "schools granted",
    Scope.CASE_GRANT: "only with a grant for one case, from the safeguarding lead",
    Scope.AGGREGATE: "figures only, small numbers hidden",
    Scope.BREAK_GLASS: "in an emergency, seen by others afterwards",
    Scope.PREPARE: "prepares; another person approves",
    Scope.OWN_WORDS: "own words",
}


def cell(role: Role, permission: Permission) -> str:
    """Print one cell of the table: letters joined by a plus in the order of Scope, or a dash."""
    held = scopes_of(role, permission)
    return "+".join(scope for scope in Scope if scope in held) or "-"


def role_table_markdown() -> str:
    """Print the roles, the letters and the table, as Markdown."""
    lines = ["# Roles and rights", "", "Printed by `manage.py print_reference`; do not edit.", ""]
    lines += ["| Role | In one sentence |", "|---|---|"]
    lines += [f"| {role.title} (`{role}`) | {role.sentence} |" for role in Role]
    lines += ["", "| Letter | How far a right reaches |", "|---|---|"]
    lines += [f"| {scope} | {words} |" for scope, words in SCOPE_WORDS.items()]
    lines += ["| - | no right |", "", "| Right | " + " | ".join(Role) + " |", "|---" * (len(Role) + 1) + "|"]
    lines += [
        f"| `{permission}` | " + " | ".join(cell(role, permission) for role in Role) + " |"
        for permission in Permission
    ]
    return "\n".join(lines) + "\n"
