"""Certificates and display sheets: for those whom a person ticked, and with no figure of a child."""

import io
from pathlib import Path
from typing import Any

import pikepdf
import pypdfium2
import pytest
from django.conf import LazySettings
from django.core.exceptions import PermissionDenied
from django.http import Http404

from accounts.models import User
from accounts.verbs import Verb
from attendance.queries.figures.sums import Days
from attendance.rewards import RewardKind
from reporting.models import Document, DocumentKind, DocumentState
from reporting.queries.reward_choices import Between
from reporting.services import rewards
from reporting.services.rewards import ask_for_rewards
from schools.models import Membership, Pupil
from tests.integration.reporting.document_steps import fetched, rights, worked
from tests.integration.reporting.steps import audit_lines, shown
from tests.integration.reporting.test_rewards import FEBRUARY, FRIDAY, REWARDS, improved, weeks_of
from tests.sign_in import signed_in
from tests.world import NOW, YESTERDAY, World, add_group, add_pupils

__all__ = ["improved"]


@pytest.fixture(autouse=True)
def folder(settings: LazySettings, tmp_path: Path) -> Path:
    """Documents of a test lie in its own folder."""
    settings.MEDIA_ROOT = tmp_path
    return tmp_path / "documents"


@pytest.fixture
def printed(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """What the papers show; they are typeset where a test reads the paper itself."""
    shown: dict[str, Any] = {}

    def keep(template: str, context: dict[str, Any]) -> bytes:
        shown.update(context)
        return b"%PDF"

    monkeypatch.setattr(rewards, "make_pdf", keep)
    return shown


def asked(
    by: User,
    *pupils: Pupil,
    kind: DocumentKind = DocumentKind.CERTIFICATES,
    between: Between = Between.CLASSES,
) -> Document:
    """What a person asked for, with improvement for each of the pupils."""
    return ask_for_rewards(
        rights=rights(by),
        kind=kind,
        days=Days(FEBRUARY, FRIDAY),
        picks=[(RewardKind.IMPROVED, pupil.pk) for pupil in pupils],
        between=between,
        at=NOW,
    )


def press(person: User, *picks: str, make: str = "certificates", of: str = "") -> Any:
    """A press on one of the two buttons."""
    return signed_in(person).post(f"{REWARDS}{of}", {"make": make, "pick": picks})


def text_of(pdf: bytes) -> list[str]:
    """The words of each page."""
    with pypdfium2.PdfDocument(pdf) as document:
        return [page.get_textpage().get_text_bounded() for page in document]


def test_only_who_was_ticked_gets_a_certificate(
    world: World, improved: Pupil, printed: dict[str, Any]
) -> None:
    zoe = world.pupils[1]
    weeks_of(zoe, before=10)
    answer = press(world.okafor, f"improved-{improved.pk}")
    (document,) = Document.objects.filter(kind=DocumentKind.CERTIFICATES)
    assert answer.url == f"/marlowe-park/documents/{document.pk}/"
    worked(document)
    (page,) = printed["made"].pages
    assert (page.name, page.group, page.title) == ("Amir", "8HW", "Personal achievement")


def test_a_wish_that_is_sent_twice_is_one_document(world: World, improved: Pupil) -> None:
    assert asked(world.okafor, improved) == asked(world.okafor, improved)


def test_nobody_ticked_is_no_certificate_and_the_page_says_so(world: World, improved: Pupil) -> None:
    answer = press(world.okafor)
    assert answer.status_code == 422
    assert "Tick at least one pupil" in answer.content.decode()
    assert not Document.objects.exists()


@pytest.mark.parametrize("pick", ["best-999999", "improved-x", "' OR 1=1", "back-"])
def test_a_tick_that_is_in_no_list_makes_nothing_and_the_others_stay_ticked(
    world: World, improved: Pupil, pick: str
) -> None:
    answer = press(world.okafor, f"improved-{improved.pk}", pick)
    assert (answer.status_code, Document.objects.count()) == (422, 0)
    assert f'value="improved-{improved.pk}" checked' in answer.content.decode()


def test_too_many_at_once_are_refused(world: World, improved: Pupil, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rewards, "MOST_PAGES", 1)
    answer = press(world.okafor, f"improved-{improved.pk}", f"punctual-{improved.pk}")
    assert "Choose a year or a class" in answer.content.decode()


def test_nothing_is_made_for_pupils_out_of_reach_or_of_another_school(world: World, improved: Pupil) -> None:
    for pupil in (world.pupils_elsewhere["7A"], world.pupils_elsewhere["9T"]):
        with pytest.raises(Http404):
            asked(world.rahman, improved, pupil)
    for person in (world.lane, world.bell):
        with pytest.raises(PermissionDenied):
            asked(person, improved)
    assert press(world.lane, f"improved-{improved.pk}").status_code == 403
    assert not Document.objects.exists()


def test_a_right_that_ended_makes_no_paper(world: World, improved: Pupil, printed: dict[str, Any]) -> None:
    document = asked(world.okafor, improved)
    Membership.objects.filter(user=world.okafor).update(valid_until=YESTERDAY)
    assert worked(document).state == DocumentState.FAILED
    assert not printed


def test_each_fetch_is_an_export_in_the_audit(world: World, improved: Pupil, printed: dict[str, Any]) -> None:
    document = worked(asked(world.okafor, improved))
    assert fetched(world.okafor, document) == b"%PDF"
    (line,) = audit_lines(Verb.EXPORT, by=world.okafor)
    assert line.obj == str(document.pk)
    assert (line.after or {})["pupils"] == [improved.pk]
    with pytest.raises(Http404):
        fetched(world.adeyemi, document)


def test_the_sheet_names_groups_that_gained_and_ticked_pupils_by_the_alphabet(
    world: World, printed: dict[str, Any]
) -> None:
    steady, gained = (add_pupils(add_group(world.marlowe, name, 9), 6) for name in ("9A", "9B"))
    for pupil in gained:
        weeks_of(pupil, before=4)
    for pupil in steady:
        weeks_of(pupil, before=0, now=1)
    chosen = [gained[3], gained[0], gained[1]]
    for pupil, name in zip(chosen, ("Zoë", "Éva", "jamie"), strict=True):
        pupil.known_forename = name
        pupil.save()
    worked(asked(world.okafor, *chosen, kind=DocumentKind.DISPLAY_SHEET))
    sheet = printed["sheet"]
    assert sheet.gained == [("9B", "10.5 points more", True)], "a group that fell is not named"
    assert sheet.highest == ["9B"]
    assert sheet.rule.startswith("Among 2 classes of the school. ")
    assert sheet.names == ["Éva, 9B", "jamie, 9B", "Zoë, 9B"]


def test_two_of_a_class_who_share_a_first_name_are_told_apart(world: World, printed: dict[str, Any]) -> None:
    names = [("Okoro", "Dami"), ("Bello", "Dami"), ("Khan", "Ali"), ("Karim", "Ali"), ("Hall", "Zoe")]
    same = add_pupils(add_group(world.marlowe, "9C", 9), 5, names)
    for pupil in same:
        weeks_of(pupil, before=10)
    worked(asked(world.okafor, *same))
    told = {page.name for page in printed["made"].pages}
    assert told == {"Dami O", "Dami B", "Ali Khan", "Ali Karim", "Zoe"}
    worked(asked(world.okafor, same[0], kind=DocumentKind.DISPLAY_SHEET))
    assert printed["sheet"].names == ["Dami O, 9C"], "the other stands on no paper, and is in the class"


def test_a_leads_sheet_says_among_whom_and_one_year_alone_is_not_first(
    world: World, printed: dict[str, Any]
) -> None:
    for name in ("8A", "8B"):
        for pupil in add_pupils(add_group(world.marlowe, name, 8), 6):
            weeks_of(pupil, before=4)
    worked(asked(world.rahman, kind=DocumentKind.DISPLAY_SHEET))
    assert printed["sheet"].rule.startswith("Among 8A and 8B. ")
    worked(asked(world.rahman, kind=DocumentKind.DISPLAY_SHEET, between=Between.YEARS))
    sheet = printed["sheet"]
    assert (sheet.highest, sheet.gained) == ([], [("Year 8", "10.5 points more", False)])
    assert "Among" not in sheet.rule


def test_a_sheet_for_nobody_says_that_it_names_groups_alone(
    world: World, improved: Pupil, printed: dict[str, Any]
) -> None:
    pages = []
    for document in (
        worked(asked(world.okafor, kind=DocumentKind.DISPLAY_SHEET)),
        worked(asked(world.okafor, improved, kind=DocumentKind.DISPLAY_SHEET)),
    ):
        pages.append(shown(world.okafor, f"/marlowe-park/documents/{document.pk}/"))
    assert "Groups alone, no names" in pages[0]
    assert ["It names pupils" in page for page in pages] == [False, True]


def test_the_papers_are_tagged_titled_and_in_english_and_hostile_names_print_literally(world: World) -> None:
    names = ('<img src="http://x/">Amir', "Maximilian-Bartholomew Oluwaseun", "Al")
    for pupil, name in zip(world.pupils, names, strict=True):
        weeks_of(pupil, before=10)
        pupil.known_forename = name
        pupil.save()
    files = [
        fetched(world.okafor, worked(asked(world.okafor, *world.pupils, kind=kind)))
        for kind in (DocumentKind.CERTIFICATES, DocumentKind.DISPLAY_SHEET)
    ]
    for file, title in zip(files, ("Certificates", "Well done"), strict=True):
        with pikepdf.open(io.BytesIO(file)) as pdf:
            assert str(pdf.Root["/Lang"]) == "en-GB"
            assert pdf.Root["/MarkInfo"]["/Marked"]
            assert pdf.Root["/ViewerPreferences"]["/DisplayDocTitle"]
            assert str(pdf.docinfo["/Title"]) == f"{title}, Marlowe Park Academy"
            assert b"/Figure" not in pdf.Root["/StructTreeRoot"].unparse(), "no picture needs words"
        assert '<img src="http://x/">Amir' in "".join(text_of(file)).replace("\r\n", "")
    pages = text_of(files[0])
    assert "Attendance, 1 February 2027 to 5 March 2027" in pages[0]
    assert len(pages) == 3, "one page each, however long the name"
    assert not any(word in page for page in pages for word in ("bsen", "missed", "%", " ill"))
