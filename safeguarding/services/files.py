"""Files beside concerns and entries: kept before the door, named and locked inside it.

    kept = keep_uploads(uploads, school_id=..., at=at)
    with opened_own(...):        # or opened_file
        ...
        attach(kept, pupil_id=..., by_id=seat.user_id, at=at, concern_id=concern.pk)

Both in one transaction: a file without its row is deleted a day later.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import datetime

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile

from safeguarding.models import RecordFile
from schools.services.attachments import KeptFile, store

MOST_FILES = 10


def keep_uploads(
    uploads: Sequence[UploadedFile[bytes]], *, school_id: int, at: datetime
) -> tuple[KeptFile, ...]:
    """Keep what a person added, before the door opens, because it has no way to other tables.

    ValidationError with one sentence for each file that is not kept, and then none is.
    """
    if len(uploads) > MOST_FILES:
        raise ValidationError(f"Choose at most {MOST_FILES} files.")
    kept, refused = [], []
    for upload in uploads:
        name = upload.name or "file"
        try:
            kept.append(store(upload, name=name, school_id=school_id, at=at))
        except ValidationError as fault:
            refused += [f"{name[:60]}: {message}" for message in fault.messages]
    if refused:
        raise ValidationError(refused)
    return tuple(kept)


def attach(
    kept: Sequence[KeptFile],
    *,
    pupil_id: int,
    by_id: int,
    at: datetime,
    concern_id: uuid.UUID | None = None,
    entry_id: uuid.UUID | None = None,
) -> None:
    """Put kept files beside a concern that is being raised or worked on, or beside an entry; inside the door.

    `pupil_id` is the child of the entry, or any child of the concern: whoever reads the concern has them.
    DatabaseError where the door does not let this person add to it.
    """
    RecordFile.objects.bulk_create(
        RecordFile(
            pupil_id=pupil_id,
            concern_id=concern_id,
            entry_id=entry_id,
            attachment=file.attachment_id,
            locked_key=file.locked_key,
            name=file.name,
            by_id=by_id,
            at=at,
        )
        for file in kept
    )
