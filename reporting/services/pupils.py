"""Opening a pupil's pages."""

from __future__ import annotations

from datetime import date, datetime

from reporting.pupil_chronology import Chosen
from reporting.queries.pupil_heads import pupil_head
from reporting.queries.pupil_marks import Asked, MarksPage, marks_page
from reporting.queries.pupil_pages import PupilPage, pupil_page
from schools.access import Rights
from schools.services.openings import PUPILS, opening


def open_pupil(
    *, rights: Rights, pupil_id: int, chosen: Chosen, as_table: bool = False, at: datetime
) -> PupilPage:
    """Read a pupil's page and write down who opened it, and what of it is sealed; 404 out of reach.

    `as_table`: the sessions of the year as a table of weeks.
    """
    on = at.date()
    with opening(rights, pupils=[pupil_id], tables=[PUPILS]) as opened:
        page = pupil_page(rights, pupil_head(rights, pupil_id, on=on), chosen, on=on, as_table=as_table)
        opened.extend(page.opened)
    return page


def open_marks(*, rights: Rights, pupil_id: int, asked: Asked, on: date) -> MarksPage:
    """Read the marks behind a pupil's figures and write down who opened them; 404 out of reach."""
    with opening(rights, pupils=[pupil_id], tables=[PUPILS]):
        return marks_page(rights, pupil_id, asked, on=on)
