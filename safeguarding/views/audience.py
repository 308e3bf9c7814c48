"""One concern or entry: who of the child's team reads it, and whom it is shared with."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpResponse
from django.views.decorators.http import require_http_methods

from safeguarding.forms.reach import AudienceForm, ShareForm
from safeguarding.models import Audience
from safeguarding.queries.reach import ReachPage, RecordLine, reach_page, record_words
from safeguarding.seats import seat_of
from safeguarding.services.reach import set_audience, share_record
from safeguarding.views.people import FormWords, form_page, people_to_choose
from schools import clock
from schools.middleware import SchoolRequest


@require_http_methods(["GET", "POST"])
def record_audience(request: SchoolRequest, school: str, pupil: int, record: UUID) -> HttpResponse:
    """Who reads a concern or an entry."""
    now, seat = clock.now(), seat_of(request)
    page = reach_page(request.rights, seat, pupil, at=now)
    line = _record(page, record)
    form = AudienceForm(
        request.POST if request.method == "POST" else None, initial={"audience": line.audience.value}
    )
    words = FormWords(
        f"Who reads {record_words(line)}",
        "Whoever wrote it keeps reading their own words. Leads read everything.",
        "Save who reads it",
        "Saved who reads it.",
    )

    def save() -> None:
        audience = Audience(form.cleaned_data["audience"])
        set_audience(
            rights=request.rights, seat=seat, pupil_id=pupil, record_id=record, audience=audience, at=now
        )

    return form_page(request, page, form, words, save)


@require_http_methods(["GET", "POST"])
def record_share(request: SchoolRequest, school: str, pupil: int, record: UUID) -> HttpResponse:
    """Share one concern or entry with somebody who reads nothing else of the file."""
    now, seat = clock.now(), seat_of(request)
    page = reach_page(request.rights, seat, pupil, at=now)
    line = _record(page, record)
    form = ShareForm(
        request.POST if request.method == "POST" else None,
        people=people_to_choose(request, but=[lead.user_id for lead in page.leads]),
    )
    words = FormWords(
        f"Share {record_words(line)}",
        "They read this alone, also where it is held back from the child’s team.",
        "Share it",
        "Shared. They may read it now.",
    )

    def save() -> None:
        share_record(
            rights=request.rights, seat=seat, pupil_id=pupil, record_id=record, word=form.word(), at=now
        )

    return form_page(request, page, form, words, save)


def _record(page: ReachPage, record: UUID) -> RecordLine:
    for line in page.records:
        if line.record_id == record:
            return line
    raise Http404
