"""Whom a sweep looks at and tells, and the sweeps as running and finished work."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from accounts.models import User
from accounts.roles import Permission, Role, Scope, scopes_of
from attendance.bands import Move
from attendance.models import LineState, MovementTold, Sweep, SweepKind
from schools.access import Rights, grants_in_force
from schools.models import School, SchoolDay
from schools.queries.rows import rows_of
from schools.queries.work import WorkLine, add_work
from schools.wording import count_words, list_words, short_day_words

TO_SWEEP = f"""
SELECT p.id FROM schools_pupil p
WHERE p.school_id = %(school)s AND p.id > %(after)s
  AND (EXISTS (SELECT FROM schools_rollentry r WHERE r.pupil_id = p.id AND r.admitted_on <= %(on)s
               AND (r.left_on IS NULL OR r.left_on >= %(on)s))
       OR EXISTS (SELECT FROM attendance_crossedline l
                  WHERE l.pupil_id = p.id AND l.state = '{LineState.STANDING.value}'))
ORDER BY p.id LIMIT %(most)s
"""
# So many sweeps stand on the page of work: those of a week of nights.
SHOWN = 14
OUTCOMES = {"found": "found", "ended": "over", "withdrawn": "withdrawn"} | {
    move.value: move.words.lower() for move in Move
}
TITLES = {
    SweepKind.LINES: "Sweep of lines",
    SweepKind.WEEK: "Movement of the week",
    SweepKind.PATTERNS: "Look for patterns",
}


def pupils_to_sweep(school: School, *, on: date, after: int = 0, most: int | None = None) -> list[int]:
    """Who is on roll on a day or has a line that stands, in the order of their numbers: one statement.

    Those whose number is higher than `after`, and `most` of them at the most.
    """
    return [
        pupil for (pupil,) in rows_of(TO_SWEEP, {"school": school.pk, "on": on, "after": after, "most": most})
    ]


def last_week_end(school: School, *, on: date) -> date | None:
    """The last school day of the newest school week that is over on a day: one statement.

    A week is over when no school day of it is left; None before the first.
    """
    weeks = SchoolDay.objects.filter(school=school)
    coming = weeks.filter(date__gte=on).order_by("date").values_list("monday", flat=True).first()
    past = weeks.filter(date__lt=on)
    if coming is not None:
        past = past.exclude(monday=coming)
    return past.order_by("-date").values_list("date", flat=True).first()


def movement_readers(school: School, *, on: date) -> list[User]:
    """Who follows the figures of the school or of a caseload on a day: one statement.

    Teachers look at their own classes when they open them; governors and the trust read totals.
    """
    wide = {Scope.SCHOOL, Scope.CASELOAD}
    roles = [role for role in Role if scopes_of(role, Permission.FIGURES_VIEW) & wide]
    grants = grants_in_force(on=on).filter(school=school, role__in=roles)
    return list(User.objects.filter(is_active=True, pk__in=grants.values("user")).order_by("pk"))


def unread_movement(rights: Rights) -> MovementTold | None:
    """The newest week's movement that a person was told of and has not put away: one statement."""
    told = MovementTold.objects.filter(sweep__school=rights.school, person=rights.user, read_at=None)
    return told.select_related("sweep").order_by("-sweep__on").first()


def sweep_work(rights: Rights, now: datetime) -> list[WorkLine]:
    """The last sweeps of the school, for who sees figures of the whole school: one statement, or none."""
    if not rights.has_for_school(Permission.FIGURES_VIEW) or not rights.reaches_people(
        Permission.FIGURES_VIEW
    ):
        return []
    return [
        _line(sweep) for sweep in Sweep.objects.filter(school=rights.school).order_by("-on", "pk")[:SHOWN]
    ]


def outcome_words(outcome: Mapping[str, int]) -> str:
    """What a sweep came to: "412 pupils: 3 found and 1 over", or "2 now persistently absent" of a week."""
    parts = [f"{count} {word}" for key, word in OUTCOMES.items() if (count := outcome.get(key, 0))]
    words = list_words(parts) or "nothing new"
    return f"{count_words(outcome['looked_at'], 'pupil')}: {words}" if "looked_at" in outcome else words


def _line(sweep: Sweep) -> WorkLine:
    is_over = sweep.finished_at is not None
    return WorkLine(
        title=f"{TITLES[SweepKind(sweep.kind)]}, {short_day_words(sweep.on)}",
        words=f"{outcome_words(sweep.outcome)}." if is_over else "Goes on where it stopped.",
        state="Finished" if is_over else "At work",
        began_at=sweep.finished_at or sweep.started_at,
        is_at_work=not is_over,
        done=sweep.done,
        total=sweep.of,
    )


def connect() -> None:
    """Add the sweeps to the page of running work."""
    add_work("sweeps", sweep_work)
