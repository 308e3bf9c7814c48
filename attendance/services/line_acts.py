"""What people do about crossed lines: acts in words, an expected sickness return, and what they were told."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import Http404
from django.utils import timezone

from accounts.audit import acting, log_event, log_openings
from accounts.roles import Permission
from attendance.lines import BY_HAND, LineKind
from attendance.models import CrossedLine, LineAct, LineState, LineTold
from attendance.queries.lines.expected import ExpectationPage, expectation_page, illness_so_far
from attendance.queries.lines.pages import LinePage, line_page
from attendance.queries.lines.reached import get_line_for
from attendance.queries.lines.standing import LineChoice, LineList, line_list
from schools.access import Rights
from schools.models import Pupil
from schools.queries.named_pupils import on_roll
from schools.services.locked_pupils import lock_pupil
from schools.services.openings import opening
from schools.year_groups import is_compulsory_school_age

# Whom one opens by these: the pupil whose line it is, with what was done about it.
LINES = "attendance_crossedline"
QUIET_FOR = timedelta(hours=12)
EXPECT = "line.expect"


@transaction.atomic
def show_lines(*, rights: Rights, choice: LineChoice, on: date) -> LineList:
    """The list of lines; for each pupil of whom it tells what was done, a line in the audit, once a day."""
    rights.check(Permission.CASE_READ)
    found = line_list(rights, choice, on=on)
    rows = [(LINES, pupil) for pupil in found.told_of]
    log_openings(rows, by=rights.user, school=rights.school.pk, quiet_for=QUIET_FOR)
    return found


@transaction.atomic
def open_line(*, rights: Rights, line_id: int, on: date) -> LinePage:
    """One line for its page, and a line in the audit that it was opened; 404 out of reach."""
    page = line_page(rights, line_id, on=on)
    log_openings([(LINES, page.pupil_id)], by=rights.user, school=rights.school.pk)
    return page


@transaction.atomic
def act_on_line(*, rights: Rights, line_id: int, words: str, seen: str, at: datetime) -> LineAct:
    """Write down what was done about a line; it stands as it was written, whatever becomes of the line.

    `seen` is the state in which the page showed the line. 404 out of reach; ValidationError without words,
    and where the line ended since the page was opened.
    """
    rights.check(Permission.CASE_WRITE)
    acting(rights.user, at=at)
    row = get_line_for(rights, Permission.CASE_WRITE, line_id, lock=True)
    _check_words(words)
    if seen != row.state:
        raise ValidationError(
            f"This line is “{LineState(row.state).label.lower()}” since you opened the page. "
            "Look at it again, and save your words if they still hold"
        )
    return LineAct.objects.create(line=row, by=rights.user, at=at, words=words)


def open_expectation(*, rights: Rights, pupil_id: int, on: date) -> ExpectationPage:
    """A pupil's illness so far, before somebody expects the return; the opening is written down."""
    with opening(rights, pupils=[pupil_id], tables=[LINES]):
        return expectation_page(rights, pupil_id, on=on)


@transaction.atomic
def expect_sickness(*, rights: Rights, pupil_id: int, words: str, at: datetime) -> CrossedLine:
    """Say that a pupil is expected to miss enough days through illness for a sickness return.

    The return does not wait for the last of the days (*Working together to improve school attendance*). Said
    again in the same words it is said once. 404 out of reach; ValidationError without words, for a pupil who
    is not on roll or not of compulsory school age, and where the line is crossed or expected already.
    """
    rights.check(Permission.CASE_WRITE)
    acting(rights.user, at=at)
    pupil = lock_pupil(rights, Permission.CASE_WRITE, pupil_id)
    on = timezone.localtime(at).date()
    _check_words(words)
    standing = _standing(pupil)
    if standing is not None and (standing.found_by_id, standing.words) == (rights.user.pk, words):
        return standing
    _check_expectation(pupil, standing, on)
    return _expected(rights, pupil, words, on=on, at=at)


@transaction.atomic
def end_expectation(*, rights: Rights, line_id: int, words: str, at: datetime) -> CrossedLine:
    """Say why a pupil is not expected to reach the sickness return any more; sent twice it ends once.

    404 out of reach and for a line that nobody set by hand; ValidationError without words.
    """
    rights.check(Permission.CASE_WRITE)
    acting(rights.user, at=at)
    row = get_line_for(rights, Permission.CASE_WRITE, line_id, lock=True)
    if LineKind(row.kind) not in BY_HAND:
        raise Http404
    _check_words(words)
    if row.state != LineState.STANDING:
        return row
    LineAct.objects.create(line=row, by=rights.user, at=at, words=words)
    row.state, row.ended_at, row.ended_on = LineState.OVER, at, timezone.localtime(at).date()
    row.save(update_fields=["state", "ended_at", "ended_on"])
    return row


@transaction.atomic
def mark_told_read(*, rights: Rights, told_id: int, at: datetime) -> None:
    """Put away what the person was told of a withdrawn line; a second press does no harm. 404 for others'."""
    acting(rights.user, at=at)
    rows = LineTold.objects.filter(person=rights.user, line__school=rights.school, pk=told_id)
    told = rows.select_for_update(of=("self",)).first()
    if told is None:
        raise Http404
    if told.read_at is None:
        told.read_at = at
        told.save(update_fields=["read_at"])


def _check_words(words: str) -> None:
    if not words:
        raise ValidationError({"words": "Say it in a line"})


def _standing(pupil: Pupil) -> CrossedLine | None:
    """The sickness return that stands for a pupil, reached or expected; the reached one first."""
    kinds = [LineKind.SICKNESS.value, LineKind.SICKNESS_EXPECTED.value]
    rows = CrossedLine.objects.filter(pupil=pupil, kind__in=kinds, state=LineState.STANDING)
    return rows.select_related("found_by").order_by("-kind").first()


def _check_expectation(pupil: Pupil, standing: CrossedLine | None, on: date) -> None:
    if standing is not None and standing.kind == LineKind.SICKNESS:
        raise ValidationError(f"{pupil.known_name} has reached the days already. Send the return")
    if standing is not None:
        by = standing.found_by.full_name if standing.found_by else "Somebody"
        raise ValidationError(f"{by} expects this already. Add what you know to that line")
    if not is_compulsory_school_age(pupil.born_on, on):
        raise ValidationError(
            f"{pupil.known_name} is not of compulsory school age today, so no sickness return is made"
        )
    if not on_roll(Pupil.objects.filter(pk=pupil.pk), on=on).exists():
        raise ValidationError(f"{pupil.known_name} is not on roll today, so no sickness return is made")


def _expected(rights: Rights, pupil: Pupil, words: str, *, on: date, at: datetime) -> CrossedLine:
    """The row, with the illness of the year so far; and its line in the audit."""
    so_far = illness_so_far(pupil, on=on)
    row = CrossedLine.objects.create(
        school=rights.school,
        pupil=pupil,
        kind=LineKind.SICKNESS_EXPECTED.value,
        found_on=on,
        found_at=at,
        found_by=rights.user,
        held_on=on,
        count=so_far.days,
        limit=so_far.limit,
        from_on=so_far.since,
        until_on=on,
        reached_on=on,
        sessions=[[str(day), session, code] for day, session, code in so_far.sessions],
        words=words,
    )
    log_event(EXPECT, by=rights.user, school=rights.school.pk, pupil=pupil.pk, tbl=LINES, obj=str(row.pk))
    return row
