"""A backup and its restore: every row and every lock, and nothing that an old opening opens."""

from __future__ import annotations

import io
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.core.management import call_command
from django.core.management.base import CommandError

from accounts.models import AuditEvent
from config.backups import MANIFEST, BackupFault, Manifest, lock_facts, read_manifest, row_counts
from config.restores import ROLES, check_roles, compare
from safeguarding.door import Purpose, opened_log
from safeguarding.models import Opening
from schools.models import Messaging
from schools.services.attachments import hand_out, store
from tests.databases import Addresses, create, drop, owner_connection
from tests.kept_files import pdf
from tests.restored import back_up, facts_read, read_with_an_old_opening, write_old_opening
from tests.scanner import stand_in
from tests.seats import given_a_concern, seat
from tests.second_server import pointed_at
from tests.world import NOW, build_world

LETTER = pdf()


@contextmanager
def empty_database(beside: Addresses) -> Iterator[Addresses]:
    addresses = beside.named(f"{beside.name}_back")
    create(addresses)
    try:
        with pointed_at(addresses):
            yield addresses
    finally:
        drop(addresses)


def test_every_row_and_every_lock_comes_back(
    own_database: Addresses, tmp_path: Path, settings: LazySettings
) -> None:
    settings.MEDIA_ROOT = tmp_path / "files"
    world = build_world(pupils=2)
    given_a_concern(world.lane, world.pupils[0])
    assert facts_read(world) == ["Asked for a second lunch."]
    with stand_in(b"stream: OK\0") as settings.DAYMARK_CLAMD:
        kept = store(io.BytesIO(LETTER), name="x.pdf", school_id=world.marlowe.pk, at=NOW)
    place = back_up(tmp_path / "backups")
    sealed = b"".join(path.read_bytes() for path in place.iterdir())
    assert b"second lunch" not in sealed
    assert {stat.S_IMODE(path.stat().st_mode) for path in place.iterdir()} == {0o600}

    settings.MEDIA_ROOT = tmp_path / "files again"
    with owner_connection(own_database) as owner:
        locks = lock_facts(owner)
    with empty_database(own_database) as database:
        call_command("restore", str(place), stdout=io.StringIO())
        with owner_connection(database) as owner:
            assert lock_facts(owner) == locks
            assert owner.execute("SELECT epoch FROM daymark_audit_epoch").fetchall() == [(2,)]
        assert not Messaging.objects.filter(stopped_at=None).exists()
        assert AuditEvent.objects.filter(epoch=1).exists()
        assert hand_out(kept.attachment_id, kept.locked_key).data == LETTER
        assert facts_read(world) == ["Asked for a second lunch."]
        with opened_log(seat(world.reid)):
            assert Opening.objects.filter(purpose=Purpose.REVIEW).count() == 2
        old = partial(write_old_opening, database, world)
        assert read_with_an_old_opening(world, old) == (0, 1)
        with pytest.raises(CommandError, match="not empty"):
            call_command("restore", str(place))
        assert_what_is_missing_is_found(database, read_manifest(place))


def assert_what_is_missing_is_found(database: Addresses, manifest: Manifest) -> None:
    with owner_connection(database) as owner:
        with pytest.raises(BackupFault, match=r"rows.*accounts_auditevent"):
            compare(owner, manifest)
        with owner.transaction():
            owner.execute("SET LOCAL ROLE daymark_keeper")
            rows = row_counts(owner)
        whole = replace(manifest, rows=rows)
        compare(owner, whole)
        owner.execute("ALTER TABLE safeguarding_concern NO FORCE ROW LEVEL SECURITY")
        with pytest.raises(BackupFault, match=r"table safeguarding_concern\. Do not use"):
            compare(owner, whole)


def test_a_role_that_may_more_than_it_should_stops_the_restore(
    own_database: Addresses, monkeypatch: pytest.MonkeyPatch
) -> None:
    with owner_connection(own_database) as owner:
        check_roles(owner)
        monkeypatch.setitem(ROLES, "daymark_sealed", (True, False))
        with pytest.raises(BackupFault, match="Make the role daymark_sealed first"):
            check_roles(owner)


def test_a_backup_that_was_changed_or_of_another_key_is_not_restored(
    own_database: Addresses, tmp_path: Path, settings: LazySettings
) -> None:
    settings.MEDIA_ROOT = tmp_path / "files"
    place = back_up(tmp_path / "backups")
    assert read_manifest(place).rows["schools_school"] == 0
    key, settings.DAYMARK_FIELD_KEYS = (
        settings.DAYMARK_FIELD_KEYS,
        ["b3RoZXItb3RoZXItb3RoZXItb3RoZXItb3RoZXItMDE="],
    )
    with pytest.raises(CommandError, match="no key here opens it"):
        call_command("restore", str(place))
    settings.DAYMARK_FIELD_KEYS = key
    files = place / "files.sealed"
    files.write_bytes(files.read_bytes()[:-1] + b"x")
    with pytest.raises(CommandError, match=r"files\.sealed is not the file"):
        call_command("restore", str(place))
    (place / MANIFEST).unlink()
    with pytest.raises(CommandError, match="no whole backup"):
        call_command("restore", str(place))
