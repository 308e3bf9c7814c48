"""The invented town: families, rolls, staff."""

from collections import Counter, defaultdict
from datetime import date

import pytest

from accounts.roles import Role
from integrations.demo.names import BY_NAME, HERITAGES, surname_for
from integrations.demo.people import Family, Place
from integrations.demo.pupils import grow_cohorts
from integrations.demo.schools import ASHGROVE, MARLOWE, SCHOOLS, SchoolPlan, World, make_world, world_on
from integrations.demo.staff import form_name, forms_of, staff_of
from integrations.demo.tables import form_of
from integrations.demo.tutor_group import PUPILS
from schools.phones import uk_phone_problem
from schools.upn import is_temporary, upn_problem, upn_warning

DAY = date(2026, 11, 20)
WORLD = make_world(2026, 2026)


def on_roll(school: SchoolPlan, world: World = WORLD, day: date = DAY) -> list[Place]:
    return [place for place in world.rolls[school.slug] if place.was_there(day, day)]


def families(*schools: SchoolPlan) -> dict[str, Family]:
    return {place.child.family.number: place.child.family for school in schools for place in on_roll(school)}


def test_the_schools_are_as_large_as_schools_are() -> None:
    assert 405 <= len(on_roll(ASHGROVE)) <= 420
    assert 885 <= len(on_roll(MARLOWE)) <= 915
    forms = Counter(form_of(place, 2026) for school in SCHOOLS for place in on_roll(school))
    names = {form_name(year, letter) for school in SCHOOLS for year, letter in forms_of(school)}
    assert set(forms) == names
    assert max(forms.values()) <= 31


def test_8hw_has_the_thirty_pupils_of_the_guides() -> None:
    form = [place.child for place in on_roll(MARLOWE) if form_of(place, 2026) == "8HW"]
    assert sorted((child.surname, child.forename) for child in form) == sorted(
        (pupil.surname, pupil.forename) for pupil in PUPILS
    )
    assert len(PUPILS) == 30
    assert {"Med", "EHCP"} <= {
        "Med" if "medical" in child.support else "EHCP" for child in form if child.support
    }


def test_the_same_seed_and_year_make_the_same_town_and_another_seed_another() -> None:
    first = min(WORLD.cohorts)
    again, other = grow_cohorts(2026, 2026, first + 2), grow_cohorts(7, 2026, first)
    assert again.items() <= WORLD.cohorts.items()
    assert other[first] != WORLD.cohorts[first]


def test_every_number_is_well_formed_and_nobody_else_has_it() -> None:
    children = {place.child.upn: place.child for school in SCHOOLS for place in WORLD.rolls[school.slug]}
    assert [upn for upn in children if upn_problem(upn) or upn_warning(upn)] == []
    by_number = defaultdict(set)
    for school in SCHOOLS:
        for place in WORLD.rolls[school.slug]:
            by_number[place.child.upn].add((place.child.forename, place.child.surname, place.child.born_on))
    assert all(len(people) == 1 for people in by_number.values())
    assert any(is_temporary(place.child.upn) for place in on_roll(MARLOWE))


def test_a_demo_begun_on_a_day_begins_daymark_in_that_school_year() -> None:
    assert world_on(DAY) is WORLD
    assert WORLD.first_day_on == date(2026, 9, 1)
    assert world_on(date(2028, 1, 10), first_year=2026) is WORLD
    assert WORLD.years(date(2028, 1, 10)) == (2025, 2026, 2027)


def test_brothers_and_sisters_are_in_several_years_and_in_both_schools() -> None:
    years = defaultdict(set)
    for school in SCHOOLS:
        for place in on_roll(school):
            years[place.child.family.number].add(place.child.year_group(2026))
    assert sum(len(of_family) > 1 for of_family in years.values()) > 150
    assert len(families(ASHGROVE).keys() & families(MARLOWE).keys()) > 20


def test_no_two_children_of_a_family_share_a_name() -> None:
    names = defaultdict(list)
    for school in SCHOOLS:
        for place in on_roll(school):
            names[place.child.family.number].append((place.child.forename, place.child.upn))
    assert all(len({name for name, _ in of_family}) == len(set(of_family)) for of_family in names.values())


def test_homes_are_of_every_kind() -> None:
    town = families(*SCHOOLS).values()
    assert sum(family.second_home is not None for family in town) > 40
    assert sum(any(tie.must_not_contact for tie in family.ties) for family in town) > 5
    relationships = Counter(tie.relationship for family in town for tie in family.ties)
    assert {"Mother", "Father", "Stepfather", "Grandmother", "Foster carer", "Social worker"} <= set(
        relationships
    )
    for family in town:
        kept_apart = {tie.home for tie in family.ties if tie.must_not_contact}
        assert kept_apart <= {None}, "a parent kept away is listed without a home"


def test_nobody_can_be_rung_or_written_to_by_mistake() -> None:
    for family in families(*SCHOOLS).values():
        for tie in family.ties:
            adult = tie.adult
            assert adult.mobile == "" or adult.mobile.startswith("07700 900")
            assert adult.phone == "" or adult.phone.startswith("01632 960")
            assert adult.email == "" or adult.email.endswith(("@example.com", "@example.org"))
            assert not (adult.mobile and uk_phone_problem(adult.mobile, mobile=True))
            assert adult.email.isascii()


def test_last_year_had_leavers_and_this_year_has_none_before_its_end() -> None:
    for school in SCHOOLS:
        left = [place.left_on for place in WORLD.rolls[school.slug] if place.left_on]
        assert sum(date(2025, 9, 1) < day < date(2026, 7, 1) for day in left) >= 5
        assert [day for day in left if date(2026, 9, 1) <= day < date(2027, 7, 1)] == []


def test_pupils_join_in_the_year() -> None:
    for school in SCHOOLS:
        joined = [place.admitted_on for place in WORLD.rolls[school.slug]]
        assert any(date(2026, 9, 20) < day < date(2027, 7, 1) for day in joined)


@pytest.mark.parametrize("school", SCHOOLS, ids=lambda school: school.slug)
def test_staff_have_codes_of_their_own_and_every_form_has_a_tutor(school: SchoolPlan) -> None:
    staff = staff_of(WORLD, school)
    assert len({member.code for member in staff}) == len(staff)
    tutors = {member.registration_group for member in staff if member.registration_group}
    assert tutors == {form_name(year, letter) for year, letter in forms_of(school)}
    assert {member.role for member in staff} <= {role.value for role in Role}


def test_nobody_else_has_a_member_of_staffs_address() -> None:
    people = {
        (member.email, member.forename, member.surname)
        for school in SCHOOLS
        for member in staff_of(WORLD, school)
    }
    assert len({email for email, _, _ in people}) == len(people)


def test_every_role_is_held_and_the_named_people_hold_theirs() -> None:
    marlowe = {(member.title, member.surname): member for member in staff_of(WORLD, MARLOWE)}
    ashgrove = {(member.title, member.surname): member for member in staff_of(WORLD, ASHGROVE)}
    assert {member.role for member in marlowe.values()} == {role.value for role in Role}
    assert marlowe["Ms", "Okafor"].role == "officer"
    assert marlowe["Mr", "Reid"].role == "dsl"
    assert marlowe["Ms", "Lane"].registration_group == "8HW"
    assert ashgrove["Dr", "Shah"].role == "head"
    assert ashgrove["Ms", "Okafor"].email == marlowe["Ms", "Okafor"].email, "one person in two schools"


def test_the_pools_of_names_are_whole() -> None:
    assert sum(heritage.weight for heritage in HERITAGES) == 1000
    polish = BY_NAME["polish"].surnames[0]
    assert (surname_for(polish, "F"), surname_for(polish, "M")) == ("Kowalska", "Kowalski")
