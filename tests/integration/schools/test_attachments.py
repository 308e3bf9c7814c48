"""Files that are kept: looked at, encrypted, handed out once clean."""

from __future__ import annotations

import io
import os
import stat
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.core.exceptions import ValidationError
from django.test import TestCase
from django.utils import timezone

from schools.attachment_kinds import WRONG_KIND
from schools.models import Attachment, AttachmentState
from schools.services.attachments import (
    VIRUS,
    KeptFile,
    LostFileError,
    attachments_folder,
    drop_left_overs,
    hand_out,
    scan_held,
    store,
)
from schools.virus_scanner import ScannerAwayError, is_clean
from tests.kept_files import pdf, picture
from tests.scanner import EICAR, running_clamd, stand_in
from tests.world import NOW, World

pytestmark = pytest.mark.django_db
LETTER = pdf()
WITH_A_VIRUS = pdf() + b"\n%" + EICAR


@pytest.fixture(scope="module")
def clamd(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with running_clamd(tmp_path_factory.mktemp("clamd")) as address:
        yield address


@pytest.fixture(autouse=True)
def folder(settings: LazySettings, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


def keep(world: World, data: bytes = LETTER) -> tuple[KeptFile, Attachment]:
    kept = store(io.BytesIO(data), name="Letter.pdf", school_id=world.marlowe.pk, at=NOW)
    return kept, Attachment.objects.get(pk=kept.attachment_id)


def test_a_clean_file_is_kept_encrypted_and_read_with_its_own_key(
    world: World, settings: LazySettings, clamd: str
) -> None:
    settings.DAYMARK_CLAMD = clamd
    kept, row = keep(world)
    path = attachments_folder() / str(row.pk)
    assert (row.state, row.scan_key, row.media_type) == ("clean", "", "application/pdf")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert b"PDF" not in path.read_bytes()
    assert hand_out(row.pk, kept.locked_key).data == LETTER
    with pytest.raises(LostFileError):
        hand_out(row.pk, keep(world)[0].locked_key)
    path.write_bytes(path.read_bytes()[:-1] + b"x")
    with pytest.raises(LostFileError):
        hand_out(row.pk, kept.locked_key)


def test_a_file_with_a_virus_is_not_kept(world: World, settings: LazySettings, clamd: str) -> None:
    settings.DAYMARK_CLAMD = clamd
    with pytest.raises(ValidationError, match=VIRUS):
        keep(world, WITH_A_VIRUS)
    assert list(attachments_folder().iterdir()) == []
    assert not Attachment.objects.exists()


def test_a_file_of_the_wrong_kind_is_refused_before_the_scanner(world: World) -> None:
    with pytest.raises(ValidationError, match=WRONG_KIND[:12]):
        keep(world, b"MZ whatever its name says")


def test_without_a_scanner_a_file_is_held_and_looked_at_later(
    world: World, settings: LazySettings, clamd: str
) -> None:
    kept, row = keep(world)
    assert row.state == AttachmentState.WAITING
    assert hand_out(row.pk, kept.locked_key).data == b""
    assert scan_held() == 0
    settings.DAYMARK_CLAMD = clamd
    assert (scan_held(), scan_held()) == (1, 0)
    row.refresh_from_db()
    assert (row.state, row.scan_key) == ("clean", "")
    assert hand_out(row.pk, kept.locked_key).data == LETTER


def test_a_held_file_with_a_virus_is_deleted(world: World, settings: LazySettings, clamd: str) -> None:
    _, row = keep(world, WITH_A_VIRUS)
    settings.DAYMARK_CLAMD = clamd
    with TestCase.captureOnCommitCallbacks(execute=True):
        assert scan_held() == 1
    row.refresh_from_db()
    assert (row.state, row.scan_key) == ("refused", "")
    assert list(attachments_folder().iterdir()) == []


def test_a_held_file_that_the_disk_does_not_give_stays_held(
    world: World, settings: LazySettings, clamd: str
) -> None:
    _, row = keep(world)
    path = attachments_folder() / str(row.pk)
    away = path.rename(path.with_suffix(".away"))
    settings.DAYMARK_CLAMD = clamd
    assert scan_held() == 0
    away.rename(path)
    assert scan_held() == 1


def test_a_held_picture_is_scanned_as_it_was_cleaned(
    world: World, settings: LazySettings, clamd: str
) -> None:
    kept, row = keep(world, picture() + EICAR)
    settings.DAYMARK_CLAMD = clamd
    assert scan_held() == 1
    row.refresh_from_db()
    assert EICAR not in hand_out(row.pk, kept.locked_key).data


@pytest.mark.parametrize(
    "answer",
    [b"", b"stream: OK but", b"INSTREAM size limit exceeded. ERROR\0", b"stream: lost ERROR\0", b"\xff\0"],
)
def test_a_scanner_that_does_not_say_ok_has_not_answered(settings: LazySettings, answer: bytes) -> None:
    with stand_in(answer) as settings.DAYMARK_CLAMD, pytest.raises(ScannerAwayError):
        is_clean(b"x" * 200_000)


@pytest.mark.parametrize("address", ["", "nowhere", "127.0.0.1:1", "/no/such/socket"])
def test_a_scanner_that_is_not_there_has_not_answered(settings: LazySettings, address: str) -> None:
    settings.DAYMARK_CLAMD = address
    with pytest.raises(ScannerAwayError):
        is_clean(b"x")


def test_a_stand_in_that_says_ok_is_believed(settings: LazySettings) -> None:
    with stand_in(b"stream: OK\0") as settings.DAYMARK_CLAMD:
        assert is_clean(b"x")


def test_a_file_of_a_failed_save_goes_after_a_day(world: World) -> None:
    _, row = keep(world)
    left = attachments_folder() / "left-over"
    left.write_bytes(b"x")
    now = timezone.now()
    os.utime(left, (now.timestamp(), now.timestamp()))
    assert drop_left_overs(at=now) == 0
    old = (now - timedelta(days=2)).timestamp()
    for path in (left, attachments_folder() / str(row.pk)):
        os.utime(path, (old, old))
    assert drop_left_overs(at=now) == 1
    assert [path.name for path in attachments_folder().iterdir()] == [str(row.pk)]
