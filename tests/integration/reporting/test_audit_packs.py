"""Register audit packs: what an inspector reads in them, who gets them, and what happens on the way."""

import io
import re
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pikepdf
import pytest
from django.conf import LazySettings
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404
from django.utils import timezone

from accounts.models import User
from attendance.bulk import Selection
from attendance.services.amendments import amend_mark
from attendance.services.closures import record_closure
from attendance.services.marks import MarkChange, save_marks
from reporting import sealed
from reporting.models import Document, DocumentState
from reporting.pdf import make_pdf
from reporting.press import OwnFiles, static_folder
from reporting.queries.audit_packs import periods_of
from reporting.queries.register_records import Cover
from reporting.services import pack_files
from reporting.services.audit_packs import ask_for_pack
from reporting.services.documents import cancel_document, drop_old_documents, open_document
from reporting.services.making import make_document, silent_documents
from schools.access import Rights, rights_of
from schools.calendar import Session
from schools.models import Membership
from tests.architecture.crowds import enrol
from tests.integration.attendance.pages import statements, words_of
from tests.sign_in import signed_in
from tests.world import NOW, TODAY, YESTERDAY, World

PAGE = "/marlowe-park/registers/packs/"
DOCUMENTS = "/marlowe-park/documents/"


@pytest.fixture(autouse=True)
def folder(settings: LazySettings, tmp_path: Path) -> Path:
    """Documents of a test lie in its own folder."""
    settings.MEDIA_ROOT = tmp_path
    return tmp_path / "documents"


@pytest.fixture(autouse=True)
def _no_press(monkeypatch: pytest.MonkeyPatch) -> None:
    """A PDF takes a second: only the test that reads one has it typeset."""
    monkeypatch.setattr(pack_files, "make_pdf", lambda *_: b"%PDF")


def rights(world: World, person: User) -> Rights:
    found = rights_of(person, "marlowe-park", on=TODAY)
    assert found is not None
    return found


def an_amendment(world: World) -> None:
    """Yesterday Amir was marked N; Ms Okafor found out that he was ill."""
    frame = world.frame(YESTERDAY)
    amir = world.pupils[0]
    marks = [MarkChange(amir.pk, "N", 0), *(MarkChange(pupil.pk, "/", 0) for pupil in world.pupils[1:])]
    save_marks(frame, marks, by=world.lane, office=False, at=NOW - timedelta(days=1))
    amend_mark(
        amir,
        YESTERDAY,
        Session.AM,
        letter="I",
        minutes=None,
        reason='=HYPERLINK("x") Mother rang',
        base_version=1,
        by=world.okafor,
        office=True,
        at=NOW,
    )


def a_pack(world: World, by: User | None = None) -> Document:
    return ask_for_pack(
        rights=rights(world, by or world.okafor),
        first=YESTERDAY,
        last=TODAY,
        group_ids=[],
        at=timezone.now(),
    )


def made(world: World) -> Document:
    pack = a_pack(world)
    make_document(document_id=pack.pk, at=timezone.now(), now=NOW)
    pack.refresh_from_db()
    return pack


def zip_of(world: World, pack: Document) -> ZipFile:
    pieces = open_document(rights=rights(world, world.okafor), document=pack, at=timezone.now())
    return ZipFile(io.BytesIO(b"".join(pieces)))


def lines_of(folder: ZipFile, name: str) -> list[str]:
    return folder.read(name).decode("utf-8-sig").splitlines()


def test_a_snow_day_stands_in_the_pack_as_a_closed_school(world: World) -> None:
    snow = Selection(YESTERDAY, YESTERDAY, frozenset(Session), everyone=True)
    record_closure(rights=rights(world, world.okafor), selection=snow, reason="Snow", at=NOW)

    registers = lines_of(zip_of(world, made(world)), "registers.csv")

    assert {line.split(",")[5] for line in registers if line.startswith("08/03/2027")} == {"School closed"}


def test_a_pack_holds_original_and_amended_marks_with_who_title_when_and_why(world: World) -> None:
    an_amendment(world)
    pack = made(world)
    found = zip_of(world, pack)

    assert pack.state == DocumentState.DONE
    assert found.namelist() == ["marks.csv", "amendments.csv", "registers.csv", "register-audit-pack.pdf"]
    upn = world.pupils[0].upn
    (amended,) = lines_of(found, "amendments.csv")[1:]
    assert amended == (
        f"08/03/2027,AM,8HW,Khan,Amir,{upn},N,,I,,yes,"
        '"\'=HYPERLINK(""x"") Mother rang",09/03/2027 08:49:00,Ms Okafor,Attendance officer'
    )
    marks = lines_of(found, "marks.csv")
    assert f",Khan,Amir,{upn},I,Illness (not medical or dental appointment),,N,,1,office" in "\n".join(marks)
    assert any(f",Zoë,{world.pupils[1].upn},/,Present at the school (morning),," in line for line in marks)
    assert any(f",Zoë,{world.pupils[1].upn},,No mark,," in line for line in marks)


def test_registers_taken_and_missing_are_in_the_pack(world: World) -> None:
    an_amendment(world)
    registers = lines_of(zip_of(world, made(world)), "registers.csv")

    assert '08/03/2027,AM,8HW,3,3,"Marked, not submitted",,,' in registers
    assert "08/03/2027,PM,8HW,3,0,Missing,,," in registers


def test_paper_and_page_say_the_same_time(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    papers: list[datetime] = []

    def paper(_: str, context: dict[str, Any]) -> bytes:
        papers.append(context["at"])
        return b"%PDF"

    monkeypatch.setattr(pack_files, "make_pdf", paper)
    pack = made(world)

    assert pack.made_at is not None
    assert abs(papers[0] - pack.made_at) < timedelta(minutes=1)


def test_the_pdf_has_a_language_a_title_tags_and_our_own_font(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pack_files, "make_pdf", make_pdf)
    an_amendment(world)
    with pikepdf.open(io.BytesIO(zip_of(world, made(world)).read("register-audit-pack.pdf"))) as pdf:
        fonts = {str(font["/BaseFont"]) for page in pdf.pages for font in page.resources["/Font"].values()}

        assert str(pdf.Root["/Lang"]) == "en-GB"
        assert pdf.Root["/MarkInfo"]["/Marked"]
        assert str(pdf.docinfo["/Title"]).startswith("Register audit pack, Marlowe Park Academy")
        assert "/StructTreeRoot" in pdf.Root
        assert all("Inter" in font for font in fonts), fonts


def test_a_document_fetches_our_own_files_alone() -> None:
    own = OwnFiles()
    assert own.fetch((static_folder() / "css" / "pdf.css").as_uri()).read()
    for address in (
        "https://example.org/x.png",
        "file:///etc/passwd",
        f"{static_folder().as_uri()}/../manage.py",
        f"{static_folder().as_uri()}/%2e%2e/manage.py",
    ):
        with pytest.raises(ValueError, match="may not fetch"):
            own.fetch(address)


def test_the_file_lies_sealed_and_its_sha256_is_of_what_is_fetched(world: World, folder: Path) -> None:
    pack = made(world)
    (kept,) = folder.iterdir()
    pieces = b"".join(open_document(rights=rights(world, world.okafor), document=pack, at=timezone.now()))

    assert kept.read_bytes().startswith(b"DAYMARK1")
    assert b"marks.csv" not in kept.read_bytes()
    assert (len(pieces), sha256(pieces).hexdigest()) == (pack.bytes, pack.sha256)


def test_who_lost_the_right_meanwhile_gets_no_file(world: World, folder: Path) -> None:
    pack = a_pack(world)
    Membership.objects.filter(user=world.okafor).update(valid_until=YESTERDAY)
    make_document(document_id=pack.pk, at=timezone.now(), now=NOW)
    pack.refresh_from_db()

    assert pack.state == DocumentState.FAILED
    assert pack.words == "Ms Okafor may no longer have packs of Marlowe Park Academy. No file was made."
    assert not folder.exists() or not list(folder.iterdir())


def test_a_teacher_may_not_ask_and_another_school_sees_none(world: World) -> None:
    pack = made(world)
    with pytest.raises(PermissionDenied):
        a_pack(world, by=world.lane)

    assert signed_in(world.lane).get(PAGE).status_code == 403
    assert signed_in(world.shah).get(f"/tallis-wood/documents/{pack.pk}/").status_code == 404
    assert signed_in(world.shah).get(f"/tallis-wood/documents/{pack.pk}/file/").status_code == 404


def test_a_group_of_another_school_is_not_there(world: World) -> None:
    with pytest.raises(Http404):
        ask_for_pack(
            rights=rights(world, world.okafor),
            first=TODAY,
            last=TODAY,
            group_ids=[world.class_9t.pk],
            at=timezone.now(),
        )


def test_a_cancelled_pack_stops_and_leaves_no_file(
    world: World, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pack = a_pack(world)
    write = sealed.SealedWriter.write

    def cancelled_meanwhile(self: sealed.SealedWriter, data: bytes) -> int:
        Document.objects.filter(pk=pack.pk).update(state=DocumentState.CANCELLED)
        return write(self, data)

    monkeypatch.setattr(sealed.SealedWriter, "write", cancelled_meanwhile)
    make_document(document_id=pack.pk, at=timezone.now(), now=NOW)
    pack.refresh_from_db()

    assert pack.state == DocumentState.CANCELLED
    assert list(folder.iterdir()) == []


def test_a_pack_asked_for_twice_is_one_and_can_be_cancelled(world: World) -> None:
    pack = a_pack(world)
    assert a_pack(world) == pack
    cancel_document(rights=rights(world, world.okafor), document=pack, at=timezone.now())

    assert a_pack(world).pk != pack.pk
    with pytest.raises(ValidationError, match="no longer being made"):
        cancel_document(rights=rights(world, world.okafor), document=pack, at=timezone.now())


def test_a_pack_of_a_dead_worker_is_taken_up_again(world: World) -> None:
    pack = a_pack(world)
    long_ago = timezone.now() - timedelta(minutes=5)
    Document.objects.filter(pk=pack.pk).update(
        state=DocumentState.MAKING, taken_at=long_ago, beat_at=long_ago
    )

    assert silent_documents(at=timezone.now()) == [pack.pk]
    make_document(document_id=pack.pk, at=timezone.now(), now=NOW)
    pack.refresh_from_db()
    assert pack.state == DocumentState.DONE
    assert silent_documents(at=timezone.now()) == []


def test_a_pack_gives_signs_of_life_in_every_file(world: World) -> None:
    an_amendment(world)
    told: list[tuple[int, int]] = []

    with ZipFile(io.BytesIO(), "w") as folder:
        cover = Cover(world.marlowe, YESTERDAY, TODAY)
        pack_files.write_registers(folder, cover, at=NOW, tell=lambda done, total: told.append((done, total)))

    assert told == [(1, 7), (2, 7), (3, 7), (5, 7), (6, 7)]


def test_a_file_is_dropped_after_seven_days(world: World, folder: Path) -> None:
    pack = made(world)
    assert drop_old_documents(at=timezone.now() + timedelta(days=6)) == 0
    assert drop_old_documents(at=timezone.now() + timedelta(days=8)) == 1
    pack.refresh_from_db()

    assert (pack.state, list(folder.iterdir())) == (DocumentState.DROPPED, [])
    assert signed_in(world.okafor).get(f"{DOCUMENTS}{pack.pk}/file/").status_code == 404


def test_the_officer_asks_on_the_page_and_downloads(world: World) -> None:
    client = signed_in(world.okafor)
    key = periods_of(world.marlowe, on=TODAY)[0].key
    answer = client.post(PAGE, {"period": key, "groups": [str(world.class_8hw.pk)]})
    assert answer.status_code == 302
    words = words_of(client.get(answer["Location"]))
    assert "Ready" in words
    assert "8HW" in words

    file = client.get(f"{answer['Location']}file/")

    assert re.search(r'filename="registers-marlowe-park-.*\.zip"', file["Content-Disposition"])
    assert ZipFile(io.BytesIO(b"".join(file.streaming_content))).testzip() is None  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"first_on": "2027-03-08"}, "Give both days"),
        ({"first_on": "2027-03-08", "last_on": "2027-03-01"}, "The last day is before the first"),
        ({"first_on": "2027-03-20", "last_on": "2027-03-21"}, "still to come"),
        ({"first_on": "2025-03-01", "last_on": "2027-03-01"}, "a year at most"),
    ],
)
def test_days_that_make_no_pack_are_refused_in_plain_words(
    world: World, typed: dict[str, str], sentence: str
) -> None:
    answer = signed_in(world.okafor).post(PAGE, {"period": "own"} | typed)

    assert answer.status_code == 422
    assert sentence in words_of(answer)


def test_a_larger_school_costs_as_many_statements(world: World) -> None:
    with statements() as few:
        made(world)
    enrol(world.marlowe, range(3))
    with statements() as many:
        made(world)

    assert len(few) == len(many)
