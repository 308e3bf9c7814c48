"""The provider takes no message: the officer sees whom to ring, and rings as before there were texts."""

from datetime import timedelta

from django.conf import LazySettings
from django.utils import timezone
from playwright.sync_api import expect

from integrations.notify.carriers import NotNow
from schools.message_faults import NO_ANSWER
from schools.models import Heartbeat, Message, Messaging
from schools.services.sending import Held
from tests.factories import ParentFactory
from tests.integration.attendance.call_steps import absent, family
from tests.integration.messages.steps import ToldCarrier, drained
from tests.journeys.browser import PHONE, Reception
from tests.journeys.looks import check_page, too_wide
from tests.world import NOW, World

TODAY_PAGE, LIST = "/marlowe-park/", "/marlowe-park/contact/"


def does_not_answer(_held: Held) -> None:
    raise NotNow(NO_ANSWER)


def test_the_provider_fails_and_the_officer_sees_whom_to_ring(
    reception: Reception, world: World, settings: LazySettings
) -> None:
    settings.MESSAGE_MOST_TRIES = 1
    Messaging.objects.create(school=world.marlowe, texts="notify")
    Heartbeat.objects.create(part="drain", beat_at=timezone.now())
    amir, zoe = world.pupils[:2]
    absent(world, amir, zoe)
    for pupil in (amir, zoe):
        family(pupil, ParentFactory.create(school=world.marlowe), has_responsibility=True)
    page = reception.page(world.okafor)
    page.goto(LIST)
    page.get_by_role("button", name="Text those not yet texted").click()
    page.get_by_role("button", name="Text them").click()
    expect(page.get_by_text("2 texts waiting to be sent.")).to_be_visible()

    drained(ToldCarrier(before=does_not_answer), at=NOW + timedelta(minutes=1))
    assert set(Message.objects.values_list("state", "why")) == {("failed", "no_answer")}
    page.goto(TODAY_PAGE)
    page.get_by_role("link", name="2 messages did not go: ring them").click()
    card = page.get_by_role("region", name="Not sent: ring these families")
    expect(card.get_by_text("The provider did not answer. Ring the family.")).to_have_count(2)
    check_page(page)
    card.get_by_role("link", name="Ring about Amir Khan").click()
    expect(page.get_by_role("heading", name="Amir Khan").first).to_be_visible()
    page.goto("/marlowe-park/messages/")
    card.get_by_role("button", name="Try again for Amir Khan").click()
    expect(page.get_by_text("1 message will be tried again.")).to_be_visible()
    expect(card.get_by_role("listitem")).to_have_count(1)

    Heartbeat.objects.update(beat_at=timezone.now() - timedelta(minutes=5))
    phone = reception.page(world.bell, size=PHONE)
    phone.goto("/marlowe-park/messages/")
    assert too_wide(phone) == []
    show = phone.get_by_role("button", name="Show").bounding_box()
    assert show is not None
    assert show["x"] + show["width"] <= PHONE[0]
    phone.goto("/marlowe-park/registers/")
    expect(phone.get_by_text("Ring these 2 families.")).to_be_visible()
    phone.get_by_role("link", name="Print the call list").click()
    expect(phone.get_by_text("Amir Khan").first).to_be_visible()
