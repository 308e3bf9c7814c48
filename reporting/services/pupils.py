"""Opening a pupil's page: the read and its line in the audit are one transaction."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.http import Http404

from accounts.audit import log_event
from accounts.models import User
from accounts.verbs import Verb
from reporting.queries.pupil_heads import pupil_head
from reporting.queries.pupil_pages import PupilPage, pupil_page
from schools.access import Rights


def open_pupil(*, by: User, rights: Rights, pupil_id: int, at: datetime) -> PupilPage:
    """Read a pupil's page and write down who opened it.

    A pupil outside the person's reach answers 404, and the try is written down too.
    """
    try:
        with transaction.atomic():
            head = pupil_head(rights, pupil_id, on=at.date())
            log_event(
                Verb.OPEN,
                by=by,
                school=rights.school.pk,
                pupil=pupil_id,
                tbl="schools_pupil",
                obj=str(pupil_id),
            )
            return pupil_page(rights, head, on=at.date())
    except Http404:
        log_event(
            Verb.REFUSED,
            by=by,
            school=rights.school.pk,
            tbl="schools_pupil",
            obj=str(pupil_id),
            after={"answer": 404},
        )
        raise
