"""Documents that a worker makes: who gets them, and what happens between the wish and the file."""

from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from django.conf import LazySettings
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404
from django.utils import timezone

from accounts.roles import Role
from accounts.verbs import Verb
from reporting.document_kinds import KINDS
from reporting.models import Document, DocumentKind, DocumentState
from reporting.services import making, pupil_reports
from reporting.services.documents import cancel_document, drop_old_documents
from reporting.services.makers import MAKERS
from reporting.services.making import silent_documents
from reporting.tasks import make_audit_pack, make_document
from schools.models import Membership
from tests.answers import Answer
from tests.integration.attendance.pages import words_of
from tests.integration.reporting.document_steps import a_report, fetched, rights, worked
from tests.integration.reporting.steps import audit_lines, opened, statements
from tests.sign_in import signed_in
from tests.world import YESTERDAY, World

PAGE = "/marlowe-park/documents/"


@pytest.fixture(autouse=True)
def folder(settings: LazySettings, tmp_path: Path) -> Path:
    """Documents of a test lie in its own folder."""
    settings.MEDIA_ROOT = tmp_path
    return tmp_path / "documents"


@pytest.fixture(autouse=True)
def _no_press(monkeypatch: pytest.MonkeyPatch) -> None:
    """A PDF takes a second: the tests of the paper itself have it typeset."""
    monkeypatch.setattr(pupil_reports, "make_pdf", lambda *_: b"%PDF")


class WorkerKilled(BaseException):
    """The kernel ended the worker: nothing of it runs on."""


def page_of(document: Document) -> str:
    return f"{PAGE}{document.pk}/"


def test_every_kind_that_can_be_asked_for_has_its_rule_and_its_maker() -> None:
    assert set(KINDS) == set(MAKERS) == set(DocumentKind) - {DocumentKind.REGISTER_EXPORT}


def test_who_asked_fetches_the_file_whose_sha256_is_told_and_each_fetch_is_an_export_of_the_pupil(
    world: World, folder: Path
) -> None:
    amir = world.pupils[0]
    report = worked(a_report(world.okafor, amir))
    file = fetched(world.okafor, report)

    (kept,) = folder.iterdir()
    assert kept.read_bytes().startswith(b"DAYMARK1")
    assert (len(file), sha256(file).hexdigest()) == (report.bytes, report.sha256)
    (line,) = audit_lines(Verb.EXPORT, by=world.okafor)
    assert (line.tbl, line.obj, line.pupil) == ("reporting_document", str(report.pk), amir.pk)


def test_two_clicks_ask_for_one_document_and_ten_wait_at_most(world: World) -> None:
    amir = world.pupils[0]
    assert a_report(world.okafor, amir).pk == a_report(world.okafor, amir).pk
    for back in range(1, 10):
        a_report(world.okafor, amir, first=YESTERDAY - timedelta(days=back))
    with pytest.raises(ValidationError, match="Ten documents of yours"):
        a_report(world.okafor, amir, first=YESTERDAY)
    assert a_report(world.adeyemi, amir).asked_by == world.adeyemi


def test_who_may_not_take_figures_out_asks_in_vain(world: World) -> None:
    megan = world.pupils_elsewhere["7A"]
    for person in (world.lane, world.bell):
        with pytest.raises(PermissionDenied):
            a_report(person, world.pupils[0])
    for pupil in (megan, world.pupils_elsewhere["Oak"], world.pupils_elsewhere["9T"]):
        with pytest.raises(Http404):
            a_report(world.rahman, pupil)
    assert not Document.objects.exists()


def test_another_person_and_another_school_find_no_such_document(world: World) -> None:
    report = worked(a_report(world.rahman, world.pupils[0]))
    for person, school in ((world.okafor, "marlowe-park"), (world.shah, "tallis-wood")):
        for part in ("", "file/"):
            path = f"/{school}/documents/{report.pk}/{part}"
            assert signed_in(person).get(path).status_code == 404
    with pytest.raises(Http404):
        fetched(world.okafor, report)
    with pytest.raises(Http404):
        cancel_document(rights=rights(world.okafor), document=report, at=timezone.now())


def test_who_lost_the_right_before_it_was_made_gets_a_sentence_and_no_file(
    world: World, folder: Path
) -> None:
    report = a_report(world.rahman, world.pupils[0])
    Membership.objects.filter(user=world.rahman).update(year_groups=[9])
    worked(report)

    assert (report.state, report.words) == (
        DocumentState.FAILED,
        "Mr Rahman may no longer have pupil reports of Marlowe Park Academy. No file was made.",
    )
    assert not folder.exists()


def test_who_lost_the_right_after_it_was_made_cannot_fetch_it_nor_read_whose_it_is(world: World) -> None:
    report = worked(a_report(world.rahman, world.pupils[0]))
    assert "Amir Khan" in words_of(opened(world.rahman, page_of(report)))
    Membership.objects.filter(user=world.rahman).update(year_groups=[9])

    words = words_of(opened(world.rahman, page_of(report)))
    assert "Your role no longer opens this file" in words
    assert "Amir" not in words
    assert opened(world.rahman, f"{page_of(report)}file/").status_code == 404


def test_who_lost_the_right_to_a_part_cannot_fetch_the_file_that_holds_it(world: World) -> None:
    parts = [("weeks", "contacts"), ("weeks",)]
    with_contacts, without = (worked(a_report(world.okafor, world.pupils[0], parts=each)) for each in parts)
    Membership.objects.filter(user=world.okafor).update(role=Role.SENCO)

    assert opened(world.okafor, f"{page_of(with_contacts)}file/").status_code == 403
    assert opened(world.okafor, f"{page_of(without)}file/").status_code == 200


def test_a_cancelled_document_stops_and_leaves_no_file(
    world: World, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    report = a_report(world.okafor, world.pupils[0])

    def cancelled_meanwhile(*_: object) -> bytes:
        signed_in(world.okafor).post(page_of(report))
        return b"%PDF"

    monkeypatch.setattr(pupil_reports, "make_pdf", cancelled_meanwhile)
    worked(report)

    assert report.state == DocumentState.CANCELLED
    assert list(folder.iterdir()) == []
    answer = signed_in(world.okafor).post(page_of(report), follow=True)
    assert "no longer being made" in words_of(answer)
    worked(report)
    assert report.state == DocumentState.CANCELLED


def test_two_workers_at_once_make_one_file(
    world: World, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    report = a_report(world.okafor, world.pupils[0])
    made: list[int] = []

    def the_other_comes(*_: object) -> bytes:
        made.append(len(made))
        make_document(report.pk)
        return b"%PDF"

    monkeypatch.setattr(pupil_reports, "make_pdf", the_other_comes)
    worked(report)

    assert (made, len(list(folder.iterdir())), report.tries) == ([0], 1, 1)


def test_a_worker_that_was_thought_dead_does_not_write_over_the_one_who_took_its_place(
    world: World, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    report = a_report(world.okafor, world.pupils[0])

    def the_slow_one(*_: object) -> bytes:
        monkeypatch.setattr(pupil_reports, "make_pdf", lambda *_: b"%PDF of the second")
        worked(report, at=timezone.now() + timedelta(minutes=3))
        return b"%PDF of the first"

    monkeypatch.setattr(pupil_reports, "make_pdf", the_slow_one)
    worked(report)

    assert fetched(world.okafor, report) == b"%PDF of the second"
    assert (len(list(folder.iterdir())), report.tries) == (1, 2)


def test_a_document_of_a_killed_worker_is_taken_up_and_the_third_death_ends_it(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    def ends_its_worker(*_: object, **__: object) -> None:
        raise WorkerKilled

    report, now = a_report(world.okafor, world.pupils[0]), timezone.now()
    monkeypatch.setattr(making, "keep_file", ends_its_worker)
    for minutes in (0, 3, 6):
        with pytest.raises(WorkerKilled):
            worked(report, at=now + timedelta(minutes=minutes))
    assert silent_documents(at=now + timedelta(minutes=7)) == []
    assert silent_documents(at=now + timedelta(minutes=9)) == [report.pk]
    worked(report, at=now + timedelta(minutes=9))
    assert (report.state, report.tries) == (DocumentState.FAILED, 3)
    assert "It stopped three times" in words_of(opened(world.okafor, page_of(report)))


def test_what_goes_wrong_ends_in_a_sentence_and_the_task_of_before_still_works(
    world: World, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def breaks(*_: object) -> bytes:
        raise ZeroDivisionError

    report = a_report(world.okafor, world.pupils[0])
    with monkeypatch.context() as broken:
        broken.setattr(pupil_reports, "make_pdf", breaks)
        with pytest.raises(ZeroDivisionError):
            make_document(report.pk)
    report.refresh_from_db()
    assert report.words.startswith("Something went wrong while it was made. Ask for it again.")
    again = a_report(world.okafor, world.pupils[0])
    make_audit_pack(again.pk)
    again.refresh_from_db()
    assert (again.state, len(list(folder.iterdir()))) == (DocumentState.DONE, 1)


def test_the_file_is_dropped_after_its_days_and_what_it_was_stays(world: World, folder: Path) -> None:
    report = worked(a_report(world.okafor, world.pupils[0]))
    assert drop_old_documents(at=timezone.now() + timedelta(days=6)) == 0
    assert drop_old_documents(at=timezone.now() + timedelta(days=8)) == 1

    assert list(folder.iterdir()) == []
    assert opened(world.okafor, f"{page_of(report)}file/").status_code == 404
    assert "Deleted" in words_of(opened(world.okafor, PAGE))


def test_the_officer_asks_on_the_page_and_downloads_a_file_that_names_no_child(world: World) -> None:
    client, amir = signed_in(world.okafor), world.pupils[0]
    path = f"/marlowe-park/pupils/{amir.pk}/report/"
    assert "Report of Amir Khan" in words_of(client.get(path))
    days = {"first_on": "2026-09-01", "last_on": "2027-03-09"}
    answer = client.post(path, days | {"holds": ["weeks", "contacts"]})
    assert answer.status_code == 302
    file: Answer = client.get(f"{answer['Location']}file/")

    assert file["Content-Type"] == "application/pdf"
    assert (
        file["Content-Disposition"] == f'attachment; filename="pupil-report-{Document.objects.get().pk}.pdf"'
    )
    assert "Amir Khan. 1 September 2026 to 9 March 2027." in words_of(client.get(PAGE))


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({}, "This is needed"),
        ({"first_on": "2027-03-08", "last_on": "2027-03-01"}, "The last day is before the first"),
        ({"first_on": "2027-03-08", "last_on": "2027-03-21"}, "still to come"),
        ({"first_on": "2025-03-01", "last_on": "2027-03-01"}, "a year at most"),
        ({"first_on": "2027-03-08", "last_on": "2027-03-09", "holds": ["notes"]}, "Choose from the list"),
    ],
)
def test_days_and_parts_that_make_no_report_are_refused_in_plain_words(
    world: World, typed: dict[str, Any], sentence: str
) -> None:
    path = f"/marlowe-park/pupils/{world.pupils[0].pk}/report/"
    answer = signed_in(world.okafor).post(path, typed)

    assert answer.status_code == 422
    assert sentence in words_of(answer)


def test_the_list_costs_the_same_for_any_number_of_documents(world: World) -> None:
    a_report(world.okafor, world.pupils[0])
    few = statements(world.okafor, PAGE)
    for pupil in world.pupils[1:]:
        a_report(world.okafor, pupil)
    assert len(statements(world.okafor, PAGE)) == len(few)
