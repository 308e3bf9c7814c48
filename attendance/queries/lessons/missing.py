"""Pupils who are in school and not in their lesson, and who follows them up."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any, NamedTuple

from django.urls import reverse
from django.utils import timezone

from accounts.roles import Permission
from attendance.codes import AUTHORISED_NUMBERS, LATE_AFTER_CLOSE
from attendance.lessons import HERE_NUMBERS
from attendance.models import FollowUpOutcome
from attendance.queries.lessons.board import LESSON_SESSION
from attendance.queries.permits.in_force import covers
from schools.access import Rights, pupils_visible_to
from schools.models import HalfTerm
from schools.queries.rows import rows_of
from schools.wording import count_words, short_day_words, time_words

# What nobody followed up leaves the list after so many school days; what somebody opened stays until settled.
SCHOOL_DAYS = 10
MOST_LINES = 100
TRUANCIES = (FollowUpOutcome.TRUANTED.value, FollowUpOutcome.LEFT_SITE.value)

# Of each candidate the lesson's instants, the session that it belongs to, and the register's mark of that.
MARKED = f"""
SELECT k.pupil_id, k.lesson_id, k.date, k.code AS lesson_code, l.starts, l.period, l.subject, l.room,
       l.staff_id, l.group_id, x.session, m.code, m.minutes_late, m.set_at AS registered_at,
       (k.date + l.starts) AT TIME ZONE 'Europe/London' AS starts_at,
       (k.date + l.ends) AT TIME ZONE 'Europe/London' AS ends_at,
       (k.date + CASE x.session WHEN 1 THEN h.am_starts ELSE h.pm_starts END)
         AT TIME ZONE 'Europe/London' AS session_at
FROM candidates
JOIN attendance_lessonmark k USING (pupil_id, date, lesson_id)
JOIN schools_lesson l ON l.id = k.lesson_id
LEFT JOIN schools_sessionhours h ON h.school_id = k.school_id AND h.valid_from <= k.date
     AND (h.valid_to IS NULL OR k.date < h.valid_to)
CROSS JOIN LATERAL (SELECT {LESSON_SESSION} AS session) x
LEFT JOIN attendance_mark m ON m.pupil_id = k.pupil_id AND m.date = k.date AND m.session = x.session
"""
# In school for the session (U counts from the arrival on), not in the lesson, not signed out for any of it,
# and not agreed elsewhere for the session.
IS_MISSING = f"""
k.lesson_code = 'N'
AND (k.code BETWEEN %(here)s AND %(here_last)s
     OR k.code = %(after_close)s
        AND k.starts_at >= coalesce(k.session_at + k.minutes_late * interval '1 minute', k.registered_at))
AND NOT EXISTS (SELECT FROM attendance_signout s WHERE s.pupil_id = k.pupil_id AND s.date = k.date
                AND s.out_at < k.ends_at AND (s.back_at IS NULL OR s.back_at > k.starts_at))
AND NOT EXISTS (SELECT FROM attendance_codepermit p WHERE p.pupil_id = k.pupil_id AND p.code IS NOT NULL
                AND {covers("k.date", "k.session")})
"""
MISSING = f"""
WITH days AS (
  SELECT date FROM schools_schoolday WHERE school_id = %(school)s AND date <= %(on)s
  ORDER BY date DESC LIMIT %(days)s
), candidates AS (
  SELECT pupil_id, lesson_id, date FROM attendance_lessonmark
  WHERE school_id = %(school)s AND date IN (SELECT date FROM days) AND code = 'N'
  UNION
  SELECT pupil_id, lesson_id, date FROM attendance_lessonfollowup
  WHERE school_id = %(school)s
    AND (settled_at IS NULL OR (settled_at AT TIME ZONE 'Europe/London')::date = %(on)s)
), marked AS ({MARKED}), missing AS (
  SELECT k.*, f.id AS follow_up, f.opened_by_id, f.opened_at, f.settled_at, f.outcome
  FROM marked k
  LEFT JOIN attendance_lessonfollowup f
    ON f.pupil_id = k.pupil_id AND f.lesson_id = k.lesson_id AND f.date = k.date
  WHERE CASE WHEN f.id IS NULL THEN {IS_MISSING}
             ELSE f.settled_at IS NULL OR (f.settled_at AT TIME ZONE 'Europe/London')::date = %(on)s END
)
SELECT k.pupil_id, p.known_forename || ' ' || p.known_surname, coalesce(tutor.name, ''), k.lesson_id, k.date,
       k.starts, k.period, k.subject, coalesce(nullif(c.room, ''), k.room), g.name,
       coalesce(cover.title_name, t.title_name, ''), seen.period, seen.subject, seen.room,
       k.follow_up, coalesce(u.full_name, ''), k.opened_by_id, k.opened_at, k.settled_at, k.outcome,
       (SELECT count(*) FROM attendance_lessonfollowup f WHERE f.pupil_id = k.pupil_id
          AND f.outcome = ANY (%(truancies)s) AND f.date BETWEEN %(half_term)s AND %(on)s)
FROM missing k
JOIN schools_pupil p ON p.id = k.pupil_id
JOIN schools_group g ON g.id = k.group_id
LEFT JOIN schools_staff t ON t.id = k.staff_id
LEFT JOIN schools_lessoncover c ON c.lesson_id = k.lesson_id AND c.date = k.date
LEFT JOIN schools_staff cover ON cover.id = c.staff_id
LEFT JOIN accounts_user u ON u.id = k.opened_by_id
LEFT JOIN LATERAL (
  SELECT r.name FROM schools_groupmember gm JOIN schools_group r ON r.id = gm.group_id
  WHERE gm.pupil_id = k.pupil_id AND r.kind = 'registration' AND gm.from_on <= %(on)s
    AND (gm.until_on IS NULL OR gm.until_on >= %(on)s) LIMIT 1) tutor ON true
LEFT JOIN LATERAL (
  SELECT b.period, b.subject, b.room FROM attendance_lessonmark s JOIN schools_lesson b ON b.id = s.lesson_id
  WHERE s.pupil_id = k.pupil_id AND s.date = k.date AND s.code IN ('/', 'L') AND b.starts < k.starts
  ORDER BY b.starts DESC LIMIT 1) seen ON true
ORDER BY k.date DESC, k.starts DESC, p.known_surname, p.known_forename, k.pupil_id
"""
# Marked in a lesson, and absent on the register of that session: never signed in at the late desk.
NOT_SIGNED_IN = f"""
WITH candidates AS (
  SELECT pupil_id, lesson_id, date FROM attendance_lessonmark
  WHERE school_id = %(school)s AND date = %(on)s AND code IN ('/', 'L')
), marked AS ({MARKED})
SELECT k.pupil_id, p.known_forename || ' ' || p.known_surname, k.period, k.subject, k.room,
       coalesce(t.title_name, '')
FROM marked k JOIN schools_pupil p ON p.id = k.pupil_id LEFT JOIN schools_staff t ON t.id = k.staff_id
WHERE k.code >= %(absent)s AND k.code <> %(after_close)s
ORDER BY k.starts DESC, p.known_surname, p.known_forename, k.pupil_id
"""


class _Found(NamedTuple):
    """A row of the statement."""

    pupil_id: int
    name: str
    tutor_group: str
    lesson_id: int
    date: date
    starts: time
    period: str
    subject: str
    room: str
    group: str
    teacher: str
    seen_period: str | None
    seen_subject: str | None
    seen_room: str | None
    follow_up: int | None
    looker: str
    looker_id: int | None
    opened_at: datetime | None
    settled_at: datetime | None
    outcome: str | None
    truancies: int


@dataclass(frozen=True)
class MissingLine:
    """A pupil who was in school and not in a lesson, and what was done about it."""

    pupil_id: int
    name: str
    now_url: str
    lesson_id: int
    date: date
    tutor_group: str
    when: str
    where: str
    last_seen: str
    follow_up_id: int | None
    state: str
    is_mine: bool
    is_settled: bool
    repeat: str

    @property
    def key(self) -> str:
        """The pupil, lesson and day, as the button that opens a follow-up sends them."""
        return f"{self.pupil_id}.{self.lesson_id}.{self.date:%Y-%m-%d}"


@dataclass(frozen=True)
class NotSignedIn:
    """A pupil in a lesson whom the register has as absent."""

    name: str
    url: str
    where: str


@dataclass(frozen=True)
class MissingPage:
    """Who is missing now, whom somebody is looking for, and whose case was settled today."""

    open: list[MissingLine]
    settled: list[MissingLine]
    not_signed_in: list[NotSignedIn]
    more: int


def missing_page(rights: Rights, *, on: date) -> MissingPage:
    """The pupils missing from lessons whom the person follows up, newest first: four statements."""
    school = rights.school.pk
    values: dict[str, Any] = {
        "school": school,
        "on": on,
        "days": SCHOOL_DAYS,
        "here": HERE_NUMBERS[0],
        "here_last": HERE_NUMBERS[-1],
        "after_close": LATE_AFTER_CLOSE,
        "truancies": list(TRUANCIES),
        "half_term": half_term_start(rights, on),
        "absent": AUTHORISED_NUMBERS[0],
    }
    rows = [_Found(*row) for row in rows_of(MISSING, values)]
    arrived = rows_of(NOT_SIGNED_IN, values)
    reached = _reached(rights, {row[0] for row in (*rows, *arrived)})
    lines = [_line(rights, on, row) for row in rows if row.pupil_id in reached]
    waiting = [line for line in lines if not line.is_settled]
    return MissingPage(
        open=waiting[:MOST_LINES],
        settled=[line for line in lines if line.is_settled],
        not_signed_in=_once(rights, [row for row in arrived if row[0] in reached]),
        more=max(0, len(waiting) - MOST_LINES),
    )


def half_term_start(rights: Rights, on: date) -> date:
    """The first day of the half term of a day; the day itself in the holidays."""
    found = HalfTerm.objects.filter(
        academic_year__school=rights.school, starts_on__lte=on, ends_on__gte=on
    ).first()
    return found.starts_on if found else on


def _reached(rights: Rights, pupils: Collection[int]) -> set[int]:
    reach = pupils_visible_to(rights, Permission.LESSON_FOLLOW_UP).filter(pk__in=pupils)
    return set(reach.values_list("pk", flat=True))


def _once(rights: Rights, rows: list[tuple[Any, ...]]) -> list[NotSignedIn]:
    """Each pupil with the latest of their lessons."""
    found: dict[int, NotSignedIn] = {}
    for pupil_id, name, period, subject, room, teacher in rows:
        where = _place(subject or "Lesson", period, room, teacher)
        found.setdefault(pupil_id, NotSignedIn(name, _now_url(rights, pupil_id), where))
    return list(found.values())


def _line(rights: Rights, on: date, row: _Found) -> MissingLine:
    seen = (
        _place(row.seen_subject or "Lesson", row.seen_period, row.seen_room or "", "")
        if row.seen_period
        else ""
    )
    starts = time_words(row.starts)
    return MissingLine(
        pupil_id=row.pupil_id,
        name=row.name,
        now_url=_now_url(rights, row.pupil_id),
        lesson_id=row.lesson_id,
        date=row.date,
        tutor_group=row.tutor_group,
        when=starts if row.date == on else f"{short_day_words(row.date)}, {starts}",
        where=_place(f"{row.group} {row.subject}".strip(), row.period, row.room, row.teacher),
        last_seen=f"Last seen in {seen}" if seen else "Not seen in a lesson before it that day",
        follow_up_id=row.follow_up,
        state=_state(row),
        is_mine=row.looker_id == rights.user.pk,
        is_settled=row.settled_at is not None,
        repeat=repeat_words(row.truancies),
    )


def _place(what: str, period: str, room: str, teacher: str) -> str:
    return ", ".join(part for part in (what, period, f"room {room}" if room else "", teacher) if part)


def _now_url(rights: Rights, pupil_id: int) -> str:
    return reverse("where_now", args=[rights.school.slug, pupil_id])


def _state(row: _Found) -> str:
    """Who looks for the pupil since when, or what came of it."""
    if row.settled_at is not None and row.outcome:
        return f"{FollowUpOutcome(row.outcome).label}, {time_words(timezone.localtime(row.settled_at))}"
    if row.opened_at is not None:
        return f"{row.looker} is looking, {time_words(timezone.localtime(row.opened_at))}"
    return ""


def repeat_words(times: int) -> str:
    """How often the pupil truanted in this half term; empty for a first time."""
    return f"Truanted {count_words(times, 'time')} this half term" if times else ""
