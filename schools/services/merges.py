"""What a merge of two pupils and a merge of two parents both do to the rows about them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import Now

from schools.message_faults import NO_CONTACT
from schools.models import Contact, Message, MessageState, Parent, Pupil, SafetyNote
from schools.queries.pupil_merges import SameContact


def join_contacts(contacts: Sequence[SameContact]) -> None:
    """Make one contact of two. Notes move before the contact they stand on: none may go with a contact."""
    for same in contacts:
        SafetyNote.objects.filter(contact=same.other).update(contact=same.kept)
        if same.other.must_not_contact and not same.kept.must_not_contact:
            Contact.objects.filter(pk=same.kept.pk).update(must_not_contact=True)
        _join_messages(same)
    Contact.objects.filter(pk__in=[same.other.pk for same in contacts]).delete()


def _join_messages(same: SameContact) -> None:
    """What was queued for one of two contacts is for the other; the same message is sent once."""
    twins = Message.objects.filter(
        ~Q(state=MessageState.WITHDRAWN),
        contact=same.kept,
        date=OuterRef("date"),
        session=OuterRef("session"),
        kind=OuterRef("kind"),
    )
    theirs = Message.objects.filter(contact=same.other)
    theirs.filter(~Exists(twins)).update(contact=same.kept, pupil=same.kept.pupil_id)
    waiting = theirs.filter(state=MessageState.QUEUED, attempts=F("clear_tries"))
    waiting.update(state=MessageState.WITHDRAWN, why=NO_CONTACT.key, ended_at=Now())


def move_pairs(model: Any, kept: Pupil | Parent, gone: Pupil | Parent) -> None:
    """What was said of the one who goes beside a third now is said of the kept one, unless that stands."""
    for pair in model.objects.filter(Q(one=gone) | Q(other=gone)):
        third = pair.other_id if pair.one_id == gone.pk else pair.one_id
        one, other = sorted((kept.pk, third))
        rows = model.objects.filter(pk=pair.pk)
        if third == kept.pk or model.objects.filter(one=one, other=other).exists():
            rows.delete()
        else:
            rows.update(one=one, other=other)
