"""The call list in a browser: the order, the keys, what others did appears by itself."""

from datetime import timedelta

from playwright.sync_api import expect

from attendance.models import ContactAttempt
from tests.factories import ProtectedFactFactory, SupportFactFactory
from tests.integration.attendance.call_steps import absent, family, tried
from tests.journeys.browser import PHONE, Reception
from tests.journeys.looks import check_page
from tests.world import NOW, World

LIST = "/marlowe-park/contact/"


def test_the_officer_rings_down_the_list_while_others_do_too(reception: Reception, world: World) -> None:
    amir, zoe, jack, *others = world.pupils[:14]
    absent(world, amir, zoe, jack, *others)
    for pupil in (amir, jack, *others):
        family(pupil)
    ProtectedFactFactory.create(pupil=amir, kind="cp")
    SupportFactFactory.create(pupil=jack, kind="ehcp")
    tried(jack, world.bell, "voicemail", at=NOW - timedelta(minutes=2))

    page = reception.page(world.okafor)
    page.clock.install()
    page.goto(LIST)
    calls = page.get_by_role("row").filter(has=page.get_by_role("link", name="Call about"))
    expect(calls.nth(0)).to_contain_text("Child protection plan: social worker must be told today")
    expect(calls.nth(1)).to_contain_text("Voicemail 08:47")
    check_page(page)
    page.get_by_role("link", name="Call about Amir Khan").focus()
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("link", name="Call about Jack Abbott")).to_be_focused()

    assert ContactAttempt.objects.filter(pupil=amir).count() == 0
    tried(amir, world.bell, "no_answer", at=NOW)
    page.clock.run_for(21_000)
    expect(calls.nth(0)).to_contain_text("No answer 08:49")
    expect(page.get_by_role("link", name="Call about Jack Abbott")).to_be_focused()

    phone = reception.page(world.bell, size=PHONE)
    phone.goto(LIST)
    expect(phone.get_by_text("Ring first")).to_be_visible()
    check_page(phone)
