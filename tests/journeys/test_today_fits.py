"""Today at a glance: how many rows of what is to be done stand wholly in view."""

from datetime import date

import pytest

from attendance.codes import NO_REASON, PRESENT_AFTERNOON
from attendance.services.registers import submit_register
from schools.models import ProtectedKind, SupportKind
from tests.factories import ContactFactory, MarkFactory, ProtectedFactFactory, SupportFactFactory
from tests.integration.attendance.steps import mark, teacher_saves
from tests.journeys.browser import DESK, TABLET, Reception
from tests.journeys.looks import check_page, show_in, too_wide, wait_until
from tests.world import NOW, YESTERDAY, World, add_group, add_pupils

A_WEEK_AGO, FRIDAY = date(2027, 3, 2), date(2027, 3, 5)
ROWS_IN_VIEW = """() => [...document.querySelectorAll("main tbody tr, main ul.list > li")].filter(row => {
    const box = row.getBoundingClientRect();
    return box.height && box.top >= 0 && box.bottom <= innerHeight;
}).length"""
HIGHEST_CALL = """() => Math.max(
    ...[...document.querySelectorAll("[data-calls] tbody tr")].map(row => row.offsetHeight))"""
# Two lines of words; on a tablet a name and its flags may need a third.
ROW_HEIGHT = {DESK: 48, TABLET: 72}


@pytest.mark.parametrize(("size", "rows"), [(DESK, 20), (TABLET, 9)])
def test_the_officers_morning_is_in_view(
    reception: Reception, world: World, size: tuple[int, int], rows: int
) -> None:
    given_a_busy_morning(world)
    page = reception.page(world.okafor, size=size)
    page.goto("/marlowe-park/")
    for scheme in ("light", "dark"):
        show_in(page, scheme)
        wait_until(page, f"rows => ({ROWS_IN_VIEW})() >= rows", rows)
        check_page(page)
    wait_until(page, f"height => ({HIGHEST_CALL})() <= height", ROW_HEIGHT[size])
    assert too_wide(page) == []


def given_a_busy_morning(world: World) -> None:
    """14 pupils without a reason, four registers not in, six N codes of the days before."""
    for pupil in world.pupils:
        ContactFactory.create(pupil=pupil)
        MarkFactory.create(pupil=pupil, date=YESTERDAY, session=2, code=PRESENT_AFTERNOON)
    absent = world.pupils[:14]
    teacher_saves(world, *[mark(pupil, "N" if pupil in absent else "/") for pupil in world.pupils])
    submit_register(world.frame(), [], by=world.lane, at=NOW)
    for name in ("9D", "9B", "11P"):
        add_pupils(add_group(world.marlowe, name, int(name[:-1])), 3)
    for pupil, on in zip(world.pupils[20:26], [A_WEEK_AGO, A_WEEK_AGO, *[YESTERDAY] * 4], strict=True):
        MarkFactory.create(pupil=pupil, date=on, session=1, code=NO_REASON)
    for pupil, kind in zip(absent[:7], ProtectedKind, strict=True):
        ProtectedFactFactory.create(pupil=pupil, kind=kind.value, from_on=A_WEEK_AGO)
    for on in (FRIDAY, YESTERDAY):
        MarkFactory.create(pupil=absent[0], date=on, session=1, code=NO_REASON)
    for pupil in absent[7:9]:
        SupportFactFactory.create(pupil=pupil, kind=SupportKind.EHCP.value, from_on=A_WEEK_AGO)
