"""Making two parents one: their fields, their place among pupils' contacts, and the notes on them."""

from __future__ import annotations

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction

from accounts.audit import acting, log_event
from accounts.roles import Permission
from schools.access import Rights
from schools.models import Contact, DifferentParents, Parent, SafetyNote
from schools.queries.merge_doubts import parent_doubt
from schools.queries.parent_merges import ParentPlan, get_parent_to_merge, plan_parents
from schools.services.merges import join_contacts, move_pairs


def merge_parents(*, rights: Rights, kept_id: int, other_id: int, stamp: str, at: datetime) -> Parent:
    """Make two parents one, as the page with this stamp showed it: one transaction.

    A no-contact fact and a hidden address of either stand. Raises ValidationError where something changed
    since the page was shown, and with the words of `why_not_parents`; 404 for a parent of another school,
    or one who was merged already.
    """
    rights.check(Permission.PUPIL_MANAGE)
    if kept_id == other_id:
        raise ValidationError("Choose two parents. Nobody is merged with themselves")
    with transaction.atomic():
        pair = Parent.objects.filter(school=rights.school, pk__in=(kept_id, other_id))
        list(pair.select_for_update().order_by("pk"))
        # Nobody stops a contact or writes a note on one meanwhile.
        list(Contact.objects.filter(parent__in=pair).select_for_update(of=("self",)).order_by("pk"))
        plan = plan_parents(get_parent_to_merge(rights, kept_id), get_parent_to_merge(rights, other_id))
        if plan.stamp != stamp:
            raise ValidationError("Something changed since this page was shown. Look through it again")
        if problem := why_not_parents(plan, rights):
            raise ValidationError(problem)
        acting(rights.user, at=at, reason=f"Merge of duplicates: {other_id} into {kept_id}")
        _carry_out(plan)
        log_event(
            "merge",
            by=rights.user,
            school=rights.school.pk,
            tbl="schools_parent",
            obj=str(other_id),
            before={"parent": other_id},
            after={"parent": kept_id},
        )
    return Parent.objects.get(pk=kept_id)


def why_not_parents(plan: ParentPlan, rights: Rights) -> str:
    """Why these two cannot be made one, or not by this person; empty where they can.

    Of whom the safeguarding lead has said something, ever, only who may say such things makes another.
    """
    if doubt := parent_doubt(plan.kept, plan.other):
        return doubt
    if rights.has_for_school(Permission.CONTACT_SAFETY_SET):
        return ""
    notes = SafetyNote.objects.filter(contact__parent__in=(plan.kept, plan.other))
    return "Speak to the DSL before you merge these two" if plan.is_stopped or notes.exists() else ""


def _carry_out(plan: ParentPlan) -> None:
    join_contacts(plan.contacts_same)
    Contact.objects.filter(pk__in=[row.pk for row in plan.contacts_moved]).update(parent=plan.kept)
    move_pairs(DifferentParents, plan.kept, plan.other)
    Parent.objects.filter(pk=plan.other.pk).delete()
    Parent.objects.filter(pk=plan.kept.pk).update(**plan.values)
