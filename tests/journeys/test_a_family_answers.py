"""An alert goes out, a parent answers by its link on a telephone, and the officer accepts in bulk."""

import json
import re
from datetime import timedelta
from pathlib import Path

from playwright.sync_api import Page, expect

from attendance.codes import ILLNESS
from attendance.models import FamilyReply, Mark
from attendance.services.marks import save_marks
from attendance.services.replies import ReplyFacts, take_reply
from integrations.notify.carriers import FileCarrier
from integrations.notify.drain import drain
from schools.models import Message, Messaging, Pupil
from tests.factories import ContactFactory, ParentFactory
from tests.integration.attendance.steps import mark, teacher_submits
from tests.journeys.browser import PHONE, Reception
from tests.journeys.looks import check_page
from tests.world import NOW, TODAY, World

LIST, ANSWERS = "/marlowe-park/contact/", "/marlowe-park/contact/replies/"
LATER = NOW + timedelta(minutes=5)


def test_from_the_alert_to_the_code(reception: Reception, world: World, tmp_path: Path) -> None:
    three = absent(world)
    officer = reception.page(world.okafor)
    when_the_officer_texts_them_all(officer)
    links = when_the_drain_has_run(tmp_path)
    when_a_mother_answers_on_her_telephone(reception.page(size=PHONE), links[three[0].pk])
    when_the_others_answer_too(three[1:])
    when_the_officer_accepts_them_all(officer)
    assert [code_of(pupil) for pupil in three] == [ILLNESS] * 3
    then_no_address_and_no_log_line_names_a_child(reception, three)


def absent(world: World) -> list[Pupil]:
    """Three pupils of 8HW are marked N and have a mother with a mobile; texts go to files."""
    three = world.pupils[:3]
    save_marks(world.frame(), [mark(pupil, "N") for pupil in three], by=world.lane, office=False, at=NOW)
    teacher_submits(world)
    for number, pupil in enumerate(three):
        parent = ParentFactory.create(school=world.marlowe, mobile=f"0770090012{number}")
        ContactFactory.create(pupil=pupil, parent=parent, has_responsibility=True)
    Messaging.objects.create(school=world.marlowe, texts="file")
    return three


def when_the_officer_texts_them_all(page: Page) -> None:
    page.goto(LIST)
    page.get_by_role("button", name="Text those not yet texted").click()
    page.get_by_role("button", name="Text them").click()
    expect(page.get_by_text("3 texts waiting to be sent.")).to_be_visible()


def when_the_drain_has_run(folder: Path) -> dict[int, str]:
    """The link in each pupil's text, as the carrier wrote it."""
    assert drain(lambda _name, _school: FileCarrier(folder), at=LATER).sent == 3
    links = {}
    for message in Message.objects.all():
        words = json.loads((folder / f"{message.school_id}/{message.reference}.json").read_text())["words"]
        assert message.pupil is not None
        assert message.pupil.known_surname not in words
        links[message.pupil.pk] = re.findall(r"/r/\S+/", words)[0]
    return links


def when_a_mother_answers_on_her_telephone(page: Page, link: str) -> None:
    page.goto(link)
    expect(page.get_by_role("heading", level=1)).to_have_text("Why is Amir not in school?")
    check_page(page)
    page.get_by_role("button", name="Send to the school").click()
    expect(page.get_by_role("alert")).to_contain_text("Choose what has happened")
    expect(page.get_by_role("alert")).to_be_focused()
    page.get_by_label("Ill", exact=True).check()
    page.get_by_label("Anything we should know").fill("Has a cold")
    page.get_by_role("button", name="Send to the school").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Thank you. The school has your answer")
    check_page(page)
    assert FamilyReply.objects.get().words == "Has a cold"


def when_the_others_answer_too(pupils: list[Pupil]) -> None:
    for message in Message.objects.filter(pupil__in=pupils):
        take_reply(message_id=message.pk, facts=ReplyFacts("ill"), at=LATER)


def when_the_officer_accepts_them_all(page: Page) -> None:
    page.goto(LIST)
    expect(page.get_by_role("link", name=re.compile("Home says: ill")).first).to_be_visible()
    page.get_by_role("link", name=re.compile("Home says: ill")).first.click()
    expect(page.get_by_text("Has a cold")).to_be_visible()
    check_page(page)
    page.get_by_role("button", name="Accept the 3 with a code").click()
    expect(page.get_by_text("3 answers accepted, and the code is set.")).to_be_visible()
    expect(page.get_by_text("No answer is waiting.")).to_be_visible()
    page.goto(LIST)
    expect(page.get_by_role("link", name=re.compile("Call about Amir"))).to_have_count(0)


def code_of(pupil: Pupil) -> int:
    return Mark.objects.get(pupil=pupil, date=TODAY, session=1).code


def then_no_address_and_no_log_line_names_a_child(reception: Reception, pupils: list[Pupil]) -> None:
    log = reception.site.log.read_text(errors="replace")
    for pupil in pupils:
        assert pupil.known_forename not in log
        assert pupil.known_surname not in log
