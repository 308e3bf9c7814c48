"""The register page: who sees which class, in which state, and what it says."""

from datetime import date, timedelta

import pytest
import time_machine

from accounts.models import User
from schools.calendar import Session
from schools.models import GroupMember, School
from tests.factories import SupportFactFactory
from tests.integration.attendance.pages import address, fields_of, page_of, rows_of, words_of
from tests.integration.attendance.steps import (
    AFTER_CLOSE,
    mark,
    officer_saves,
    teacher_saves,
    teacher_submits,
)
from tests.sign_in import signed_in
from tests.world import INSET_DAY, NOW, SUNDAY, TODAY, TOMORROW, TOO_OLD, YESTERDAY, World, add_pupils


def test_a_class_of_thirty_has_thirty_rows_in_the_order_of_surnames(world: World) -> None:
    add_pupils(world.class_8hw, 30, [("Zhou", "Łucja"), ("Łukasz", "Ola"), ("ahmed", "Zed")])
    GroupMember.objects.filter(pupil__in=world.pupils).delete()

    rows = rows_of(signed_in(world.lane).get(address(world)))

    assert len(rows) == 30
    surnames = [row["data-name"].split()[-1].casefold() for row in rows]
    assert surnames.index("łukasz") < surnames.index("o'brien-łukasiewicz")
    assert surnames[-1] == "zhou"
    assert surnames[0] == "abbott"


def test_nobody_is_marked_until_somebody_marks_them(world: World) -> None:
    response = signed_in(world.lane).get(address(world))

    assert [row["data-code"] for row in rows_of(response)] == ["", "", ""]
    assert not any("checked" in found for tag, found in page_of(response).tags if tag == "input")
    assert "0 of 3" in words_of(response)


def test_the_heading_says_class_day_session_teacher_room_and_close(world: World) -> None:
    words = words_of(signed_in(world.lane).get(address(world)))

    assert "8HW, Tuesday 9 March, morning" in words
    assert "Ms Lane, room H2" in words
    assert "closes 09:15 , in 26 min" in words


def test_a_mark_comes_back_with_its_letter_version_and_author(world: World) -> None:
    teacher_saves(world, mark(world.pupils[0], "L", minutes=4))

    response = signed_in(world.lane).get(address(world))

    amir = next(row for row in rows_of(response) if row["data-name"] == "Amir Khan")
    assert (amir["data-code"], amir["data-version"]) == ("L", "1")
    assert fields_of(response)[f"mark-{world.pupils[0].pk}"] == "L"
    assert b"L at 08:49 by Ms Lane" in response.content


def test_the_strip_shows_two_weeks_of_marks_and_says_them(world: World) -> None:
    for on in (YESTERDAY, YESTERDAY - timedelta(days=3)):
        officer_saves(world, mark(world.pupils[0], "I"), frame=world.frame(on))

    content = signed_in(world.lane).get(address(world)).content.decode()

    assert 'title="Mon 8 Mar AM I"' in content
    assert 'title="Fri 5 Mar AM I"' in content
    assert "Last 10 school days: 2 " in content


def test_a_code_of_the_office_is_locked_for_the_teacher_and_counted(world: World) -> None:
    amir = world.pupils[0]
    officer_saves(world, mark(amir, "I"))

    response = signed_in(world.lane).get(address(world))

    put_away = [found for tag, found in page_of(response).tags if tag == "fieldset" and "disabled" in found]
    assert ["hidden" in found for found in put_away] == [True]
    assert "1 code set by the office" in words_of(response)


def test_a_submitted_register_says_so_and_takes_no_more_presses(world: World) -> None:
    teacher_saves(world, *(mark(pupil, "/") for pupil in world.pupils))
    teacher_submits(world, at=NOW + timedelta(minutes=5))

    response = signed_in(world.lane).get(address(world))

    assert "Submitted 08:54 by Ms Lane" in words_of(response)
    assert not [name for name in fields_of(response) if name.startswith("mark-")]


def test_after_the_close_the_teacher_reads_and_the_officer_amends(
    world: World, clock: time_machine.Traveller
) -> None:
    teacher_saves(world, *(mark(pupil, "N") for pupil in world.pupils))
    clock.move_to(AFTER_CLOSE)

    teachers = signed_in(world.lane).get(address(world))
    officers = signed_in(world.okafor).get(address(world))

    assert "closed 09:15" in words_of(teachers)
    assert b"/amend/" not in teachers.content
    assert officers.content.count(b"/amend/") == 3


@pytest.mark.parametrize(
    ("on", "sentence"),
    [
        (INSET_DAY, "School is closed on Monday 22 February 2027: Staff training"),
        (SUNDAY, "School is closed on Sunday 7 March 2027"),
    ],
    ids=["INSET", "Sunday"],
)
def test_a_day_without_school_has_a_sentence_and_no_boxes(world: World, on: date, sentence: str) -> None:
    response = signed_in(world.lane).get(address(world, on=on))

    assert sentence in words_of(response)
    assert not [name for name in fields_of(response) if name.startswith("mark-")]


def test_a_day_to_come_can_be_read_and_not_marked(world: World) -> None:
    response = signed_in(world.lane).get(address(world, on=TOMORROW))

    assert "This register is for a day to come. Marks are made on the day." in words_of(response)
    assert not [name for name in fields_of(response) if name.startswith("mark-")]


def test_after_31_days_the_teacher_reads_only(world: World) -> None:
    response = signed_in(world.lane).get(address(world, on=TOO_OLD))

    assert "more than 31 days old. Ask the attendance officer" in words_of(response)
    assert not [name for name in fields_of(response) if name.startswith("mark-")]


def test_a_group_without_pupils_says_so(world: World) -> None:
    GroupMember.objects.filter(group=world.class_8hw).update(until_on=YESTERDAY)

    assert "No pupils in this group on this day." in words_of(signed_in(world.lane).get(address(world)))


def test_the_page_says_which_system_holds_the_legal_register(world: World) -> None:
    School.objects.filter(pk=world.marlowe.pk).update(legal_register="mis", mis_name="Arbor")

    words = words_of(signed_in(world.lane).get(address(world)))

    assert "Arbor holds the legal register. Marks here are a copy." in words
    assert "Daymark holds the legal register" not in words


def test_support_needs_are_shown_beside_the_name(world: World) -> None:
    SupportFactFactory.create(pupil=world.pupils[0])

    assert "SEN support" in words_of(signed_in(world.lane).get(address(world)))


def test_the_office_reads_registers_without_support_needs_and_without_boxes(world: World) -> None:
    SupportFactFactory.create(pupil=world.pupils[0])

    response = signed_in(world.bell).get(address(world))

    assert response.status_code == 200
    assert "SEN support" not in words_of(response)
    assert "You can read this register. Its teacher and the attendance officer mark it." in words_of(response)
    assert not [name for name in fields_of(response) if name.startswith("mark-")]


@pytest.mark.parametrize("part", ["register", "register_print", "register_history", "register_save"])
def test_another_class_is_not_found_by_a_teacher(world: World, part: str) -> None:
    assert signed_in(world.lane).get(address(world, part, group=world.class_7a)).status_code == 404


@pytest.mark.parametrize("part", ["register", "register_print", "register_history", "register_save"])
@pytest.mark.parametrize("group", ["class_oak", "class_9t"])
def test_another_schools_register_is_not_found_by_anybody_here(world: World, part: str, group: str) -> None:
    asked = getattr(world, group)

    for person in (world.lane, world.okafor, world.adeyemi):
        client = signed_in(person)
        assert client.get(address(world, part, group=asked)).status_code == 404
        slipped_in = address(world, part, group=asked).replace(asked.school.slug, "marlowe-park", 1)
        assert client.get(slipped_in).status_code == 404


def test_not_found_looks_the_same_for_another_class_and_for_none(world: World) -> None:
    client = signed_in(world.lane)
    other = address(world, group=world.class_7a)
    none = other.replace(f"/{world.class_7a.pk}/", "/999999999/")

    assert client.get(other).content == client.get(none).content


def test_a_register_is_for_registration_groups(world: World) -> None:
    year_8 = world.class_8hw.academic_year.school.groups.get(kind="year", name="Year 8")

    assert signed_in(world.okafor).get(address(world, group=year_8)).status_code == 404


@pytest.mark.parametrize(
    "path",
    [
        "/marlowe-park/registers/2027-02-30/{group}/am/",
        "/marlowe-park/registers/0000-01-01/{group}/am/",
        "/marlowe-park/registers/2027-03-09/{group}/noon/",
        "/marlowe-park/registers/2027-03-09/99999999999999999999999/am/",
        "/marlowe-park/registers/2027-03-09/{group}/am/amend/99999999999999999999999/",
    ],
)
def test_addresses_that_name_nothing_are_not_found(world: World, path: str) -> None:
    assert signed_in(world.okafor).get(path.format(group=world.class_8hw.pk)).status_code == 404


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31", "1900-02-28"])
def test_days_far_away_are_read_without_fault(world: World, day: str) -> None:
    for part in ("", "print/", "history/"):
        path = f"/marlowe-park/registers/{day}/{world.class_8hw.pk}/pm/{part}"
        assert signed_in(world.okafor).get(path).status_code == 200


def test_the_afternoon_has_its_own_present_mark(world: World) -> None:
    content = signed_in(world.lane).get(address(world, half=Session.PM)).content.decode()

    assert 'data-present="\\"' in content


def test_cover_for_today_opens_the_class_today_only(world: World, clock: time_machine.Traveller) -> None:
    world.class_8hw.staff_parts.create(
        staff=world.marlowe.staff.get(user=world.mwangi),
        part="cover",
        from_on="2027-03-09",
        until_on="2027-03-09",
    )

    today = signed_in(world.mwangi).get(address(world))
    clock.move_to(NOW + timedelta(days=1))
    tomorrow = signed_in(world.mwangi).get(address(world))

    assert (today.status_code, tomorrow.status_code) == (200, 404)
    assert "Mr Mwangi" in words_of(today)


def test_cover_for_today_reaches_no_other_day_and_the_tutor_looks_back(world: World) -> None:
    world.class_8hw.staff_parts.create(
        staff=world.marlowe.staff.get(user=world.mwangi), part="cover", from_on=TODAY, until_on=TODAY
    )
    before = YESTERDAY.isoformat()

    def answers(person: User, part: str) -> int:
        page = address(world, part).replace(TODAY.isoformat(), before)
        return signed_in(person).get(page).status_code

    for part in ("register", "register_print", "register_save"):
        assert answers(world.mwangi, part) == 404
        assert answers(world.lane, part) in (200, 304, 400)
    assert signed_in(world.mwangi).get(address(world)).status_code == 200
