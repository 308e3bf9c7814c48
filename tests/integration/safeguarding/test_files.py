"""Files beside concerns and entries: who adds, who reads, and what stands in the log."""

from __future__ import annotations

import uuid
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError
from django.test import Client
from django.urls import reverse

from accounts.models import User
from safeguarding.door import Purpose, opened_file, opened_log, opened_own
from safeguarding.forms.files import TOO_MANY, FilesField
from safeguarding.models import Concern, ConcernPupil, ConcernWords, Entry, EntryWords, FileGrant, Opening
from safeguarding.queries.files import files_beside
from safeguarding.services.files import attach, keep_uploads
from safeguarding.services.raising import send
from safeguarding.tickets import Level
from schools.attachment_kinds import WRONG_KIND
from schools.models import Attachment, Pupil
from tests.factories import MembershipFactory
from tests.kept_files import pdf
from tests.scanner import stand_in
from tests.seats import confirmed, seat
from tests.world import NOW, World

pytestmark = pytest.mark.django_db
LETTER = pdf()


@pytest.fixture(autouse=True)
def folder(settings: LazySettings, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


def upload(name: str = "Letter from Mrs Khan.pdf", data: bytes = LETTER) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data)


def raised_with_a_file(writer: User, *pupils: Pupil, file_of: Pupil | None = None) -> Concern:
    school_id = pupils[0].school_id
    kept = keep_uploads([upload()], school_id=school_id, at=NOW)
    with opened_own(seat(writer, Level.KNOWN), school_id=school_id, purpose=Purpose.RAISE):
        concern = Concern(school_id=school_id, writer=writer, happened_at=NOW, recorded_at=NOW)
        concern.save(force_insert=True)
        for pupil in pupils:
            ConcernPupil(concern=concern, pupil=pupil, by=writer, at=NOW).save(force_insert=True)
        ConcernWords(concern=concern, facts="A letter came.").save(force_insert=True)
        of = file_of or pupils[0]
        attach(kept, pupil_id=of.pk, by_id=writer.pk, at=NOW, concern_id=concern.pk)
        send(concern, due_at=NOW)
    return concern


def scanned() -> None:
    """Every file is found clean."""
    Attachment.objects.update(state="clean", scan_key="")


def file_of(world: World, pupil: Pupil, concern: Concern) -> uuid.UUID:
    with opened_file(seat(world.reid), school_id=pupil.school_id, pupil_id=pupil.pk, purpose=Purpose.TRIAGE):
        return files_beside([concern.pk])[concern.pk][0].id


def fetch(client: Client, pupil: Pupil, file: uuid.UUID) -> tuple[int, bytes]:
    answer = client.get(reverse("safeguarding_attachment", args=(pupil.school.slug, pupil.pk, file)))
    return answer.status_code, answer.content


def test_a_lead_fetches_a_file_and_the_log_says_so(world: World, settings: LazySettings) -> None:
    child = world.pupils[0]
    concern = raised_with_a_file(world.lane, child)
    scanned()
    file = file_of(world, child, concern)
    answer = confirmed(world.reid).get(
        reverse("safeguarding_attachment", args=(child.school.slug, child.pk, file))
    )
    assert answer.content == LETTER
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"] == 'attachment; filename="Letter from Mrs Khan.pdf"'
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "no-store" in answer["Cache-Control"]
    with opened_log(seat(world.reid)):
        assert Opening.objects.filter(purpose="a kept file", actor=world.reid.pk).count() == 1


def test_nobody_else_fetches_it_nor_without_a_second_factor(world: World, settings: LazySettings) -> None:
    child = world.pupils[0]
    file = file_of(world, child, raised_with_a_file(world.lane, child))
    scanned()
    for person in (world.lane, world.okafor, world.adeyemi, world.rahman, world.shah):
        assert fetch(confirmed(person), child, file)[0] == 404
    shut = confirmed(world.reid)
    session = shut.session
    session.pop("daymark_area_confirmed_at")
    session.save()
    assert fetch(shut, child, file)[0] == 302
    assert fetch(confirmed(world.reid), child, uuid.uuid4())[0] == 404
    deputy = MembershipFactory.create(school=world.marlowe, role="dsl").user
    assert fetch(confirmed(deputy), world.pupils[1], file)[0] == 404


def test_a_file_stands_in_the_file_of_each_child_of_its_concern(world: World, settings: LazySettings) -> None:
    one, other = world.pupils[:2]
    concern = raised_with_a_file(world.lane, one, other)
    file = file_of(world, one, concern)
    scanned()
    assert fetch(confirmed(world.reid), other, file) == (200, LETTER)


def test_one_who_is_kept_from_one_child_does_not_read_it_with_the_other(
    world: World, settings: LazySettings
) -> None:
    one, other = world.pupils[:2]
    file = file_of(world, one, raised_with_a_file(world.lane, one, other))
    scanned()
    for pupil, kind in ((one, "excluded"), (other, "read")):
        with opened_file(
            seat(world.reid), school_id=pupil.school_id, pupil_id=pupil.pk, purpose=Purpose.REACH
        ):
            FileGrant(
                school_id=pupil.school_id,
                pupil=pupil,
                person=world.rahman,
                kind=kind,
                from_at=NOW,
                reason="Named by the lead",
                by=world.reid,
                at=NOW,
            ).save(force_insert=True)
    assert fetch(confirmed(world.rahman), one, file)[0] == 404
    assert fetch(confirmed(world.rahman), other, file)[0] == 404


def test_a_file_that_waits_says_so_and_is_not_handed_out(world: World) -> None:
    child = world.pupils[0]
    file = file_of(world, child, raised_with_a_file(world.lane, child))
    status, page = fetch(confirmed(world.reid), child, file)
    assert status == 200
    assert "Checking file…" in page.decode()
    assert b"%PDF" not in page
    assert b"Khan" not in page
    Attachment.objects.update(state="refused", scan_key="")
    assert b"It holds a virus" in fetch(confirmed(world.reid), child, file)[1]


def test_a_file_that_is_gone_from_the_disk_is_told_plainly(
    world: World, settings: LazySettings, folder: Path
) -> None:
    child = world.pupils[0]
    file = file_of(world, child, raised_with_a_file(world.lane, child))
    scanned()
    for path in (folder / "attachments").iterdir():
        path.unlink()
    status, page = fetch(confirmed(world.reid), child, file)
    assert (status, b"cannot be opened" in page) == (500, True)


def test_a_file_is_added_to_an_entry_of_an_open_file(world: World) -> None:
    child = world.pupils[0]
    kept = keep_uploads([upload(), upload("Plan.pdf")], school_id=child.school_id, at=NOW)
    with opened_file(seat(world.reid), school_id=child.school_id, pupil_id=child.pk, purpose=Purpose.WORK):
        entry = Entry(
            school_id=child.school_id,
            pupil=child,
            source="document",
            happened_at=NOW,
            recorded_at=NOW,
            by=world.reid,
        )
        entry.save(force_insert=True)
        EntryWords(entry=entry, line="A letter came.").save(force_insert=True)
        attach(kept, pupil_id=child.pk, by_id=world.reid.pk, at=NOW, entry_id=entry.pk)
        names = [line.name for line in files_beside([entry.pk])[entry.pk]]
    assert names == ["Letter from Mrs Khan.pdf", "Plan.pdf"]


def test_a_writer_cannot_put_a_file_beside_another_child_or_after_sending(world: World) -> None:
    with pytest.raises(DatabaseError):
        raised_with_a_file(world.lane, world.pupils[0], file_of=world.pupils[1])
    concern = raised_with_a_file(world.lane, world.pupils[0])
    kept = keep_uploads([upload()], school_id=world.marlowe.pk, at=NOW)
    with (
        pytest.raises(DatabaseError),
        opened_own(seat(world.lane, Level.KNOWN), school_id=world.marlowe.pk, purpose=Purpose.OWN),
    ):
        attach(kept, pupil_id=world.pupils[0].pk, by_id=world.lane.pk, at=NOW, concern_id=concern.pk)


def test_each_file_that_is_not_kept_is_told_with_its_reason(world: World) -> None:
    with pytest.raises(ValidationError) as refused:
        keep_uploads([upload(), upload("run.pdf", b"MZ")], school_id=world.marlowe.pk, at=NOW)
    assert refused.value.messages == [f"run.pdf: {WRONG_KIND}"]


def test_a_scanner_that_finds_something_refuses_the_upload(world: World, settings: LazySettings) -> None:
    with (
        stand_in(b"stream: Eicar FOUND\0") as settings.DAYMARK_CLAMD,
        pytest.raises(ValidationError, match="virus"),
    ):
        keep_uploads([upload()], school_id=world.marlowe.pk, at=NOW)


def test_the_field_takes_none_one_or_ten_files() -> None:
    field = FilesField()
    assert field.clean([]) == ()
    assert len(field.clean([upload() for _ in range(10)])) == 10
    with pytest.raises(ValidationError, match=TOO_MANY[:6]):
        field.clean([upload() for _ in range(11)])
