"""The pupils from whom a permit or a trip is chosen."""

from __future__ import annotations

from datetime import date

from django.db.models import Q

from schools.models import GroupMember, Pupil, School
from schools.names import name_words, sort_key
from schools.queries.rows import rows_of

MOST_CANDIDATES = 12


# Known names that hold every word; those that begin so come first.
NAMED = """
SELECT p.id, p.known_surname || ', ' || p.known_forename, coalesce(g.name, '')
FROM schools_pupil p
LEFT JOIN LATERAL (
  SELECT g.name FROM schools_groupmember gm JOIN schools_group g ON g.id = gm.group_id
  WHERE gm.pupil_id = p.id AND g.kind = 'registration' AND gm.from_on <= %(on)s
    AND (gm.until_on IS NULL OR gm.until_on >= %(on)s) LIMIT 1) g ON true
WHERE p.school_id = %(school)s AND p.merged_into_id IS NULL
  AND EXISTS (SELECT FROM schools_rollentry e WHERE e.pupil_id = p.id
              AND (e.left_on IS NULL OR e.left_on >= %(on)s))
  AND NOT EXISTS (SELECT FROM unnest(%(words)s::text[]) AS w (word)
                  WHERE position(w.word IN upper(p.known_forename || ' ' || p.known_surname)) = 0)
ORDER BY NOT starts_with(upper(p.known_surname), %(first)s),
         NOT starts_with(upper(p.known_forename), %(first)s), p.known_surname, p.known_forename, p.id
LIMIT %(most)s
"""


def pupils_named(school: School, words: str, *, on: date) -> list[tuple[int, str, str]]:
    """At most twelve pupils on roll, or joining, by known name, each with their class: one statement."""
    typed = [word.upper() for word in name_words(words)]
    if not typed:
        return []
    values = {"school": school.pk, "on": on, "words": typed, "first": typed[0], "most": MOST_CANDIDATES}
    return [(pk, name, group) for pk, name, group in rows_of(NAMED, values)]


def pupils_in(school: School, group_id: int, *, on: date) -> list[tuple[int, str]]:
    """The pupils of a group on a day, by surname: one statement; none for a group of another school."""
    members = GroupMember.objects.filter(
        Q(until_on=None) | Q(until_on__gte=on), group=group_id, group__school=school, from_on__lte=on
    )
    pupils = Pupil.objects.filter(pk__in=members.values("pupil"), merged_into=None)
    rows = sorted(
        pupils.values_list("pk", "known_surname", "known_forename"),
        key=lambda row: (sort_key(row[1]), sort_key(row[2]), row[0]),
    )
    return [(pk, f"{surname}, {forename}") for pk, surname, forename in rows]
