"""What the pages of bulk acts show: whom to choose, and what an act would do."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q
from django.utils import timezone

from accounts.roles import Permission
from attendance.bulk import BulkPlan, Selection, SessionFacts, many_words
from attendance.codes import CLOSURE_LETTERS, PRESENT_AFTERNOON, code_of, codes_on
from attendance.queries.bulk.sessions import chosen_sql, selection_values
from schools.access import Rights, groups_visible_to, pupils_visible_to
from schools.calendar import Session
from schools.models import ONE_AT_A_TIME, GroupKind, School
from schools.names import sort_key
from schools.queries.rows import rows_of
from schools.wording import short_day_words, time_words

MOST_LINES = 50
MOST_TICKS = 400
Choices = list[tuple[int, str]]

SET_SINCE = """
WITH days AS (
  SELECT date FROM schools_schoolday
  WHERE school_id = %(school)s AND date BETWEEN %(starts_on)s AND %(ends_on)s
), chosen AS ({chosen})
SELECT p.known_forename || ' ' || p.known_surname, m.date, m.session, m.code,
       coalesce(u.full_name, 'An import'), m.set_at
FROM chosen c JOIN attendance_mark m USING (pupil_id, date) JOIN schools_pupil p ON p.id = m.pupil_id
LEFT JOIN accounts_user u ON u.id = m.set_by_id
WHERE m.school_id = %(school)s AND m.session = ANY (%(sessions)s) AND m.set_at > %(since)s
ORDER BY m.set_at DESC, p.known_surname, p.id LIMIT %(most)s
"""


@dataclass(frozen=True)
class GroupChoice:
    """The groups of one kind, to tick."""

    words: str
    groups: Choices
    is_open: bool


@dataclass(frozen=True)
class MarkLine:
    """A session in a list: whose, when, the mark that stands (or none), and a word about it."""

    name: str
    when: str
    letter: str = ""
    css: str = ""
    title: str = ""
    words: str = ""


@dataclass(frozen=True)
class Tick:
    """A letter that stands in so many sessions, and that a second act may overwrite."""

    letter: str
    css: str
    title: str
    words: str


@dataclass(frozen=True)
class PlanPage:
    """A plan as its page shows it."""

    title: str
    words: list[str]
    confirm: str
    overwritten: str
    stays: list[MarkLine]
    stays_more: int
    refused: list[MarkLine]
    refused_more: int
    ticks: list[Tick]
    stamp: str

    @property
    def stays_count(self) -> int:
        """Marks that stay, listed or not."""
        return len(self.stays) + self.stays_more

    @property
    def refused_count(self) -> int:
        """Sessions that cannot have the code, listed or not."""
        return len(self.refused) + self.refused_more


def groups_to_choose(rights: Rights, *, on: date) -> list[GroupChoice]:
    """The groups of the academic year that holds a day, kind by kind: one statement."""
    rows = groups_visible_to(rights, Permission.REGISTER_BULK).filter(
        academic_year__starts_on__lte=on, academic_year__ends_on__gte=on
    )
    found: dict[str, Choices] = {kind: [] for kind in GroupKind.values}
    for pk, name, kind in rows.order_by("year_group", "name").values_list("pk", "name", "kind"):
        found[kind].append((pk, name))
    return [
        GroupChoice(f"{kind.label}s", found[kind], is_open=kind in ONE_AT_A_TIME)
        for kind in GroupKind
        if found[kind]
    ]


def pupils_to_tick(rights: Rights, groups: Collection[int], *, first: date, last: date) -> Choices:
    """Who is in one of the groups on some day of a span, by name: one statement, at most 400 pupils."""
    if not groups:
        return []
    held = Q(group_memberships__group__in=groups, group_memberships__from_on__lte=last) & (
        Q(group_memberships__until_on=None) | Q(group_memberships__until_on__gte=first)
    )
    rows = pupils_visible_to(rights, Permission.REGISTER_BULK).filter(held).distinct()
    return [(pupil.pk, pupil.known_name) for pupil in rows[:MOST_TICKS]]


def codes_to_choose(on: date) -> list[tuple[str, str]]:
    """The codes that may be set for many at once, present once for both strokes."""
    return [
        (code.letter, "Present" if code.number < PRESENT_AFTERNOON else code.title)
        for code in codes_on(on)
        if not code.is_administrative
        and code.letter not in CLOSURE_LETTERS
        and code.number != PRESENT_AFTERNOON
    ]


def plan_page(plan: BulkPlan, *, verb: str) -> PlanPage:
    """A plan in the words of its page; `verb` names what its button does: "Set V"."""
    count = len(plan.changes)
    over = plan.overwritten
    marks = "mark is" if over == 1 else "marks are"
    return PlanPage(
        title=plan.title,
        words=plan.words,
        confirm=f"{verb} for {many_words(count, 'session')}" if count else "",
        overwritten=f"{over:,} {marks} overwritten. Each was set by somebody for a reason" if over else "",
        stays=[_line(facts) for facts in sorted(plan.stays, key=_reasons_first)[:MOST_LINES]],
        stays_more=max(0, len(plan.stays) - MOST_LINES),
        refused=[_line(one.facts, one.words) for one in plan.refused[:MOST_LINES]],
        refused_more=max(0, len(plan.refused) - MOST_LINES),
        ticks=_ticks(plan),
        stamp=plan.stamp,
    )


def _reasons_first(facts: SessionFacts) -> tuple[bool, str, date, int]:
    """The order of a list: codes with a reason before present and late, then by name."""
    is_here = facts.standing is not None and code_of(facts.standing).here
    return is_here, sort_key(f"{facts.surname} {facts.name}"), facts.on, facts.session


def _ticks(plan: BulkPlan) -> list[Tick]:
    """The letters that stay, each with how often it stands."""
    codes = {facts.letter: code_of(facts.standing) for facts in plan.stays if facts.standing is not None}
    return [
        Tick(letter, codes[letter].code_class.css, codes[letter].title, many_words(count, "session"))
        for letter, count in plan.standing_counts
    ]


def _line(facts: SessionFacts, words: str = "") -> MarkLine:
    return mark_line(facts.name, facts.on, facts.session, facts.standing, words)


def mark_line(name: str, on: date, session: Session, number: int | None, words: str = "") -> MarkLine:
    """A session as lists name it: "Amir Khan, Tue 9 Mar AM" with its mark."""
    when = f"{short_day_words(on)} {session.name}"
    if number is None:
        return MarkLine(name, when, words=words)
    code = code_of(number)
    return MarkLine(name, when, code.letter, code.code_class.css, code.title, words)


def marks_set_since(school: School, selection: Selection, since: datetime) -> list[MarkLine]:
    """The marks of a selection that somebody set after an instant, latest first: one statement."""
    values = selection_values(school, selection) | {"since": since, "most": MOST_LINES}
    return [
        mark_line(name, on, Session(session), number, f"{by} at {time_words(timezone.localtime(at))}")
        for name, on, session, number, by, at in rows_of(
            SET_SINCE.format(chosen=chosen_sql(selection)), values
        )
    ]
