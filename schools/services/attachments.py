"""Keeping files: looked at, cleaned, encrypted each under a key of its own, and handed out once clean.

The key is given to whoever owns the record, who locks it (accounts.secrets) beside the record. Without that
record nobody reads the file, neither from the disk nor from the attachment's own row.
"""

from __future__ import annotations

import logging
import os
import uuid
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import IO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction

from accounts.secrets import lock, unlock
from schools.attachment_kinds import MOST_BYTES, RefusedFileError, cleaned, kept_name
from schools.models import Attachment, AttachmentState
from schools.virus_scanner import ScannerAwayError, is_clean

logger = logging.getLogger(__name__)
NONCE = 12
VIRUS = "This file was not kept: it holds a virus. Tell whoever looks after your computers."
# A file without a row is left over from a save that failed; younger ones may still be on their way.
LEFT_OVER = timedelta(days=1)
AT_ONCE = 50


class LostFileError(Exception):
    """A file that is not on the disk, that its key does not open, or that was changed there."""


@dataclass(frozen=True, slots=True)
class KeptFile:
    """A file that was just kept: its row's number, the name to hand it out under, and its locked key."""

    attachment_id: uuid.UUID
    name: str
    locked_key: str


@dataclass(frozen=True, slots=True)
class HandedOut:
    """A file as it goes out: its state, what it is, and its bytes where it is clean."""

    state: str
    media_type: str
    data: bytes


def attachments_folder() -> Path:
    """Where the files lie, encrypted; only this installation's user may look into it."""
    folder = Path(settings.MEDIA_ROOT) / "attachments"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def store(content: IO[bytes], *, name: str, school_id: int, at: datetime) -> KeptFile:
    """Keep one file. While no scanner answers it is held and handed to nobody (`scan_held` looks again).

    ValidationError with a plain sentence for a file of the wrong kind, above 20 MB, that runs something,
    asks for a password or holds a virus. Call it outside of any door, in the transaction of the record.
    """
    given = content.read(MOST_BYTES + 1)
    try:
        kind, data = cleaned(given)
    except RefusedFileError as refused:
        raise ValidationError(str(refused)) from refused
    state = _looked_at(given)
    key, number = AESGCM.generate_key(256), uuid.uuid4()
    sealed = _seal(data, key, number)
    locked = lock(key.hex())
    _write(number, sealed)
    Attachment.objects.create(
        id=number,
        school_id=school_id,
        media_type=kind.value,
        size=len(data),
        digest=sha256(sealed).hexdigest(),
        state=state,
        scan_key=locked if state == AttachmentState.WAITING else "",
        at=at,
    )
    return KeptFile(number, kept_name(name, kind), locked)


def hand_out(number: uuid.UUID, locked_key: str) -> HandedOut:
    """A file for who showed its key, empty unless it is clean; LostFileError where it is not there whole."""
    row = Attachment.objects.filter(pk=number).first()
    if row is None:
        raise LostFileError
    data = _open(number, locked_key) if row.state == AttachmentState.CLEAN else b""
    return HandedOut(row.state, row.media_type, data)


def scan_held() -> int:
    """Look again at files that were held; returns how many are looked at now.

    Repeatable, and safe in two workers at once. A file with a virus is deleted. It stops at the first file
    that no scanner answers for; they come in no order, so that none holds up the others for good.
    """
    done = 0
    waiting = Attachment.objects.filter(state=AttachmentState.WAITING).order_by("?")
    for number in list(waiting.values_list("pk", flat=True)[:AT_ONCE]):
        try:
            done += _scan_one(number)
        except ScannerAwayError:
            break
    return done


def drop_left_overs(*, at: datetime) -> int:
    """Delete files without a row, a day after their save failed; returns how many."""
    oldest = (at - LEFT_OVER).timestamp()
    old = [path for path in attachments_folder().iterdir() if path.stat().st_mtime < oldest]
    known = {str(number) for number in Attachment.objects.values_list("pk", flat=True)}
    gone = [path for path in old if path.name not in known]
    for path in gone:
        path.unlink(missing_ok=True)
    return len(gone)


def _looked_at(data: bytes) -> AttachmentState:
    try:
        clean = is_clean(data)
    except ScannerAwayError:
        return AttachmentState.WAITING
    if not clean:
        raise ValidationError(VIRUS)
    return AttachmentState.CLEAN


@transaction.atomic
def _scan_one(number: uuid.UUID) -> int:
    row = Attachment.objects.select_for_update(skip_locked=True).filter(pk=number, state="waiting").first()
    if row is None:
        return 0
    try:
        clean = is_clean(_open(number, row.scan_key))
    except LostFileError:
        logger.exception("Attachment %s waits for the scanner and cannot be opened", number)
        return 0
    row.state = AttachmentState.CLEAN if clean else AttachmentState.REFUSED
    row.scan_key = ""
    row.save(update_fields=["state", "scan_key"])
    if not clean:
        transaction.on_commit(lambda: (attachments_folder() / str(number)).unlink(missing_ok=True))
    return 1


def _seal(data: bytes, key: bytes, number: uuid.UUID) -> bytes:
    nonce = os.urandom(NONCE)
    return nonce + AESGCM(key).encrypt(nonce, data, number.bytes)


def _open(number: uuid.UUID, locked_key: str) -> bytes:
    try:
        sealed = (attachments_folder() / str(number)).read_bytes()
        cipher = AESGCM(bytes.fromhex(unlock(locked_key)))
        return cipher.decrypt(sealed[:NONCE], sealed[NONCE:], number.bytes)
    except (OSError, InvalidTag, ValueError) as fault:
        raise LostFileError from fault


def _write(number: uuid.UUID, sealed: bytes) -> None:
    """Write a new file that its user alone may read, whole or not at all."""
    path = attachments_folder() / str(number)
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(sealed)
            file.flush()
            os.fsync(file.fileno())
    except OSError:
        with suppress(OSError):
            path.unlink()
        raise
