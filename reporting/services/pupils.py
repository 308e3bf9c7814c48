"""Opening a pupil's page."""

from __future__ import annotations

from datetime import datetime

from reporting.pupil_chronology import Chosen
from reporting.queries.pupil_heads import pupil_head
from reporting.queries.pupil_pages import PupilPage, pupil_page
from schools.access import Rights
from schools.services.openings import PUPILS, opening


def open_pupil(*, rights: Rights, pupil_id: int, chosen: Chosen, at: datetime) -> PupilPage:
    """Read a pupil's page and write down who opened it, and what of it is sealed; 404 out of reach."""
    with opening(rights, pupils=[pupil_id], tables=[PUPILS]) as opened:
        page = pupil_page(rights, pupil_head(rights, pupil_id, on=at.date()), chosen, on=at.date())
        if page.chronology:
            opened.extend(page.chronology.opened)
    return page
