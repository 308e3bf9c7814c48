"""Pupils on roll, and those among some whose names hold what was typed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet

from schools.models import Pupil, RollEntry


def on_roll(pupils: QuerySet[Pupil], *, on: date) -> QuerySet[Pupil]:
    """Those of these pupils who are on roll on a day."""
    enrolled = RollEntry.objects.filter(pupil=OuterRef("pk"), admitted_on__lte=on)
    return pupils.filter(Exists(enrolled.filter(Q(left_on=None) | Q(left_on__gte=on))))


def named(pupils: QuerySet[Pupil], words: Sequence[str]) -> QuerySet[Pupil]:
    """Those of these pupils in whose known or legal names each of the words stands."""
    for word in words:
        pupils = pupils.filter(
            Q(known_surname__icontains=word)
            | Q(known_forename__icontains=word)
            | Q(legal_surname__icontains=word)
            | Q(legal_forename__icontains=word)
        )
    return pupils
