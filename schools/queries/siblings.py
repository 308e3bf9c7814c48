"""Siblings: pairs that an address and a surname or a shared parent propose, and pairs that a person decided.

A hidden address proposes nothing: that two children live at one place is told by no list.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from accounts.roles import Permission
from schools.access import Rights, pupils_visible_to
from schools.models import School, SiblingPair
from schools.professionals import PROFESSIONAL
from schools.queries.duplicates import Card, pupil_cards
from schools.queries.hidden_addresses import secret_homes_in
from schools.queries.rows import rows_of
from schools.wording import date_words, list_words

PAGE = 50

WHOLE = "regexp_replace(upper(a.lines || a.postcode), '[^A-Z0-9]', '', 'g')"
# Shared by two families are a social worker, a childminder and an authority; they propose no pair.
PROPOSED = f"""
WITH here AS (
  SELECT p.id, ARRAY[lower(p.legal_surname), lower(p.known_surname)] AS surnames
  FROM schools_pupil p
  WHERE p.school_id = %(school)s AND p.merged_into_id IS NULL
    AND EXISTS (SELECT FROM schools_rollentry e WHERE e.pupil_id = p.id
                AND (e.left_on IS NULL OR e.left_on >= %(on)s))
), home AS (
  SELECT DISTINCT h.id, h.surnames, {WHOLE} AS place
  FROM here h JOIN schools_pupiladdress a ON a.pupil_id = h.id
  WHERE NOT a.is_hidden AND a.lines <> '' AND (a.until_on IS NULL OR a.until_on >= %(on)s)
    AND a.id <> ALL (%(secret)s)
), pairs AS (
  SELECT a.id AS one, b.id AS other, true AS same_home, NULL AS parent
  FROM home a JOIN home b ON a.place = b.place AND a.id < b.id AND a.surnames && b.surnames
  UNION ALL
  SELECT c.pupil_id, d.pupil_id, false, concat_ws(' ', coalesce(nullif(r.title, ''), r.forename), r.surname)
  FROM schools_contact c JOIN schools_contact d ON c.parent_id = d.parent_id AND c.pupil_id < d.pupil_id
  JOIN schools_parent r ON r.id = c.parent_id
  WHERE c.pupil_id IN (SELECT id FROM here) AND d.pupil_id IN (SELECT id FROM here)
    AND (c.has_responsibility AND d.has_responsibility OR c.lives_with_pupil AND d.lives_with_pupil)
    AND c.relationship !~* '{PROFESSIONAL}' AND d.relationship !~* '{PROFESSIONAL}'
), proposed AS (
  SELECT one, other, bool_or(same_home) AS same_home,
         array_agg(DISTINCT parent) FILTER (WHERE parent IS NOT NULL) AS parents
  FROM pairs
  WHERE NOT EXISTS (SELECT FROM schools_siblingpair s WHERE s.one_id = one AND s.other_id = other)
  GROUP BY one, other
)
"""
WAITING = (
    PROPOSED
    + """
SELECT w.one, w.other, w.same_home, coalesce(w.parents, '{}'), count(*) OVER ()
FROM proposed w JOIN schools_pupil p ON p.id = w.one JOIN schools_pupil q ON q.id = w.other
ORDER BY p.known_surname, p.known_forename, q.known_forename, w.one, w.other
LIMIT %(most)s OFFSET %(skipped)s
"""
)
DECIDED = """
SELECT s.one_id, s.other_id, coalesce(u.full_name, ''), s.decided_at, count(*) OVER ()
FROM schools_siblingpair s JOIN schools_pupil p ON p.id = s.one_id LEFT JOIN accounts_user u
  ON u.id = s.decided_by_id
WHERE p.school_id = %(school)s AND s.are_siblings = %(are)s
ORDER BY p.known_surname, p.known_forename, s.one_id, s.other_id LIMIT %(most)s OFFSET %(skipped)s
"""


class Show(StrEnum):
    """Which pairs the page lists."""

    WAITING = "waiting"
    SIBLINGS = "siblings"
    APART = "apart"

    @property
    def words(self) -> str:
        """The tab's name."""
        return {"waiting": "To decide", "siblings": "Siblings", "apart": "Not siblings"}[self.value]


@dataclass(frozen=True)
class SiblingLine:
    """Two pupils, and why they are proposed or who decided."""

    one: Card
    other: Card
    why: str

    @property
    def key(self) -> str:
        """The pair as a form names it."""
        return f"{self.one.pk}-{self.other.pk}"


@dataclass(frozen=True)
class SiblingPage:
    """A page of pairs, how many there are in all, and the numbers of the pages beside it."""

    lines: list[SiblingLine]
    count: int
    page: int

    @property
    def pages(self) -> int:
        """How many pages there are."""
        return max(1, -(-self.count // PAGE))

    @property
    def before(self) -> int | None:
        """The page before, or None."""
        return self.page - 1 if self.page > 1 else None

    @property
    def after(self) -> int | None:
        """The page after, or None."""
        return self.page + 1 if self.page < self.pages else None


def sibling_page(school: School, show: Show, *, page: int, on: date) -> SiblingPage:
    """One page of pairs, the first where there are fewer pages: four statements for a page that is there."""
    values: dict[str, Any] = {"school": school.pk, "on": on, "most": PAGE, "skipped": (page - 1) * PAGE}
    if show is Show.WAITING:
        waiting = rows_of(WAITING, values | {"secret": secret_homes_in(school)})
        rows = [(*row[:2], _why(*row[2:4]), row[4]) for row in waiting]
    else:
        decided = rows_of(DECIDED, values | {"are": show is Show.SIBLINGS})
        rows = [(*row[:2], _decided(*row[2:4]), row[4]) for row in decided]
    if not rows and page > 1:
        return sibling_page(school, show, page=1, on=on)
    cards = pupil_cards(school, [pk for row in rows for pk in row[:2]], on=on, in_full=False)
    lines = [SiblingLine(cards[one], cards[other], why) for one, other, why, _ in rows]
    return SiblingPage(lines, rows[0][3] if rows else 0, page)


def siblings_of(rights: Rights, pupil_id: int) -> list[tuple[int, str]]:
    """The confirmed siblings of a pupil whom the person may look up, eldest first: one statement."""
    pairs = SiblingPair.objects.filter(Q(one=pupil_id) | Q(other=pupil_id), are_siblings=True)
    beside = pairs.filter(Q(one=OuterRef("pk")) | Q(other=OuterRef("pk")))
    seen = pupils_visible_to(rights, Permission.PUPIL_SEARCH).exclude(pk=pupil_id)
    found = seen.filter(Exists(beside)).order_by("born_on", "pk")
    return [(pupil.pk, pupil.known_name) for pupil in found]


def _decided(by: str, at: datetime) -> str:
    on = date_words(timezone.localtime(at).date())
    return f"{by}, {on}" if by else on


def _why(same_home: bool, parents: list[str]) -> str:
    reasons = ["same address and surname"] if same_home else []
    if parents:
        reasons.append(f"same parent: {list_words(parents)}")
    return list_words(reasons)
