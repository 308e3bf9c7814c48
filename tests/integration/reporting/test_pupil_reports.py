"""The report of a pupil on paper: what it says, to whom, and for readers who see, hear or touch."""

import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from django.conf import LazySettings
from django.template.loader import render_to_string

from accounts.models import User
from attendance.patterns.kinds import PatternKind
from attendance.scrutiny import Period
from reporting.press import OwnFiles
from reporting.queries.pupil_reports import PupilReport, pupil_report
from reporting.services import pupil_reports
from schools.models import Pupil, PupilAddress, RollEntry, SafetyNote, SiblingPair
from tests.factories import ContactFactory, ParentFactory
from tests.integration.attendance.pages import statements
from tests.integration.reporting.document_steps import (
    EVERY_PART,
    a_report,
    a_year_of_marks,
    fetched,
    rights,
    text_of,
    worked,
)
from tests.integration.reporting.steps import marked
from tests.world import NOW, TODAY, YEAR, YESTERDAY, World

HOSTILE = '<img src="https://example.org/x.png"><style>@import url(file:///etc/passwd)</style> & {{ by }}'


@pytest.fixture(autouse=True)
def _folder(settings: LazySettings, tmp_path: Path) -> None:
    """Documents of a test lie in its own folder."""
    settings.MEDIA_ROOT = tmp_path


def report_for(person: User, pupil: Pupil, *parts: str, days: Period | None = None) -> PupilReport:
    return pupil_report(
        rights(person),
        pupil.pk,
        days=days or Period(YEAR.starts_on, TODAY),
        holds=parts or EVERY_PART,
        on=TODAY,
    )


def figures_in(element: Any) -> Iterator[Any]:
    """The figures of a document's tree of tags."""
    if isinstance(element, pikepdf.Array):
        for child in element:
            yield from figures_in(child)
    elif isinstance(element, pikepdf.Dictionary):
        if element.get("/S") == "/Figure":
            yield element
        yield from figures_in(element.get("/K"))


def test_the_paper_has_a_language_a_title_and_words_for_each_figure_and_a_hostile_name_is_a_name(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked_for: list[str] = []
    fetch = OwnFiles.fetch

    def written_down(self: OwnFiles, url: str, *more: Any) -> Any:
        asked_for.append(url)
        return fetch(self, url, *more)

    monkeypatch.setattr(OwnFiles, "fetch", written_down)
    amir = world.pupils[0]
    Pupil.objects.filter(pk=amir.pk).update(known_surname=HOSTILE)
    a_year_of_marks(amir)
    file = fetched(world.okafor, worked(a_report(world.okafor, amir)))

    with pikepdf.open(io.BytesIO(file)) as pdf:
        figures = list(figures_in(pdf.Root["/StructTreeRoot"]["/K"]))
        assert str(pdf.Root["/Lang"]) == "en-GB"
        assert str(pdf.docinfo["/Title"]).startswith(f"Attendance report, Amir {HOSTILE}, 1 September 2026")
        assert pdf.Root["/ViewerPreferences"]["/DisplayDocTitle"]
        assert pdf.Root["/MarkInfo"]["/Marked"]
        assert b"pdfuaid:part" in pdf.Root["/Metadata"].read_bytes()
        told = [str(figure.get("/Alt", "")) for figure in figures]
        assert len(pdf.pages) <= 4
    assert len(told) == 2
    assert "Heatmap of the days. Sessions from 3 September 2026" in told[0]
    assert "Friday: " in told[1]
    text = text_of(file)
    assert f"Attendance of Amir {HOSTILE}".replace(" ", "") in text.replace(" ", "")
    assert "Marlowe Park Academy. Printed by Ms Okafor" in text
    assert not [url for url in asked_for if not url.endswith(".woff2")]


def test_the_paper_says_the_figures_with_their_rule_and_its_basis(world: World) -> None:
    amir = world.pupils[0]
    a_year_of_marks(amir)
    report = report_for(world.okafor, amir)

    attended, missed, *_ = report.tiles
    assert report.days.words == "1 September 2026 to 9 March 2027"
    assert (attended.of, missed.note) == (str(int(attended.value) + int(missed.value)), "Persistently absent")
    assert sum(day.missed for day in report.weekdays) == int(missed.value)
    assert sum(day.possible for day in report.weekdays) == int(attended.of)
    days = [day for week in report.weeks for day in week.days]
    assert sum(count for code, count in report.codes) == sum(
        bool(cell.letter) for day in days for cell in day.cells if cell.is_session
    )
    assert report.missing == 2


def test_days_within_a_year_are_not_called_persistent_absence(world: World) -> None:
    amir = world.pupils[0]
    a_year_of_marks(amir)
    report = report_for(world.okafor, amir, days=Period(YESTERDAY, YESTERDAY))

    assert [tile.note for tile in report.tiles if tile.label == "Missed"] == ["On these days"]
    assert [week.monday for week in report.weeks] == [YESTERDAY]


def test_days_before_the_starting_day_are_in_no_figure(world: World) -> None:
    amir = world.pupils[0]
    marked([amir], "/", on=YESTERDAY)
    RollEntry.objects.filter(pupil=amir).update(admitted_on=YESTERDAY)
    report = report_for(world.okafor, amir)

    assert [week.monday for week in report.weeks] == [YESTERDAY]
    assert [(code.letter, count) for code, count in report.codes] == [("/", 1)]
    assert report.missing == 3
    assert report.weekday_bars is None


def test_a_pupil_without_marks_has_a_report_that_says_so(world: World) -> None:
    report = report_for(world.okafor, world.pupils[0], "weekdays", "contacts")
    assert (report.tiles, report.weekdays, report.heatmap, report.contacts) == ([], [], None, [])


def test_contacts_are_on_paper_for_who_sees_them_without_hidden_places_or_who_must_not_be_rung(
    world: World,
) -> None:
    amir = world.pupils[0]
    open_one = ParentFactory.create(school=world.marlowe, address_lines="2 Mill Lane", postcode="ML1 1AA")
    hidden = ParentFactory.create(
        school=world.marlowe,
        surname="Away",
        address_lines="9 Secret Row",
        postcode="ML9 9ZZ",
        address_hidden=True,
    )
    barred = ParentFactory.create(school=world.marlowe, surname="Barred", mobile="07700900999")
    for order, parent in enumerate((open_one, hidden, barred), start=1):
        ContactFactory.create(pupil=amir, parent=parent, call_order=order, must_not_contact=parent is barred)
    PupilAddress.objects.create(pupil=amir, lines="9, Secret Row", postcode="ML9 9ZZ")

    for person in (world.okafor, world.reid):
        contacts = report_for(person, amir).contacts
        assert [(each.name, each.address) for each in contacts] == [
            ("Mrs S. Khan", "2 Mill Lane, ML1\u00a01AA"),
            ("Mrs S. Away", ""),
        ]
    assert report_for(world.okafor, amir, "weeks").contacts == []
    assert report_for(world.lane, amir).contacts == []


def test_a_contact_about_whom_somebody_is_asked_first_is_not_on_paper(world: World) -> None:
    amir = world.pupils[0]
    parents = [ParentFactory.create(school=world.marlowe, surname=name) for name in ("Khan", "Ali")]
    one, other = (ContactFactory.create(pupil=amir, parent=parent) for parent in parents)
    about = {"pupil": amir, "text": "Never ring at work", "from_on": YEAR.starts_on, "set_by": world.reid}
    SafetyNote.objects.create(contact=one, **about)
    for person in (world.okafor, world.reid):
        assert [each.name for each in report_for(person, amir).contacts] == [
            f"{other.parent.title} {other.parent.forename[0]}. {other.parent.surname}"
        ]

    SafetyNote.objects.create(**about)
    assert [report_for(person, amir).contacts for person in (world.okafor, world.reid)] == [[], []]


def test_patterns_are_on_paper_where_they_were_ticked_with_their_caution_and_no_other_child(
    world: World,
) -> None:
    amir, zoe = world.pupils[:2]
    SiblingPair.objects.create(one=amir, other=zoe, are_siblings=True, decided_at=NOW)
    for pupil in (amir, zoe):
        a_year_of_marks(pupil, mondays="O")
    report = report_for(world.okafor, amir, "patterns")

    assert report.patterns is not None
    assert {each.kind for each in report.patterns} >= {PatternKind.WEEKDAY}
    assert PatternKind.SIBLINGS not in {each.kind for each in report.patterns}
    paper = render_to_string("reports/pupil_report.html", {"report": report, "school": world.marlowe})
    assert "One day of the week." in paper
    assert "Ask before you conclude." in paper
    assert report_for(world.okafor, amir, "weeks").patterns is None


def test_a_part_that_the_person_may_not_have_is_neither_offered_nor_made(world: World) -> None:
    novak = next(person for role, person in world.staff.items() if role == "senco")
    amir = world.pupils[0]
    offer = pupil_reports.offer_report(rights=rights(novak), pupil_id=amir.pk)

    assert [part.key for part in offer.parts] == ["heatmap", "weekdays", "weeks", "patterns"]
    assert a_report(novak, amir).parameters["holds"] == ["heatmap", "weekdays", "weeks", "patterns"]


def test_a_report_costs_the_same_for_a_day_and_for_a_year(world: World) -> None:
    amir = world.pupils[0]
    a_year_of_marks(amir)
    with statements() as few:
        report_for(world.okafor, amir, days=Period(TODAY, TODAY))
    with statements() as many:
        report_for(world.okafor, amir)

    assert len(few) == len(many) <= 6
