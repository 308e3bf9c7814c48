"""Merging two pupil records of one child. The attendance register loses nothing by it.

A mark of the record that goes is copied where the kept pupil has none, as it stands: code, minutes, who and
when. The record keeps its own marks and amendments for good, and the kept pupil's history shows them. Marks
that differ refuse the merge: a person amends one first, with a reason (reg 6, SI 2024/208).
"""

from __future__ import annotations

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import OperationalError, connection, transaction
from django.http import Http404

from accounts.audit import acting, log_event
from accounts.roles import Permission
from attendance.models import PastTotals
from attendance.queries.merges import MarkPlan, MergePlan, plan_merge
from attendance.services.day_merges import move_days
from attendance.services.lines import hold_lines
from schools.access import Rights, get_pupil_for
from schools.models import Pupil, School
from schools.queries.merge_doubts import pupil_doubt
from schools.queries.pupil_merges import PupilPlan
from schools.services.openings import PROTECTED, PUPILS, opening
from schools.services.pupil_merges import carry_out
from schools.wording import count_words

# No mark is saved meanwhile, or one might be written for the record that goes. Who takes a register waits for
# a merge to begin for a moment at most: long enough for the database's own cleaning of the table to give way.
HOLD_MARKS = """
SET LOCAL lock_timeout = '1500ms'; LOCK TABLE attendance_mark IN SHARE ROW EXCLUSIVE MODE;
SET LOCAL lock_timeout = '3s'
"""
NOT_YOURS_TO_MOVE = "You may not move all that the second record holds. Keep that one instead, or ask the DSL"
COPY_MARKS = """
INSERT INTO attendance_mark (pupil_id, date, session, code, minutes_late, version, source, school_id,
                             register_id, set_by_id, set_at, note)
SELECT %(kept)s, o.date, o.session, o.code, o.minutes_late, o.version, o.source, o.school_id, o.register_id,
       o.set_by_id, o.set_at, o.note
FROM attendance_mark o
WHERE o.pupil_id = %(other)s
  AND NOT EXISTS (SELECT FROM attendance_mark k
                  WHERE k.pupil_id = %(kept)s AND k.date = o.date AND k.session = o.session)
"""


def open_merge(*, rights: Rights, kept_id: int, other_id: int) -> MergePlan:
    """Read what a merge would do, and write down who opened both records; 404 out of reach."""
    tables = [PUPILS]
    if rights.has_for_school(Permission.PROTECTED_FACTS_VIEW):
        tables.append(PROTECTED)
    with opening(rights, pupils=[kept_id, other_id], tables=tables):
        kept = get_pupil_for(rights, Permission.PUPIL_MANAGE, kept_id)
        return plan_merge(kept, get_pupil_for(rights, Permission.PUPIL_MANAGE, other_id))


def merge_pupils(*, rights: Rights, kept_id: int, other_id: int, stamp: str, at: datetime) -> Pupil:
    """Make two records of one child one, as the page with this stamp showed it: one transaction.

    Raises ValidationError where the two are one record already, where something changed since the page was
    shown, where a mark is being saved just now, and with the words of `why_not`.
    """
    rights.check(Permission.PUPIL_MANAGE)
    if kept_id == other_id:
        raise ValidationError("Choose two pupils. A pupil is not merged with itself")
    with transaction.atomic():
        _hold_marks(rights.school)
        kept, other = _hold_pupils(rights, kept_id, other_id)
        plan = plan_merge(kept, other)
        if plan.stamp != stamp:
            raise ValidationError("Something changed since this page was shown. Look through it again")
        if problem := why_not(plan, rights):
            raise ValidationError(problem)
        acting(rights.user, at=at, reason=f"Merge of duplicates: {other.pk} into {kept.pk}")
        move_days(kept_id=kept.pk, other_id=other.pk, at=at)
        _copy_marks(plan)
        carry_out(plan.pupils)
        _log(plan, rights=rights)
    return Pupil.objects.get(pk=kept.pk)


def why_not(plan: MergePlan, rights: Rights) -> str:
    """Why these two records cannot be made one yet, or not by this person; empty where they can."""
    if doubt := pupil_doubt(plan.pupils.kept, plan.pupils.other):
        return doubt
    if plan.marks.clashes:
        return _clash_words(plan.marks)
    if plan.permits.clash:
        return f"The two records have different codes agreed for {plan.permits.clash}. End one of them first"
    return "" if _may_move_all(plan.pupils, rights) else NOT_YOURS_TO_MOVE


def _may_move_all(plan: PupilPlan, rights: Rights) -> bool:
    """Whether the person may set each fact that a merge would give the record that stays.

    What that record has already moves nowhere. The refusal tells nobody which fact it is.
    """
    contacts = [*plan.contacts_moved, *(same.other for same in plan.contacts_same)]
    stops = any(contact.must_not_contact for contact in contacts)
    is_safety = bool(plan.notes_moved or plan.markers_moved) or stops
    needed = {
        Permission.PROTECTED_FACTS_SET: bool(plan.protected),
        Permission.CONTACT_SAFETY_SET: is_safety,
    }
    return all(rights.has_for_school(permission) for permission, moves in needed.items() if moves)


def _clash_words(marks: MarkPlan) -> str:
    sessions = count_words(len(marks.clashes), "session")
    return f"The two records have different marks in {sessions}. Amend one of each first, then merge"


def _hold_marks(school: School) -> None:
    """No line is looked at and no mark saved until the merge is done; it waits for a short while only."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            hold_lines(school)
            cursor.execute(HOLD_MARKS)
    except OperationalError as busy:
        raise ValidationError("Marks are being saved or looked at just now. Try again in a moment") from busy


def _hold_pupils(rights: Rights, kept_id: int, other_id: int) -> tuple[Pupil, Pupil]:
    """Both pupils, locked in the order of their keys; 404 where the school has no such pupil."""
    pair = (kept_id, other_id)
    ours = Pupil.objects.filter(school=rights.school, pk__in=pair)
    held = {pupil.pk: pupil for pupil in ours.select_for_update(no_key=True).order_by("pk")}
    if len(held) != len(pair):
        raise Http404
    if any(pupil.merged_into_id for pupil in held.values()):
        raise ValidationError("These two are one record already. Look at the list again")
    for pupil_id in pair:
        get_pupil_for(rights, Permission.PUPIL_MANAGE, pupil_id)
    return held[kept_id], held[other_id]


def _copy_marks(plan: MergePlan) -> None:
    with connection.cursor() as cursor:
        cursor.execute(COPY_MARKS, {"kept": plan.pupils.kept.pk, "other": plan.pupils.other.pk})
    PastTotals.objects.filter(pk__in=plan.totals_moved).update(pupil=plan.pupils.kept)


def _log(plan: MergePlan, *, rights: Rights) -> None:
    """The merge in one line for each record; rows of tables with triggers have lines of their own."""
    kept, other = plan.pupils.kept, plan.pupils.other
    marks = [f"{on} {session} {code}" for on, session, code in plan.marks.moved]
    for pupil in (kept, other):
        log_event(
            "merge",
            by=rights.user,
            school=rights.school.pk,
            pupil=pupil.pk,
            tbl="schools_pupil",
            obj=str(other.pk),
            before={"pupil": other.pk, "upn": other.upn, "admission_number": other.admission_number},
            after={
                "pupil": kept.pk,
                "marks_copied": marks,
                "marks_that_stood": plan.marks.same,
                "totals_left_behind": plan.totals_left,
            },
        )
