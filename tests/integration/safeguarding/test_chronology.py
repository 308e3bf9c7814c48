"""One chronology of a child: what happened, when it was recorded, what was put right, and what is open."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from safeguarding.door import Purpose, opened_file
from safeguarding.models import Entry, EntryWords
from schools.models import Pupil
from tests.seats import confirmed, given_a_concern, seat
from tests.world import NOW, World

pytestmark = pytest.mark.django_db


def file_of(pupil: Pupil) -> str:
    return f"/marlowe-park/safeguarding/pupils/{pupil.pk}/"


def given_entries(world: World, pupil: Pupil, count: int) -> None:
    with opened_file(seat(world.reid), school_id=world.marlowe.pk, pupil_id=pupil.pk, purpose=Purpose.WORK):
        for day in range(count):
            entry = Entry(
                school=world.marlowe,
                pupil=pupil,
                source="call",
                happened_at=NOW - timedelta(days=day + 1),
                recorded_at=NOW,
                by=world.reid,
            )
            entry.save(force_insert=True)
            EntryWords(entry=entry, line=f"Call number {day}").save(force_insert=True)


def typed(**changes: object) -> dict[str, object]:
    return {
        "key": str(uuid4()),
        "source": "call",
        "happened_on": "2027-03-05",
        "happened_time": "12:40",
        "significance": "ordinary",
        "line": "Mother rang.",
    } | changes


def test_a_lead_reads_what_happened_and_what_is_to_be_done(world: World) -> None:
    child, browser = world.pupils[0], confirmed(world.reid)
    concern = given_a_concern(world.lane, child)
    browser.post(f"{file_of(child)}entries/new/", typed())
    browser.post(
        f"{file_of(child)}actions/new/",
        {
            "key": str(uuid4()),
            "what": "Raise food at core group",
            "owner": world.reid.pk,
            "due_on": "2027-03-08",
            "record": str(concern.pk),
        },
    )
    page = browser.get(file_of(child)).content.decode()
    for words in ("2 entries", "Asked for a second lunch.", "Mother rang.", "Raise food", "Overdue"):
        assert words in page
    assert "4 days later" in page
    assert "Who has opened this" in page
    assert child.known_name not in page.split("</title>")[0]


def test_a_form_sent_twice_adds_one_entry(world: World) -> None:
    child, browser, form = world.pupils[0], confirmed(world.reid), typed()
    for _ in range(2):
        assert browser.post(f"{file_of(child)}entries/new/", form).status_code == 302
    assert "1 entry" in browser.get(file_of(child)).content.decode()


def test_a_correction_shows_what_it_was_and_why_and_changes_nothing(world: World) -> None:
    child, browser = world.pupils[0], confirmed(world.reid)
    concern = given_a_concern(world.lane, child)
    answer = browser.post(
        f"{file_of(child)}records/{concern.pk}/correct/",
        {"part": "happened_at", "was": "9 March", "now": "8 March", "reason": "She told me the day after."},
    )
    page = browser.get(file_of(child)).content.decode()
    assert answer.status_code == 302
    assert "was “9 March”, now “8 March”. She told me the day after." in page


def test_an_action_ends_once(world: World) -> None:
    child, browser, key = world.pupils[0], confirmed(world.reid), str(uuid4())
    action = {"key": key, "what": "Ring", "owner": world.reid.pk, "due_on": "2027-03-20", "record": ""}
    browser.post(f"{file_of(child)}actions/new/", action)
    for outcome in ("Rang.", "Again."):
        browser.post(f"{file_of(child)}actions/{key}/end/", {"kind": "done", "outcome": outcome})
    assert "Nothing is to be done." in browser.get(file_of(child)).content.decode()


def test_filters_leave_what_fits_and_hostile_ones_do_no_harm(world: World) -> None:
    child, browser = world.pupils[0], confirmed(world.reid)
    given_entries(world, child, 3)
    assert "1 of 3 entries" in browser.get(f"{file_of(child)}?words=number+2").content.decode()
    for query in (
        "category=x&first=31/02/2027",
        "by=9" * 40,
        "page=-1",
        "page=99999",
        "words=%00",
        "only_open=on",
    ):
        assert browser.get(f"{file_of(child)}?{query}").status_code == 200


@pytest.mark.parametrize("name", ["lane", "okafor", "adeyemi", "rahman", "shah"])
def test_nobody_without_a_grant_learns_that_there_is_a_file(world: World, name: str) -> None:
    given_a_concern(world.lane, world.pupils[0])
    browser = confirmed(getattr(world, name))
    with_file, without = (browser.get(file_of(pupil)) for pupil in (world.pupils[0], world.pupils[1]))
    assert (with_file.status_code, without.status_code) == (404, 404)
    for page in (f"{file_of(world.pupils[0])}entries/new/", f"{file_of(world.pupils[0])}actions/new/"):
        assert browser.get(page).status_code == 404


def test_a_chronology_costs_the_same_for_one_entry_and_for_many(world: World) -> None:
    browser = confirmed(world.reid)
    given_entries(world, world.pupils[0], 1)
    given_entries(world, world.pupils[1], 130)
    assert statements(browser, world.pupils[0]) == statements(browser, world.pupils[1])


def statements(browser: Client, pupil: Pupil) -> int:
    browser.get(file_of(pupil))
    with CaptureQueriesContext(connection) as found:
        assert browser.get(file_of(pupil)).status_code == 200
    return len(found)
