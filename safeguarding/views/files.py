"""One file beside a concern or an entry, as a download."""

from __future__ import annotations

import logging
import uuid

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET

from safeguarding.queries.files import locked_file
from safeguarding.seats import seat_of
from schools.middleware import SchoolRequest
from schools.models import AttachmentState
from schools.services.attachments import LostFileError, hand_out

logger = logging.getLogger(__name__)
WORDS = {
    AttachmentState.WAITING: (
        "Checking file…",
        "It was not yet checked for viruses. Try again in a minute.",
    ),
    AttachmentState.REFUSED: (
        "This file was not kept",
        "It holds a virus. Ask who added it for another copy.",
    ),
}
LOST = ("This file cannot be opened", "Tell whoever looks after Daymark at your school.")


@require_GET
def attachment(request: SchoolRequest, school: str, pupil: int, file: uuid.UUID) -> HttpResponse:
    """Hand out a file once it is clean; a page says why it is not handed out."""
    found = locked_file(seat_of(request), school_id=request.rights.school.pk, pupil_id=pupil, file_id=file)
    try:
        given = hand_out(found.attachment_id, found.locked_key)
    except LostFileError:
        logger.exception("Attachment %s cannot be opened", found.attachment_id)
        return _not_now(request, LOST, status=500)
    if given.state != AttachmentState.CLEAN:
        return _not_now(request, WORDS[AttachmentState(given.state)], status=200)
    return HttpResponse(
        given.data,
        headers={
            "Content-Type": given.media_type,
            "Content-Disposition": content_disposition_header(as_attachment=True, filename=found.name) or "",
            "X-Content-Type-Options": "nosniff",
        },
    )


def _not_now(request: SchoolRequest, words: tuple[str, str], *, status: int) -> HttpResponse:
    context = {"title": words[0], "words": words[1], "school": request.rights.school}
    return render(request, "safeguarding/file_held.html", context, status=status)
