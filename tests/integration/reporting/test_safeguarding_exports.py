"""A chronology that leaves the school: for whom and why stand on each page, and in the file itself."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import timedelta

import pikepdf
import pypdfium2
import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import AuditEvent, User
from safeguarding.door import Purpose, opened_file, opened_log
from safeguarding.models import (
    Action,
    Audience,
    AudienceChange,
    Correction,
    Entry,
    EntryWords,
    FileGrant,
    GrantKind,
    Opening,
    Source,
)
from schools.models import Pupil
from tests.factories import MembershipFactory
from tests.seats import confirmed, given_a_concern, seat
from tests.world import NOW, World

pytestmark = pytest.mark.django_db
ASKED = {"recipient": "D. Imran", "organisation": "Children’s services", "reason": "Review conference"}


@pytest.fixture(autouse=True)
def _now() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


def page_of(pupil: Pupil) -> str:
    return f"/marlowe-park/safeguarding/pupils/{pupil.pk}/export/"


def given_entries(lead: User, pupil: Pupil, *lines: str, audience: Audience = Audience.TEAM) -> None:
    """Entries of the lead, each with an action and a correction."""
    with opened_file(seat(lead), school_id=pupil.school_id, pupil_id=pupil.pk, purpose=Purpose.WORK):
        for line in lines:
            at = NOW - timedelta(days=3)
            entry = Entry(
                school_id=pupil.school_id,
                pupil=pupil,
                source=Source.CALL,
                happened_at=at,
                recorded_at=NOW,
                by=lead,
            )
            entry.save(force_insert=True)
            EntryWords(entry=entry, line=line).save(force_insert=True)
            Action(
                school_id=pupil.school_id,
                pupil=pupil,
                entry=entry,
                what="Ring the nurse",
                owner=lead,
                due_on=NOW.date(),
                by=lead,
                at=NOW,
            ).save(force_insert=True)
            Correction(
                entry=entry, part="words", was="Her", now="His", reason="A slip", by=lead, at=NOW
            ).save(force_insert=True)
            if audience is not Audience.TEAM:
                AudienceChange(record=entry.pk, pupil=pupil, audience=audience, by=lead, at=NOW).save(
                    force_insert=True
                )


def exported(person: User, pupil: Pupil, **asked: str) -> bytes:
    answer = confirmed(person).post(page_of(pupil), ASKED | asked)
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
    assert answer["Content-Disposition"] == 'attachment; filename="chronology.pdf"'
    assert "no-store" in answer["Cache-Control"]
    return bytes(answer.content)


def pages(file: bytes) -> list[str]:
    """The words of each page."""
    with pypdfium2.PdfDocument(file) as document:
        return [" ".join(page.get_textpage().get_text_bounded().split()) for page in document]


def test_every_page_says_for_whom_by_whom_and_why(world: World) -> None:
    child = world.pupils[0]
    given_a_concern(world.lane, child)
    given_entries(world.reid, child, *(f"Call number {number}" for number in range(12)))

    told = pages(exported(world.reid, child))

    assert len(told) > 2
    for number, page in enumerate(told, start=1):
        assert page.count("D. Imran") >= 2
        assert "Reason: Review conference" in page
        assert f"Page {number} of {len(told)}" in page
        assert "By Mr Reid, 9 March 2027 at 08:49" in page
    whole = " ".join(told)
    for words in (
        "Asked for a second lunch.",
        "Call number 11",
        "Action: Ring the nurse",
        "was “Her”, now “His”",
    ):
        assert words in whole


def test_the_file_has_a_language_tags_and_a_title_that_names_nobody(world: World) -> None:
    given_a_concern(world.lane, world.pupils[0])
    with pikepdf.open(io.BytesIO(exported(world.reid, world.pupils[0]))) as pdf:
        assert str(pdf.docinfo["/Title"]) == "Chronology"
        assert str(pdf.Root["/Lang"]) == "en-GB"
        assert pdf.Root["/MarkInfo"]["/Marked"]


def test_the_chronology_and_the_log_say_that_a_copy_left_and_the_audit_tells_no_child(world: World) -> None:
    child = world.pupils[0]
    given_a_concern(world.lane, child)
    exported(world.reid, child)

    with opened_file(seat(world.reid), school_id=child.school_id, pupil_id=child.pk, purpose=Purpose.WORK):
        line = EntryWords.objects.get().line
    assert line == "Chronology exported for D. Imran, Children’s services. Reason: Review conference"
    with opened_log(seat(world.reid)):
        assert Opening.objects.filter(purpose="export", pupils=[child.pk]).count() == 1
    event = AuditEvent.objects.get(verb="export")
    assert (event.pupil, event.actor, event.after) == (
        None,
        world.reid.pk,
        {"kind": "pdf", "rows": 1, "left_out": 0},
    )


def test_what_only_leads_read_stays_unless_it_is_asked_for_and_the_cover_counts_it(world: World) -> None:
    child = world.pupils[0]
    given_entries(world.reid, child, "For leads alone", audience=Audience.HIDDEN)
    without = " ".join(pages(exported(world.reid, child, leaves_out="on")))
    assert "For leads alone" not in without
    assert "Left out, because only safeguarding leads of the school read them 1" in without
    assert "For leads alone" in " ".join(pages(exported(world.reid, child)))


def test_days_choose_entries_by_when_they_happened(world: World) -> None:
    child = world.pupils[0]
    given_a_concern(world.lane, child)
    given_entries(world.reid, child, "Three days ago")
    told = " ".join(pages(exported(world.reid, child, first_on="2027-03-05", last_on="2027-03-08")))
    assert "Three days ago" in told
    assert "second lunch" not in told


@pytest.mark.parametrize(
    "asked",
    [
        {"recipient": ""},
        {"reason": "x" * 121},
        {"organisation": "a\x00b"},
        {"first_on": "2027-03-09", "last_on": "2027-03-01"},
        {"first_on": "2027-03-10"},
        {"last_on": "soon"},
    ],
)
def test_without_a_reason_and_a_recipient_nothing_leaves(world: World, asked: dict[str, str]) -> None:
    given_a_concern(world.lane, world.pupils[0])
    answer = confirmed(world.reid).post(page_of(world.pupils[0]), ASKED | asked)
    assert (answer.status_code, "There is a problem" in answer.content.decode()) == (422, True)
    assert not AuditEvent.objects.filter(verb="export").exists()


def test_a_hostile_name_is_a_name_on_paper(world: World) -> None:
    given_a_concern(world.lane, world.pupils[0], facts="<script>alert(1)</script> <b>")
    told = " ".join(pages(exported(world.reid, world.pupils[0], recipient="<img src=x>")))
    assert "<script>alert(1)</script> <b>" in told
    assert "<img src=x>" in told


def test_it_asks_for_a_second_factor_of_the_last_five_minutes(world: World) -> None:
    given_a_concern(world.lane, world.pupils[0])
    client = confirmed(world.reid)
    assert "Make the PDF" in client.get(page_of(world.pupils[0])).content.decode()
    with time_machine.travel(NOW + timedelta(minutes=6), tick=False):
        assert client.get(page_of(world.pupils[0])).status_code == 302
        assert client.post(page_of(world.pupils[0]), ASKED).status_code == 401


def test_nobody_else_takes_it_out_and_an_excluded_lead_finds_nothing(world: World) -> None:
    child = world.pupils[0]
    given_a_concern(world.lane, child)
    deputy = MembershipFactory.create(school=world.marlowe, role="dsl").user
    with opened_file(seat(world.reid), school_id=child.school_id, pupil_id=child.pk, purpose=Purpose.REACH):
        FileGrant(
            school_id=child.school_id,
            pupil=child,
            person=deputy,
            kind=GrantKind.EXCLUDED,
            from_at=NOW,
            reason="A relative",
            by=world.reid,
            at=NOW,
        ).save(force_insert=True)
    for person in (deputy, world.adeyemi, world.lane, world.bell, world.shah):
        for answer in (
            confirmed(person).get(page_of(child)),
            confirmed(person).post(page_of(child), ASKED),
        ):
            assert answer.status_code == 404
    elsewhere = f"/tallis-wood/safeguarding/pupils/{child.pk}/export/"
    assert confirmed(world.reid).get(elsewhere).status_code == 404
    assert confirmed(world.reid).get(page_of(world.pupils_elsewhere["9T"])).status_code == 404


def test_the_export_asks_as_often_for_many_entries_as_for_one(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("reporting.views.safeguarding_exports.make_pdf", lambda *_: b"%PDF")
    child = world.pupils[0]
    counts = []
    for lines in (1, 12):
        given_a_concern(world.lane, child)
        given_entries(world.reid, child, *(f"Call {number}" for number in range(lines)))
        client = confirmed(world.reid)
        with CaptureQueriesContext(connection) as asked:
            client.post(page_of(child), ASKED)
        counts.append(len(asked))
    assert counts[0] == counts[1]
