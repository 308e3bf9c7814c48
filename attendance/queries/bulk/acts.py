"""The acts that were made: what each set and where, what stood before, and what was changed since."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.core.paginator import Page, Paginator
from django.http import Http404
from django.utils import timezone

from accounts.roles import Permission
from attendance.bulk import code_title, many_words
from attendance.codes import code_of
from attendance.models import BulkAct, BulkKind
from attendance.queries.bulk.pages import MOST_LINES, MarkLine, mark_line
from attendance.queries.register_links import register_url
from schools.access import Rights
from schools.calendar import Session
from schools.models import School
from schools.queries.rows import rows_of
from schools.wording import short_day_words, time_words

ACTS_ON_PAGE = 20
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
# While an act stands, the marks that somebody changed or submitted since; once it is undone, those it left.
CHANGED = """
SELECT p.known_forename || ' ' || p.known_surname, b.date, b.session, m.code, count(*) OVER ()
FROM attendance_bulkmark b JOIN schools_pupil p ON p.id = b.pupil_id
LEFT JOIN attendance_mark m USING (pupil_id, date, session)
WHERE b.act_id = %(act)s AND CASE WHEN %(is_undone)s
  THEN NOT EXISTS (
    SELECT FROM attendance_markamendment a WHERE a.reason = %(reason)s
    AND (a.pupil_id, a.date, a.session) = (b.pupil_id, b.date, b.session))
  ELSE m.version IS DISTINCT FROM b.version OR EXISTS (
    SELECT FROM attendance_register r JOIN attendance_bulkact t ON t.id = b.act_id
    WHERE r.id = m.register_id AND r.submitted_at >= t.made_at) END
ORDER BY b.date, b.session, p.known_surname, p.id LIMIT %(most)s
"""


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
