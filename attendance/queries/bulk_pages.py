"""What the pages of bulk acts show: whom to choose, what an act would do, and the acts that were made."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Q
from django.http import Http404
from django.utils import timezone

from accounts.roles import Permission
from attendance.bulk import CLOSURE_LETTERS, BulkPlan, Selection, SessionFacts, code_title, many_words
from attendance.codes import PRESENT_AFTERNOON, code_of, codes_on
from attendance.models import BulkAct, BulkKind
from attendance.queries.bulk import chosen_sql, selection_values
from attendance.queries.registers import register_url
from schools.access import Rights, groups_visible_to, pupils_visible_to
from schools.calendar import Session
from schools.models import ONE_AT_A_TIME, GroupKind, School
from schools.names import sort_key
from schools.queries.rows import rows_of
from schools.wording import short_day_words, time_words

MOST_LINES = 50
MOST_TICKS = 400
ACTS_ON_PAGE = 20
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
WAS = """
SELECT before, count(*) FROM attendance_bulkmark WHERE act_id = %(act)s GROUP BY before ORDER BY 2 DESC
"""
# The registers on which an act's marks stand, by the group of each day.
REGISTERS = """
SELECT g.id, g.name, b.date, b.session, count(*), count(*) OVER ()
FROM attendance_bulkmark b
JOIN schools_groupmember gm ON gm.pupil_id = b.pupil_id AND gm.from_on <= b.date
     AND (gm.until_on IS NULL OR gm.until_on >= b.date)
JOIN schools_group g ON g.id = gm.group_id AND g.kind = 'registration'
WHERE b.act_id = %(act)s
GROUP BY g.id, b.date, b.session ORDER BY b.date, b.session, g.year_group, g.name LIMIT %(most)s
"""
# While an act stands, the marks that somebody changed since; once it is undone, those that it left for that.
CHANGED = """
SELECT p.known_forename || ' ' || p.known_surname, b.date, b.session, m.code, count(*) OVER ()
FROM attendance_bulkmark b JOIN schools_pupil p ON p.id = b.pupil_id
LEFT JOIN attendance_mark m USING (pupil_id, date, session)
WHERE b.act_id = %(act)s AND CASE WHEN %(is_undone)s
  THEN NOT EXISTS (
    SELECT FROM attendance_markamendment a WHERE a.reason = %(reason)s
    AND (a.pupil_id, a.date, a.session) = (b.pupil_id, b.date, b.session))
  ELSE m.version IS DISTINCT FROM b.version END
ORDER BY b.date, b.session, p.known_surname, p.id LIMIT %(most)s
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


@dataclass(frozen=True)
class ActLine:
    """An act in the list: what was set for whom, when and by whom, and whether it still stands."""

    pk: int
    what: str
    reason: str
    made: str
    undone: str


@dataclass(frozen=True)
class RegisterLine:
    """A register on which an act set marks: "8HW, Tue 9 Mar AM", how many, and its address."""

    words: str
    marks: str
    url: str


@dataclass(frozen=True)
class ActPage:
    """An act: what it set and what stood before, where, and the marks that somebody changed since."""

    line: ActLine
    is_closure: bool
    days: str
    was: list[str]
    total: int
    changed: list[MarkLine]
    changed_count: int
    registers: list[RegisterLine]
    registers_more: int

    @property
    def may_undo(self) -> bool:
        """Whether it still stands."""
        return not self.line.undone


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


def past_acts(school: School, *, page: str) -> Page[Any]:
    """A page of `ActLine`s, latest first: two statements."""
    rows = BulkAct.objects.filter(school=school).select_related("made_by", "undone_by")
    found: Page[Any] = Paginator(rows.order_by("-made_at", "-pk"), ACTS_ON_PAGE).get_page(page)
    found.object_list = [_act_line(row) for row in found.object_list]
    return found


def get_act(rights: Rights, act_id: int) -> BulkAct:
    """An act of the reader's school; 404 otherwise."""
    rows = BulkAct.objects.select_related("made_by", "undone_by", "school")
    act = (
        rows.filter(school=rights.school, pk=act_id).first() if rights.has(Permission.REGISTER_BULK) else None
    )
    if act is None:
        raise Http404
    return act


def act_page(act: BulkAct, *, undo_reason: str) -> ActPage:
    """An act with what it did: three statements, whatever its size. `undo_reason` stands with its undoing."""
    was: Sequence[tuple[int | None, int]] = [(row[0], row[1]) for row in rows_of(WAS, {"act": act.pk})]
    changed = rows_of(
        CHANGED,
        {
            "act": act.pk,
            "is_undone": act.undone_at is not None,
            "reason": undo_reason,
            "most": MOST_LINES,
        },
    )
    registers = rows_of(REGISTERS, {"act": act.pk, "most": MOST_LINES})
    return ActPage(
        line=_act_line(act),
        is_closure=act.kind == BulkKind.CLOSURE,
        days=_days(act),
        was=[_was_words(before, count) for before, count in was],
        total=sum(count for _, count in was),
        changed=[mark_line(name, on, Session(half), number) for name, on, half, number, _ in changed],
        changed_count=changed[0][-1] if changed else 0,
        registers=[_register_line(act, *row[:-1]) for row in registers],
        registers_more=registers[0][-1] - len(registers) if registers else 0,
    )


def _register_line(act: BulkAct, group_id: int, name: str, on: date, half: int, count: int) -> RegisterLine:
    session = Session(half)
    return RegisterLine(
        words=f"{name}, {short_day_words(on)} {session.name}",
        marks=many_words(count, "mark"),
        url=register_url(act.school.slug, on, group_id, session),
    )


def _was_words(before: int | None, count: int) -> str:
    if before is None:
        return many_words(count, "blank")
    return f"{count:,} {code_title(code_of(before).letter)}"


def _act_line(act: BulkAct) -> ActLine:
    title = code_title(code_of(act.code).letter)
    return ActLine(
        pk=act.pk,
        what=f"{title[0].upper()}{title[1:]} for {act.whom}, {_days(act)}",
        reason=act.reason,
        made=_moment(act.made_at, str(act.made_by)),
        undone=_moment(act.undone_at, str(act.undone_by)) if act.undone_at else "",
    )


def _days(act: BulkAct) -> str:
    first, last = short_day_words(act.starts_on), short_day_words(act.ends_on)
    return first if act.starts_on == act.ends_on else f"{first} to {last}"


def _moment(at: datetime, by: str) -> str:
    local = timezone.localtime(at)
    return f"{short_day_words(local.date())} {time_words(local)}, {by}"
