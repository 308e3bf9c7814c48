"""Which days of a school are still to be swept, and the sweeps as running and finished work."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from accounts.roles import Permission, Role, Scope, scopes_of
from attendance.models import MovementTold, Sweep, SweepKind
from schools.access import ROLES_TO_APPROVE, Rights, not_over
from schools.models import Membership, School, SchoolDay
from schools.queries.work import WorkLine, add_work
from schools.wording import count_words, list_words, short_day_words

# After a longer pause the last days alone are swept: what stood before them was seen by nobody anyway.
MOST_DAYS = 10
# So many nights stand on the page of work.
SHOWN = 7
OUTCOMES = (
    ("found", "found"),
    ("ended", "over"),
    ("withdrawn", "withdrawn"),
    ("new", "newly persistently absent"),
    ("back", "persistently absent again"),
    ("worse", "now severely absent"),
    ("better", "back from the line"),
)
TITLES = {SweepKind.LINES: "Sweep of lines", SweepKind.WEEK: "Movement of the week"}


def days_to_sweep(school: School, *, on: date) -> list[date]:
    """The school days since the last finished sweep, oldest first, and the day itself: two statements.

    The last ten at most. Empty where the day was swept already; a first sweep looks at its own day alone.
    """
    done = Sweep.objects.filter(school=school, kind=SweepKind.LINES, finished_at__isnull=False)
    last = done.order_by("-on").values_list("on", flat=True).first()
    if last is None:
        return [on]
    if last >= on:
        return []
    missed = SchoolDay.objects.filter(school=school, date__gt=last, date__lt=on).order_by("-date")
    return [*reversed(missed.values_list("date", flat=True)[: MOST_DAYS - 1]), on]


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


def movement_readers(school: School, *, on: date) -> list[int]:
    """Who follows the figures of the school or of a caseload on a day, by number: one statement.

    Teachers look at their own classes when they open them; governors and the trust read totals.
    """
    wide = {Scope.SCHOOL, Scope.CASELOAD}
    roles = [role for role in Role if scopes_of(role, Permission.FIGURES_VIEW) & wide]
    rows = Membership.objects.filter(
        not_over(on), school=school, valid_from__lte=on, role__in=roles, user__is_active=True
    ).exclude(role__in=ROLES_TO_APPROVE, approved_by=None)
    return list(rows.order_by("user_id").values_list("user_id", flat=True).distinct())


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
    """What a sweep came to: "412 pupils: 3 found and 1 over", or "2 newly persistently absent" of a week."""
    parts = [f"{count} {word}" for key, word in OUTCOMES if (count := outcome.get(key, 0))]
    words = list_words(parts) or "nothing new"
    return f"{count_words(outcome['looked_at'], 'pupil')}: {words}" if "looked_at" in outcome else words


def _line(sweep: Sweep) -> WorkLine:
    is_over = sweep.finished_at is not None
    return WorkLine(
        title=f"{TITLES[SweepKind(sweep.kind)]}, {short_day_words(sweep.on)}",
        words=f"{outcome_words(sweep.outcome)}." if is_over else "It goes on where it stopped.",
        state="Finished" if is_over else "At work",
        began_at=sweep.finished_at or sweep.started_at,
        is_at_work=not is_over,
        done=sweep.done,
        total=sweep.of,
    )


def connect() -> None:
    """Add the sweeps to the page of running work."""
    add_work("sweeps", sweep_work)
