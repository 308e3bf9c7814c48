"""The page of the call list: rights to each word of it, its lines in the audit, its filters and its paper."""

import re
from datetime import date, timedelta
from html import unescape

import pytest
import time_machine

from accounts.models import AuditEvent, User
from accounts.roles import Role
from accounts.verbs import Verb
from schools.models import MarkerKind, ProtectedFact, Pupil, PupilMarker
from tests.factories import ProtectedFactFactory, SafetyNoteFactory, SupportFactFactory
from tests.integration.attendance.call_steps import AT, absent, family, tried
from tests.integration.attendance.pages import statements, words_of
from tests.sign_in import signed_in
from tests.world import TODAY, YESTERDAY, World, add_pupils

PAGE = "/marlowe-park/contact/"
CANARY = "zqcanary"
POLL = {"X-Refresh": "1"}
# A token of a form is random letters, and may hold any of the short words.
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="\w+"')


@pytest.fixture(autouse=True)
def half_past_nine() -> object:
    with time_machine.travel(AT, tick=False):
        yield


def opened(person: User, table: str = "schools_protectedfact") -> list[int]:
    lines = AuditEvent.objects.filter(verb=Verb.OPEN, actor=person.pk, tbl=table)
    return sorted(pupil for pupil in lines.values_list("pupil", flat=True) if pupil)


def without(pupil: Pupil, row: str) -> str:
    """The row without the name and the number of its pupil."""
    return re.sub(rf'(?<=[/"=]){pupil.pk}(?=[/"])', "", row.replace(pupil.known_name, ""))


def with_secrets(world: World) -> None:
    """Amir on a plan, Zoë with each other protected fact, Jack marked; notes hold a word of their own."""
    amir, zoe, jack = world.pupils
    absent(world, amir, zoe, jack)
    ProtectedFactFactory.create(pupil=amir, kind="cp", note=CANARY, worker_name=CANARY, team=CANARY)
    for kind in ("cin", "lac", "social_worker", "youth_justice", "plac", "virtual_school"):
        ProtectedFactFactory.create(pupil=zoe, kind=kind, note=CANARY)
    PupilMarker.objects.create(pupil=jack, kind=MarkerKind.CALL_FIRST, from_on=TODAY)
    SafetyNoteFactory.create(pupil=jack, text=CANARY)
    SupportFactFactory.create(pupil=jack, kind="ehcp", note=CANARY)
    family(amir)


PROTECTED_WORDS = (
    *("protection", "in need", "social worker", "Social", "Looked after", "carer", "virtual", "Youth"),
    *("CP", "CIN", "LAC", "YJ", "PLAC", "Marked by", "safeguarding lead"),
)


def test_the_office_sees_the_priority_and_no_word_more_on_page_poll_and_paper(world: World) -> None:
    with_secrets(world)
    office = signed_in(world.bell)
    for address, headers in ((PAGE, {}), (PAGE, POLL), (f"{PAGE}?show=first", {}), (f"{PAGE}?print=1", {})):
        answer = office.get(address, headers=headers)
        body, words = answer.content.decode(), words_of(answer)
        assert CANARY not in body
        listed = TOKEN.sub("", body[body.index("<tbody>") : body.index("</tbody>")])
        assert [word for word in PROTECTED_WORDS if word in listed] == []
        assert words.count("Ring first") == 3
    assert opened(world.bell) == []


def test_the_officer_reads_the_reasons_and_never_the_notes_behind_them(world: World) -> None:
    with_secrets(world)
    for address in (PAGE, f"{PAGE}?print=1"):
        answer = signed_in(world.okafor).get(address)
        assert CANARY not in answer.content.decode()
        assert "Child protection plan: social worker must be told today" in words_of(answer)
        assert "Marked by the safeguarding lead. EHCP" in words_of(answer)


def test_two_pupils_with_different_protection_have_the_same_row_for_the_office(world: World) -> None:
    amir, zoe, _ = world.pupils
    absent(world, amir, zoe)
    ProtectedFactFactory.create(pupil=amir, kind="cp")
    ProtectedFactFactory.create(pupil=zoe, kind="youth_justice")
    body = signed_in(world.bell).get(PAGE).content.decode()
    rows = [body[body.index(f'id="call-{each.pk}"') :].split("</tr>")[0] for each in (amir, zoe)]
    cells = [re.findall(r"<td.*?</td>", row)[:3] for row in rows]
    assert cells[0] == cells[1]
    assert "Ring first" in cells[0][1]


def test_of_two_pupils_of_one_priority_the_office_cannot_tell_who_is_protected(world: World) -> None:
    amir, _, jack = world.pupils
    for on in (date(2027, 3, 5), YESTERDAY, TODAY):
        absent(world, amir, jack, on=on)
    ProtectedFactFactory.create(pupil=amir, kind="cp")
    office = signed_in(world.bell)
    for address, headers in ((PAGE, {}), (PAGE, POLL), (f"{PAGE}?print=1", {})):
        body = office.get(address, headers=headers).content.decode()
        rows = body[body.index("<tbody>") : body.index("</tbody>")].split("</tr>")
        told = [
            re.findall(r"<td.*?</td>", TOKEN.sub("", without(pupil, row)))
            for pupil in (amir, jack)
            for row in rows
            if pupil.known_name in row
        ]
        assert len(told) == 2
        assert told[0] == told[1]
        assert "Ring first" in "".join(told[0])


def test_whom_the_list_showed_what_is_written_down_once_and_again_where_a_pupil_comes_on_it(
    world: World,
) -> None:
    with_secrets(world)
    amir, zoe, jack = world.pupils
    officer = signed_in(world.okafor)
    officer.get(PAGE)
    assert opened(world.okafor) == sorted([amir.pk, zoe.pk])
    assert opened(world.okafor, "schools_safetynote") == [jack.pk]
    for headers in (POLL, POLL, {}):
        officer.get(PAGE, headers=headers)
    assert opened(world.okafor) == sorted([amir.pk, zoe.pk])
    ProtectedFactFactory.create(pupil=jack, kind="lac")
    officer.get(PAGE, headers=POLL)
    assert opened(world.okafor) == sorted([amir.pk, zoe.pk, jack.pk])
    signed_in(world.reid).get(PAGE)
    assert len(opened(world.reid)) == 3


def test_a_row_that_the_filter_hides_is_not_written_down(world: World) -> None:
    amir, zoe, _ = world.pupils
    absent(world, amir, zoe)
    ProtectedFactFactory.create(pupil=amir, kind="cp")
    tried(amir, world.bell, "no_answer")
    signed_in(world.okafor).get(f"{PAGE}?show=not-tried")
    assert opened(world.okafor) == []


def test_paper_leaves_a_line_that_it_was_printed(world: World) -> None:
    absent(world, world.pupils[0])
    answer = signed_in(world.bell).get(f"{PAGE}?print=1")
    assert "Printed 09:29 on Tuesday 9 March 2027 by Mr Bell" in words_of(answer)
    line = AuditEvent.objects.get(verb=Verb.PRINT)
    assert (line.actor, line.tbl, line.obj) == (world.bell.pk, "call_list", "2027-03-09")


def test_buttons_are_those_of_the_readers_rights(world: World) -> None:
    amir = world.pupils[0]
    absent(world, *world.pupils)
    family(amir)
    page = {
        person.full_name: words_of(signed_in(person).get(PAGE))
        for person in (world.okafor, world.bell, world.staff[Role.DSO])
    }
    assert "Text the family of Amir Khan" in page["Ms Okafor"]
    assert "Visit Amir Khan" in page["Ms Okafor"]
    assert "Tell DSL about Amir Khan" in page["Ms Okafor"]
    assert "Call about Amir Khan" in page["Mr Bell"]
    assert "Visit Amir Khan" not in page["Mr Bell"]
    assert "Text" not in page["Miss Farrow"]
    assert "Visit Amir Khan" in page["Miss Farrow"]


def test_who_has_no_first_day_work_is_refused_and_a_lead_sees_the_caseload(world: World) -> None:
    absent(world, *world.pupils)
    assert signed_in(world.lane).get(PAGE).status_code == 403
    assert signed_in(world.shah).get(PAGE).status_code == 404
    page = words_of(signed_in(world.rahman).get(PAGE))
    assert "3 calls to make about 3 pupils" in page
    assert "Megan" not in page


def test_an_empty_list_says_what_is_true(world: World) -> None:
    assert ProtectedFact.objects.count() == 0
    with time_machine.travel(AT.replace(hour=8, minute=10), tick=False):
        assert "Registers open 08:45" in words_of(signed_in(world.okafor).get(PAGE))
    with time_machine.travel(AT.replace(hour=8, minute=50), tick=False):
        page = words_of(signed_in(world.okafor).get(PAGE))
    assert "Nobody is absent without a reason so far." in page
    with time_machine.travel(AT - timedelta(days=2), tick=False):
        assert "Nobody is rung about today." in words_of(signed_in(world.okafor).get(PAGE))


def test_the_page_costs_at_most_twelve_statements_for_any_number(world: World) -> None:
    absent(world, world.pupils[0])
    officer = signed_in(world.okafor)
    officer.get(PAGE)
    with statements() as few:
        officer.get(PAGE)
    for pupil in add_pupils(world.class_8hw, 60):
        family(pupil)
        ProtectedFactFactory.create(pupil=pupil, kind="cp")
    with statements() as many:
        page = officer.get(PAGE)
    assert page.content.decode().count('id="call-') == 64
    assert len(few) == len(many) <= 12


def test_every_call_of_a_long_list_stands_on_a_page_and_all_of_them_on_paper(world: World) -> None:
    absent(world, *add_pupils(world.class_8hw, 240, [(f"Ash{n}", "Kit") for n in range(240)]))
    officer = signed_in(world.okafor)
    numbers = re.compile(r'id="call-(\d+)"')
    pages, address, costs = [], f"{PAGE}?show=not-tried", []
    while address:
        with statements() as asked:
            body = officer.get(address).content.decode()
        pages.append(numbers.findall(body))
        costs.append(len(asked))
        after = re.search(r'<a href="([^"]+)">After', body)
        address = unescape(after[1]) if after else ""
        assert not after or "show=not-tried" in address
    assert [len(page) for page in pages] == [150, 94]
    assert len({number for page in pages for number in page}) == 244
    assert len(set(costs)) == 1
    assert "151 to 244 of 244" in words_of(officer.get(f"{PAGE}?page=99"))
    paper = officer.get(f"{PAGE}?print=1").content.decode()
    assert paper.count('class="pen"') == 244
