"""The checks say what is missing in a school's set-up, whom it touches, and where it is put right."""

from datetime import date
from typing import Any

import pytest
from django.urls import reverse

from accounts.roles import Role
from schools.access import rights_of
from schools.models import (
    AcademicYear,
    Closure,
    ClosureKind,
    Contact,
    DatedValue,
    GroupMember,
    GroupStaff,
    HalfTerm,
    LegalRegister,
    Lesson,
    Membership,
    Parent,
    Pupil,
    PupilAddress,
    School,
    SessionHours,
    SiblingPair,
)
from schools.queries.set_up_checks.report import FAMILIES, CheckReport, check_report
from tests.factories import ContactFactory, MembershipFactory, ParentFactory, StaffFactory
from tests.integration.reporting.steps import shown, statements
from tests.integration.schools.years import add_next_year
from tests.sign_in import signed_in
from tests.world import NOW, SUNDAY, TODAY, World, add_group, add_pupils

PAGE = "/marlowe-park/setup/checks/"
EARLIER = date(2026, 9, 1)


def report(world: World, *, role: Role = Role.ADMIN, on: date = TODAY) -> CheckReport:
    rights = rights_of(world.staff[role], world.marlowe.slug, on=on)
    assert rights is not None
    return check_report(rights, on=on)


def words(world: World, slug: str, **how: Any) -> str:
    """The answer to one check; empty where it is in order."""
    found = report(world, **how)
    (line,) = [line for line in (*found.lines(), *found.in_order) if line.check.slug == slug]
    return line.words


def at_home(pupil: Pupil, *, order: int = 1, **facts: Any) -> Contact:
    """A contact of a pupil, with a parent of their own."""
    parent_facts = {name: facts.pop(name) for name in ("mobile", "phone") if name in facts}
    parent = ParentFactory.create(school=pupil.school, **parent_facts)
    contact: Contact = ContactFactory.create(pupil=pupil, parent=parent, call_order=order, **facts)
    return contact


def set_right(world: World) -> None:
    """Everything that the checks ask of the small world."""
    for pupil in Pupil.objects.filter(school=world.marlowe):
        at_home(pupil, order=1, lives_with_pupil=True)
        at_home(pupil, order=2, relationship="Father")
        PupilAddress.objects.create(pupil=pupil, lines=f"{pupil.pk} High Street", postcode="LN1 1AA")
    name_writer(world)


def name_writer(world: World, role: Role = Role.OFFICER) -> None:
    """The head says in whose name O is written for an N on its last day."""
    DatedValue.objects.update_or_create(
        school=world.marlowe,
        key="n_code.written_by",
        defaults={"value": world.staff[role].pk, "valid_from": EARLIER, "source": "Head, 1 September"},
    )


def test_a_school_that_is_set_up_has_a_clean_page(world: World) -> None:
    set_right(world)

    found = report(world)

    assert found.is_clean, [(line.check.slug, line.words) for line in found.lines()]
    assert "Nothing is missing and nothing is contradictory." in shown(world.staff[Role.ADMIN], PAGE)


def test_a_fresh_school_is_told_what_stops_its_work(world: World) -> None:
    for model in (GroupMember, GroupStaff, AcademicYear, SessionHours):
        model.objects.all().delete()

    stops = report(world).found[0]

    assert stops.severity.title == "Stops work"
    assert [line.check.slug for line in stops.lines] == [
        "calendar-this-year",
        "session-times",
        "year-groups",
        "registration-groups",
        "pupils-without-group",
    ]


def test_it_must_be_said_in_whose_name_o_is_written(world: World) -> None:
    assert words(world, "n-code-writer") == "1 name: O is written in the name of"
    assert "Nobody is named" in shown(world.staff[Role.ADMIN], f"{PAGE}n-code-writer/")
    name_writer(world)
    assert words(world, "n-code-writer") == ""


def test_whoever_lost_the_right_or_left_writes_no_o(world: World) -> None:
    name_writer(world)
    Membership.objects.filter(user=world.okafor).update(valid_until=SUNDAY)
    assert "may not resolve N codes any more" in shown(world.staff[Role.ADMIN], f"{PAGE}n-code-writer/")
    name_writer(world, Role.HEAD)
    assert words(world, "n-code-writer") == ""
    Membership.objects.filter(role=Role.HEAD).update(approved_by=None)
    assert words(world, "n-code-writer") != ""


def test_next_years_calendar_is_missed_from_spring_on(world: World) -> None:
    assert words(world, "calendar-next-year", on=date(2027, 4, 20)) == "1 year: 2027/28"


def test_next_years_calendar_is_not_asked_for_before_it_is_due(world: World) -> None:
    def asked() -> list[str]:
        found = report(world)
        return [line.check.slug for line in (*found.lines(), *found.in_order)]

    assert "calendar-next-year" not in asked()
    assert signed_in(world.staff[Role.ADMIN]).get(f"{PAGE}calendar-next-year/").status_code == 404
    add_next_year(world.marlowe)
    assert "calendar-next-year" in asked()


def test_a_year_with_five_half_terms_and_one_in_disorder(world: World) -> None:
    HalfTerm.objects.filter(academic_year__school=world.marlowe, number=6).delete()
    HalfTerm.objects.filter(academic_year__school=world.marlowe, number=2).update(starts_on=EARLIER)

    assert words(world, "calendar-half-terms") == "1 year: 2026/27"
    assert words(world, "calendar-order") == "1 year: 2026/27"


def test_inset_in_a_holiday_at_a_weekend_and_on_a_bank_holiday(world: World) -> None:
    for day in (date(2027, 2, 17), SUNDAY, date(2027, 5, 31)):
        Closure.objects.create(school=world.marlowe, kind=ClosureKind.INSET, starts_on=day, ends_on=day)

    page = shown(world.staff[Role.ADMIN], f"{PAGE}calendar-inset/")

    assert words(world, "calendar-inset").startswith("3 INSET days: Wednesday 17 February 2027, ")
    for why in ("In a holiday", "At a weekend", "On a bank holiday: Spring Bank Holiday"):
        assert why in page


def test_a_group_without_a_tutor_and_one_without_pupils(world: World) -> None:
    GroupStaff.objects.filter(group=world.class_8hw).delete()
    add_group(world.marlowe, "12Z", 12)

    assert words(world, "groups-without-tutor") == "1 registration group: 8HW"
    assert words(world, "groups-without-pupils") == "1 registration group: 12Z"


def test_a_year_that_the_school_does_not_have_and_a_lesson_of_nobody(world: World) -> None:
    School.objects.filter(pk=world.marlowe.pk).update(oldest_year=7)
    Lesson.objects.create(
        school=world.marlowe,
        group=world.class_7a,
        weekday=1,
        period="P3",
        starts="10:00",
        ends="11:00",
        from_on=EARLIER,
    )

    assert words(world, "years-outside-school").startswith("2 groups: ")
    assert words(world, "lessons-without-teacher") == "1 lesson: 7A, Tuesday P3"


def test_a_pupil_on_no_register_and_one_on_two(world: World) -> None:
    GroupMember.objects.filter(group=world.class_8hw, pupil=world.pupils[0]).delete()
    GroupMember.objects.create(group=world.class_7a, pupil=world.pupils[1], from_on=EARLIER)
    GroupMember.objects.filter(pupil=world.pupils[2], group__kind="year").delete()

    assert words(world, "pupils-without-group") == "1 pupil: Amir Khan"
    assert words(world, "pupils-in-two-groups") == f"1 pupil: {world.pupils[1].known_name}"
    assert words(world, "pupils-without-year") == f"1 pupil: {world.pupils[2].known_name}"


def test_contacts_that_are_too_few_silent_or_wrong(world: World) -> None:
    set_right(world)
    amir, zoe, jack = world.pupils
    Contact.objects.filter(pupil=amir, call_order=2).delete()
    Parent.objects.filter(contacts__pupil=zoe, contacts__call_order=1).update(mobile="")
    Parent.objects.filter(contacts__pupil=jack, contacts__call_order=2).update(mobile="0770 12")
    Contact.objects.filter(pupil=jack).update(has_responsibility=False)

    assert words(world, "few-contacts") == f"2 pupils: {amir.known_name} and {zoe.known_name}"
    assert words(world, "no-emergency-phone") == f"1 pupil: {zoe.known_name}"
    assert words(world, "numbers-that-cannot-ring") == f"1 pupil: {jack.known_name}"
    assert words(world, "no-responsibility") == f"1 pupil: {jack.known_name}"
    assert "Father 0770 12" in shown(world.staff[Role.ADMIN], f"{PAGE}numbers-that-cannot-ring/")


def test_whom_nobody_may_ring_is_no_emergency_contact_for_those_who_know(world: World) -> None:
    set_right(world)
    Contact.objects.filter(pupil=world.pupils[0], call_order=2).update(must_not_contact=True)

    assert words(world, "few-contacts", role=Role.OFFICER) == "1 pupil: Amir Khan"
    assert words(world, "few-contacts", role=Role.ADMIN) == ""


def test_a_school_may_want_another_number_of_contacts(world: World) -> None:
    set_right(world)
    DatedValue.objects.create(
        school=world.marlowe, key="contacts.emergency_wanted", value=3, valid_from=EARLIER, source="Policy"
    )

    assert words(world, "few-contacts").startswith("4 pupils: ")


def test_addresses_and_numbers_of_pupils(world: World) -> None:
    amir, zoe, jack = world.pupils
    Pupil.objects.filter(pk=amir.pk).update(upn="")
    Pupil.objects.filter(pk=zoe.pk).update(upn="T20110001804V")
    Pupil.objects.filter(pk=jack.pk).update(upn="A201100018042")
    PupilAddress.objects.create(pupil=amir, lines="A refuge", is_hidden=True)

    assert words(world, "upn-missing") == f"1 pupil: {amir.known_name}"
    assert words(world, "upn-temporary") == f"1 pupil: {zoe.known_name}"
    assert words(world, "upn-wrong") == f"1 pupil: {jack.known_name}"
    assert words(world, "no-address").startswith("3 pupils: ")
    assert amir.known_name not in words(world, "no-address")


def test_likely_duplicates_and_siblings_wait_for_a_person(world: World) -> None:
    (twin,) = add_pupils(world.class_8hw, 1, [("Khan", "Amirah")])
    parent = ParentFactory.create(school=world.marlowe)
    for pupil in world.pupils[:2]:
        ContactFactory.create(pupil=pupil, parent=parent)

    assert words(world, "duplicates") == "1 likely pair: Amir Khan and Amirah Khan"
    assert words(world, "siblings").startswith("1 likely pair: ")
    one, other = sorted(world.pupils[:2], key=lambda pupil: pupil.pk)
    SiblingPair.objects.create(one=one, other=other, are_siblings=False, decided_at=NOW)
    assert words(world, "siblings") == ""
    assert twin.pk


def test_a_hidden_address_proposes_no_siblings(world: World) -> None:
    (other,) = add_pupils(world.class_8hw, 1, [("Khan", "Hana")])
    for pupil in (world.pupils[0], other):
        PupilAddress.objects.create(pupil=pupil, lines="1 High Street", postcode="LN1 1AA")
    assert words(world, "siblings") == "1 likely pair: Amir Khan and Hana Khan"

    PupilAddress.objects.filter(pupil=other).update(is_hidden=True)

    assert words(world, "siblings") == ""


def test_people_and_roles_that_are_missing(world: World) -> None:
    Membership.objects.filter(role__in=["head", "dso"]).delete()
    Membership.objects.filter(role="dsl").update(approved_by=None)
    MembershipFactory.create(user=world.mwangi, school=world.marlowe, role="pastoral", year_groups=[8, 12])
    StaffFactory.create(school=world.marlowe, full_name="Miss New")

    assert words(world, "no-head") == "1 role: Head teacher"
    assert words(world, "no-safeguarding-lead") == "1 role: Safeguarding lead"
    assert words(world, "roles-to-approve") == "1 role: Mr Reid"
    assert words(world, "staff-without-role") == "1 member of staff: Miss New"
    assert words(world, "caseload-without-pupils") == "1 caseload: Mr Mwangi"
    assert words(world, "no-deputy")


def test_the_schools_own_choices(world: World) -> None:
    School.objects.filter(pk=world.marlowe.pk).update(legal_register=LegalRegister.MIS, mis_name="")
    DatedValue.objects.create(
        school=world.marlowe, key="register.teacher_codes", value=["/"], valid_from=EARLIER, source="Policy"
    )

    assert words(world, "legal-register")
    assert not words(world, "n-code-writer")
    assert words(world, "teacher-codes") == "1 code: \\, L and N"


def test_another_school_is_another_world(world: World) -> None:
    page = shown(world.staff[Role.ADMIN], f"{PAGE}no-address/")

    assert "Amir Khan" in page
    for pupil in (world.pupils_elsewhere["9T"], world.pupils_elsewhere["Oak"]):
        assert pupil.known_surname not in page
    assert signed_in(world.shah).get(PAGE).status_code == 404


@pytest.mark.parametrize("role", [Role.TEACHER, Role.DSL, Role.GOVERNOR])
def test_only_those_who_keep_the_set_up_see_it(world: World, role: Role) -> None:
    assert signed_in(world.staff[role]).get(PAGE).status_code == 403


def test_a_check_that_nobody_asks_is_not_found(world: World) -> None:
    assert signed_in(world.staff[Role.ADMIN]).get(f"{PAGE}no-such-check/").status_code == 404


def test_many_findings_stand_on_pages_of_fifty(world: World) -> None:
    add_pupils(world.class_8hw, 60)
    page = signed_in(world.staff[Role.ADMIN]).get(f"{PAGE}no-address/?page=2").context["page"]

    assert page.page_words == "51 to 64 of 64"
    assert page.before_url.endswith("?page=1")


def test_the_pages_send_as_many_statements_for_thirty_pupils(world: World) -> None:
    admin = world.staff[Role.ADMIN]
    few = len(statements(admin, PAGE)), len(statements(admin, f"{PAGE}no-address/"))
    for pupil in add_pupils(world.class_8hw, 30):
        at_home(pupil, mobile="12")
    assert (len(statements(admin, PAGE)), len(statements(admin, f"{PAGE}no-address/"))) == few


def test_every_check_links_to_a_page_that_exists(world: World) -> None:
    school, number = world.marlowe.slug, world.pupils[0].pk
    checks = [check for family in FAMILIES.values() for check in family.checks]
    assert all(reverse(check.route, args=[school]) for check in checks)
    assert all(reverse(check.row_route, args=[school, number]) for check in checks if check.row_route)


def test_a_reader_is_led_only_where_they_may_go(world: World) -> None:
    officer = {line.check.slug: line.link_url for line in report(world, role=Role.OFFICER).in_order}
    admin = {line.check.slug: line.link_url for line in report(world, role=Role.ADMIN).in_order}
    assert admin["no-head"] == "/marlowe-park/people/"
    assert officer["no-head"] == ""
