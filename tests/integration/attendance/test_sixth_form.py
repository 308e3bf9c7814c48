"""Pupils above and below compulsory school age have figures of their own, never mixed with the others'."""

from datetime import date

from attendance.metrics import Tally
from attendance.queries.sixth_form import SixthFormPage, sixth_form_page
from attendance.scrutiny import Period
from schools.models import Pupil, School
from tests.integration.attendance.pages import statements, words_of
from tests.integration.attendance.scrutiny_steps import PM, officer, planted, taken
from tests.sign_in import signed_in
from tests.world import SUNDAY, TODAY, YESTERDAY, World, add_group, add_pupils

PAGE = "/marlowe-park/scrutiny/sixth-form/"
SIXTEEN = date(2010, 8, 31)


def page(world: World, starts: date = YESTERDAY, ends: date = YESTERDAY) -> SixthFormPage:
    """Yesterday's figures."""
    return sixth_form_page(officer(world), Period(starts, ends))


def sixth_formers(world: World, count: int = 3) -> list[Pupil]:
    """Pupils of 12HW, past compulsory school age since June 2026."""
    return add_pupils(add_group(world.marlowe, "12HW", 12), count, born_on=SIXTEEN)


def test_x_and_study_leave_stand_apart_and_the_younger_are_not_mixed_in(world: World) -> None:
    one, two, three = sixth_formers(world)
    planted(one, "X")
    planted(two, "S")
    planted(three, "L", minutes_late=4)
    planted(three, "O", half=PM)
    planted(world.pupils[0], "I")
    taken(world)

    found = page(world)

    assert found.over.figures.tally == Tally(possible=3, attended=1, authorised=1, unauthorised=1, late=1)
    assert (found.over.figures.not_required, found.over.figures.study_leave) == (1, 1)
    assert found.within.tally == Tally(possible=8, attended=7, authorised=1)
    assert [each.name for each in found.sides] == ["Of compulsory school age", "Above compulsory school age"]


def test_groups_are_the_sums_of_their_pupils(world: World) -> None:
    for pupil, letter in zip(sixth_formers(world), "/OI", strict=True):
        planted(pupil, letter)

    (group,) = page(world).over.groups

    assert group.figures.tally == Tally(possible=3, attended=1, authorised=1, unauthorised=1)
    assert page(world).over.pupil_words == "3 pupils"
    assert page(world).pupils[-1].tally.absent == 0


def test_the_age_is_looked_at_on_each_day(world: World) -> None:
    """The last Friday in June 2026 was the 26th: up to then a Year 11 pupil is of compulsory age."""
    amir = world.pupils[0]
    Pupil.objects.filter(pk=amir.pk).update(born_on=date(2011, 6, 1))
    for on in (date(2027, 6, 24), date(2027, 6, 25), date(2027, 6, 28)):
        planted(amir, "/", on=on)

    found = page(world, date(2027, 6, 21), date(2027, 6, 30))

    assert (found.within.tally.possible, found.over.figures.tally.possible) == (2, 1)


def test_rising_fives_stand_apart_from_both(world: World) -> None:
    Pupil.objects.filter(pk=world.pupils[0].pk).update(born_on=date(2022, 6, 1))
    planted(world.pupils[0], "X")
    planted(world.pupils[0], "\\", half=PM)

    found = page(world)

    assert found.under.figures.tally == Tally(possible=1, attended=1)
    assert found.under.figures.not_required == 1
    assert found.over.groups == []


def test_marks_outside_roll_and_calendar_count_nowhere(world: World) -> None:
    (one,) = sixth_formers(world, 1)
    planted(one, "/", on=SUNDAY)

    assert page(world, SUNDAY, SUNDAY).over.groups == []


def test_a_group_is_chosen_and_a_group_of_others_is_not_found(world: World) -> None:
    pupils = sixth_formers(world, 52)
    for pupil in pupils:
        planted(pupil, "/")
    group = page(world).over.groups[0].pk
    client = signed_in(world.adeyemi)

    assert "the 50 who missed most" in words_of(client.get(PAGE))
    assert "12HW, 52 pupils" in words_of(client.get(PAGE, {"group": str(group)}))
    assert client.get(PAGE, {"group": str(world.class_8hw.pk)}).status_code == 404
    assert client.get(PAGE, {"group": "abc"}).status_code == 200


def test_a_school_without_sixth_form_is_told_so(world: World) -> None:
    School.objects.filter(pk=world.marlowe.pk).update(oldest_year=11)

    words = words_of(signed_in(world.okafor).get(PAGE))

    assert "No pupils above compulsory school age." in words
    assert "1 September 2026 to 9 March 2027" in words
    assert "Education Act 1996, section 8" in words


def test_the_statements_do_not_grow_with_the_pupils(world: World) -> None:
    client = signed_in(world.okafor)
    counts = []
    for name in ("12A", "12B"):
        for pupil in add_pupils(add_group(world.marlowe, name, 12), 6, born_on=SIXTEEN):
            planted(pupil, "/")
        with statements() as sent:
            client.get(PAGE)
        counts.append(len(sent))

    assert counts[0] == counts[1]


def test_nobody_of_another_school_is_counted(world: World) -> None:
    Pupil.objects.filter(pk=world.pupils_elsewhere["9T"].pk).update(born_on=SIXTEEN)
    planted(world.pupils_elsewhere["9T"], "/")

    assert page(world, YESTERDAY, TODAY).over.groups == []
    assert signed_in(world.lane).get(PAGE).status_code == 403
