"""What speaks against two pupils, or two parents, being one: asked before a merge, whoever asks for it.

The list of likely pairs proposes; this is what a merge itself demands, for its address takes any two.
"""

from __future__ import annotations

from django.db import connection

from schools.models import Parent, Pupil
from schools.queries.duplicates import LIKE_NAMES, NAMED, asked_of_pairs
from schools.upn import is_temporary

LIKE_PAIR = f"""
WITH p AS ({NAMED} WHERE school_id = %(school)s AND id IN (%(one)s, %(other)s))
SELECT EXISTS (SELECT FROM p a JOIN p b ON a.id < b.id WHERE {LIKE_NAMES})
"""


def pupil_doubt(kept: Pupil, other: Pupil) -> str:
    """Why two records are not taken for one child's, and what to put right first; empty when they may be."""
    if kept.born_on != other.born_on:
        return "The two records have different dates of birth. Put the wrong one right first, then merge"
    shares_number = bool(_numbers(kept) & _numbers(other))
    permanent = [row.upn for row in (kept, other) if row.upn and not is_temporary(row.upn)]
    if len(permanent) == 2 and not shares_number:
        return "The two records have different permanent UPNs. Take the wrong one off its record, then merge"
    shares_number |= kept.admission_number == other.admission_number != ""
    if not shares_number and not _have_like_names(kept, other):
        return (
            "The two records have neither like names nor a number in common. "
            "Put the wrong name or admission number right first, then merge"
        )
    return ""


def parent_doubt(kept: Parent, other: Parent) -> str:
    """Why two parents are not taken for one person, and what to put right first; empty when they may be."""
    names = [(row.forename.casefold(), row.surname.casefold()) for row in (kept, other)]
    if names[0] == names[1] or _reached_by(kept) & _reached_by(other):
        return ""
    return (
        "The two have neither the same name nor a phone number or email in common. "
        "Put the wrong one right first, then merge"
    )


def _numbers(pupil: Pupil) -> set[str]:
    return {pupil.upn, pupil.former_upn} - {""}


def _have_like_names(kept: Pupil, other: Pupil) -> bool:
    with connection.cursor() as cursor:
        asked = asked_of_pairs(kept.school) | {"one": kept.pk, "other": other.pk}
        cursor.execute(LIKE_PAIR, asked)
        (are_alike,) = cursor.fetchone()
    return bool(are_alike)


def _reached_by(parent: Parent) -> set[str]:
    return {parent.mobile, parent.phone, parent.email.lower()} - {""}
