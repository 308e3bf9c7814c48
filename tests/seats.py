"""Seats of named people, and the sealed rows that tests need before they begin."""

from __future__ import annotations

from datetime import datetime
from importlib import import_module

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.test import Client
from django.utils import timezone

from accounts.models import User
from safeguarding import seats
from safeguarding.door import Purpose, opened_own
from safeguarding.models import Concern, ConcernPupil, ConcernWords
from safeguarding.services.raising import send
from safeguarding.tickets import Level, Seat, session_digest
from schools.models import Pupil
from tests.sign_in import signed_in
from tests.world import NOW


def seat(person: User, level: Level = Level.STEPPED) -> Seat:
    """A seat of a person whose session lives in the database."""
    session = import_module(settings.SESSION_ENGINE).SessionStore()
    session[SESSION_KEY] = str(person.pk)
    session.save()
    return Seat(person.pk, session_digest(session.session_key), level)


def confirmed(person: User) -> Client:
    """A browser of a person who has just shown a second factor for the safeguarding area."""
    client = signed_in(person)
    session = client.session
    seats.confirm(session, timezone.now())
    session.save()
    return client


def given_a_concern(
    writer: User, *pupils: Pupil, facts: str = "Asked for a second lunch.", at: datetime = NOW
) -> Concern:
    """A concern that somebody raised, by the door and as the application writes it."""
    school_id = pupils[0].school_id
    with opened_own(seat(writer, Level.KNOWN), school_id=school_id, purpose=Purpose.RAISE):
        concern = Concern(school_id=school_id, writer=writer, happened_at=at, recorded_at=at)
        concern.save(force_insert=True)
        ConcernPupil.objects.bulk_create(
            [ConcernPupil(concern=concern, pupil=pupil, by=writer, at=at) for pupil in pupils]
        )
        ConcernWords(concern=concern, facts=facts).save(force_insert=True)
        concern.number = send(concern, due_at=at)
    return concern
