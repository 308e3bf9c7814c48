"""The weekly export: sealed, the last eight kept, opened again at the server, and missed aloud."""

import io
from datetime import date, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any, BinaryIO
from zipfile import ZipFile

import pytest
import time_machine
from django.conf import LazySettings
from django.core.management import CommandError, call_command
from django.utils import timezone

from accounts.models import AuditEvent
from accounts.roles import Role
from attendance.services.marks import MarkChange, save_marks
from reporting.models import Document, DocumentState
from reporting.queries.register_records import Cover
from reporting.services import register_exports
from reporting.services.pack_files import write_export
from reporting.services.register_exports import export_all, export_registers, first_day_of_export
from reporting.tasks import export_registers as weekly_job
from schools.calendar import LONDON
from tests.integration.attendance.pages import words_of
from tests.sign_in import signed_in
from tests.world import NOW, World

PAGE = "/marlowe-park/setup/exports/"
# The second day of the school year: an export has few days to go through.
EARLY = datetime(2026, 9, 4, 9, 0, tzinfo=LONDON)


@pytest.fixture(autouse=True)
def folder(settings: LazySettings, tmp_path: Path) -> Path:
    """Exports of a test lie in its own folder."""
    settings.MEDIA_ROOT = tmp_path
    return tmp_path / "documents"


def export(world: World, now: datetime = EARLY) -> Document:
    made = export_registers(world.marlowe, at=timezone.now(), now=now)
    made.refresh_from_db()
    return made


def open_file(path: Path, into: Path) -> str:
    out = io.StringIO()
    call_command("open_register_export", str(path), into=into, stdout=out)
    return out.getvalue()


def test_an_export_opens_again_and_holds_the_registers(world: World, folder: Path, tmp_path: Path) -> None:
    save_marks(world.frame(), [MarkChange(world.pupils[0].pk, "/", 0)], by=world.lane, office=False, at=NOW)
    made = export(world, NOW)
    sealed = (folder / made.file).read_bytes()

    told = open_file(folder / made.file, tmp_path / "opened.zip")

    assert (made.bytes, made.sha256) == (len(sealed), sha256(sealed).hexdigest())
    assert made.sha256 in told
    with ZipFile(tmp_path / "opened.zip") as opened:
        assert opened.namelist() == [
            *("admission-register.csv", "marks.csv", "amendments.csv", "registers.csv")
        ]
        assert "Khan,Amir" in opened.read("admission-register.csv").decode()
        assert "09/03/2027,AM,8HW,Khan,Amir" in opened.read("marks.csv").decode()


def test_making_and_opening_leave_lines_in_the_audit_of_the_school(
    world: World, folder: Path, tmp_path: Path
) -> None:
    made = export(world)
    open_file(folder / made.file, tmp_path / "opened.zip")

    lines = AuditEvent.objects.filter(verb="export", school=world.marlowe.pk, obj=str(made.pk))
    told = [(line.actor, line.tbl, line.after) for line in lines.order_by("id")]
    assert told == [
        (None, "reporting_document", made.parameters),
        (None, "reporting_document", {"opened": made.sha256}),
    ]


def test_sealed_or_opened_nobody_else_on_the_server_reads_it(
    world: World, folder: Path, tmp_path: Path
) -> None:
    sealed = folder / export(world).file

    open_file(sealed, tmp_path / "opened.zip")

    assert [path.stat().st_mode & 0o777 for path in (sealed, tmp_path / "opened.zip")] == [0o600, 0o600]


def test_a_changed_or_cut_export_is_refused_and_leaves_nothing(
    world: World, folder: Path, tmp_path: Path
) -> None:
    path = folder / export(world).file
    path.write_bytes(path.read_bytes()[:-1])

    with pytest.raises(CommandError, match="Not opened: No field key opens this file, or it was changed"):
        open_file(path, tmp_path / "opened.zip")
    assert not list(tmp_path.glob("opened*"))


def test_other_field_keys_open_nothing(
    world: World, folder: Path, tmp_path: Path, settings: LazySettings
) -> None:
    path = folder / export(world).file
    settings.DAYMARK_FIELD_KEYS = ["bmV3LWtleS1uZXcta2V5LW5ldy1rZXktbmV3LWtleSE="]

    with pytest.raises(CommandError, match="Not opened"):
        open_file(path, tmp_path / "opened.zip")


def test_the_last_eight_are_kept(world: World, folder: Path) -> None:
    made = [export(world) for _ in range(10)]

    assert len(list(folder.iterdir())) == 8
    states = list(Document.objects.order_by("pk").values_list("state", flat=True))
    assert states == [DocumentState.DROPPED] * 2 + [DocumentState.DONE] * 8
    assert (folder / made[-1].file).exists()


def test_one_schools_failure_stops_no_others_and_is_told_on_today(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(file: BinaryIO, cover: Cover, **more: Any) -> object:
        if cover.school == world.marlowe:
            raise OSError("The disk is full")
        return write_export(file, cover, **more)

    monkeypatch.setattr(register_exports, "write_export", fails)

    assert export_all(at=timezone.now(), now=EARLY) == (2, 1)
    words = words_of(signed_in(world.staff[Role.ADMIN]).get("/marlowe-park/"))
    assert "Export of the registers" in words
    assert "Failed Tue 9 Mar, 08:49. None was made yet" in words


def test_a_missing_export_is_told_on_today(world: World) -> None:
    admin = signed_in(world.staff[Role.ADMIN])
    assert "None yet: the first is made on the night to Sunday" in words_of(admin.get("/marlowe-park/"))

    made = export(world)
    assert "Last made Tue 9 Mar, 08:49" in words_of(admin.get("/marlowe-park/"))

    old = timezone.now() - timedelta(days=9)
    Document.objects.filter(pk=made.pk).update(asked_at=old, made_at=old)
    assert "Missing: one is due each week" in words_of(admin.get("/marlowe-park/"))


def test_the_weekly_job_exports_every_school_and_says_how_many(
    world: World, clock: time_machine.Traveller
) -> None:
    clock.move_to(EARLY)
    assert weekly_job() == "3 schools exported"

    assert Document.objects.count() == 3


def test_the_list_has_size_digest_and_age_for_administrator_and_officer(world: World) -> None:
    made = export(world)
    for person in (world.staff[Role.ADMIN], world.okafor):
        words = words_of(signed_in(person).get(PAGE))
        assert made.sha256 in words
        assert "Last made 9 March 2027, 08:49, today." in words
    assert signed_in(world.lane).get(PAGE).status_code == 403


@pytest.mark.parametrize(
    ("on", "first"),
    [
        (date(2027, 3, 9), date(2026, 9, 1)),
        (date(2027, 9, 12), date(2026, 9, 1)),
        (date(2027, 10, 3), date(2027, 9, 1)),
    ],
)
def test_an_export_is_of_the_academic_year_and_in_september_of_the_one_before_too(
    on: date, first: date
) -> None:
    assert first_day_of_export(on) == first
