"""Likely duplicates are listed, compared line by line by each reader's rights, merged or told apart."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import AuditEvent, User
from accounts.roles import Role
from schools.models import Parent, Pupil, PupilAddress, SafetyNote
from schools.queries.duplicates import likely_parents, likely_pupils
from tests.factories import (
    ContactFactory,
    MarkFactory,
    MembershipFactory,
    ParentFactory,
    ProtectedFactFactory,
    SupportFactFactory,
)
from tests.sign_in import signed_in
from tests.world import INSET_DAY, TODAY, YESTERDAY, World, add_pupils

LIST = "/marlowe-park/setup/duplicates/"
# The pupils of the world share a birthday; these names are like no other.
NAMES = [("Featherstonehaugh", "Beatrix"), ("Featherstonehaugh", "Bea")]


def pair(world: World) -> tuple[Pupil, Pupil]:
    one, other = add_pupils(world.class_8hw, 2, NAMES)
    Pupil.objects.filter(pk=other.pk).update(upn="")
    return one, other


def compare(one: Any, other: Any, kind: str = "") -> str:
    return f"{LIST}{kind}{one.pk}/{other.pk}/"


def shown(person: User, url: str) -> str:
    return signed_in(person).get(url).content.decode()


def pairs_of(world: World, key: str = "pupils") -> list[tuple[str, str, str]]:
    pairs = signed_in(world.okafor).get(LIST).context[key].shown
    return [(pair.one.name, pair.other.name, pair.why) for pair in pairs]


def test_two_of_like_names_and_one_birthday_are_a_pair(world: World) -> None:
    pair(world)
    assert pairs_of(world) == [
        ("Beatrix Featherstonehaugh", "Bea Featherstonehaugh", "same date of birth and like names")
    ]
    assert (likely_pupils(world.marlowe, on=TODAY).count, likely_parents(world.marlowe).count) == (1, 0)


def test_another_birthday_is_no_pair_and_the_same_admission_number_is(world: World) -> None:
    one, other = pair(world)
    Pupil.objects.filter(pk=other.pk).update(born_on="2013-01-01")
    assert pairs_of(world) == []
    Pupil.objects.filter(pk=other.pk).update(admission_number=one.admission_number)
    assert [why for _, _, why in pairs_of(world)] == ["same admission number"]


def test_a_pupil_of_another_school_is_no_pair(world: World) -> None:
    add_pupils(world.class_9t, 1, NAMES[:1])
    add_pupils(world.class_8hw, 1, NAMES[1:])
    assert pairs_of(world) == []


def test_two_children_are_proposed_no_more(world: World) -> None:
    one, other = pair(world)
    answer = signed_in(world.okafor).post(compare(one, other), {"different": "1"})
    assert answer.status_code == 302
    assert pairs_of(world) == []


def test_the_officer_sees_each_line_and_merges(world: World) -> None:
    one, other = pair(world)
    SupportFactFactory.create(pupil=other)
    PupilAddress.objects.create(pupil=other, lines="9 Quay Lane")
    MarkFactory.create(pupil=other, date=YESTERDAY)
    client = signed_in(world.okafor)
    page = client.get(compare(one, other))
    text = page.content.decode()
    for words in ("9 Quay Lane", "SEN support from 1 September 2026", "1 mark, Mon 8 Mar 2027", "Bea"):
        assert words in text

    answer = client.post(compare(one, other), {"stamp": page.context["stamp"]}, follow=True)
    assert "the two records are one now" in answer.content.decode()
    assert Pupil.objects.get(pk=other.pk).merged_into == one
    assert pairs_of(world) == []


def test_comparing_is_an_opening_of_both_records(world: World) -> None:
    one, other = pair(world)
    shown(world.okafor, compare(one, other))
    shown(world.staff[Role.ADMIN], compare(one, other))
    opened = AuditEvent.objects.filter(verb="open").values_list("actor", "pupil", "tbl")
    assert set(opened) == {
        (person.pk, pupil.pk, table)
        for person, tables in (
            (world.okafor, ("schools_pupil", "schools_protectedfact")),
            (world.staff[Role.ADMIN], ("schools_pupil",)),
        )
        for pupil in (one, other)
        for table in tables
    }
    assert signed_in(world.okafor).get(compare(one, one)).status_code == 404


def test_a_stale_page_merges_nothing_and_says_so(world: World) -> None:
    one, other = pair(world)
    answer = signed_in(world.okafor).post(compare(one, other), {"stamp": "old"})
    assert answer.status_code == 422
    assert "Something changed since this page was shown" in answer.content.decode()


def test_the_administrator_reads_no_fact_beyond_their_right(world: World) -> None:
    one, other = pair(world)
    SupportFactFactory.create(pupil=other)
    ProtectedFactFactory.create(pupil=other)
    PupilAddress.objects.create(pupil=other, lines="9 Quay Lane", is_hidden=True)
    MarkFactory.create(pupil=one, date=YESTERDAY)
    MarkFactory.create(pupil=other, date=YESTERDAY, code=104)
    admin = world.staff[Role.ADMIN]
    page = signed_in(admin).get(compare(one, other))
    text = page.content.decode()

    assert page.context["clashes"] == []
    for words in ("9 Quay Lane", "SEN", "social worker", "Mon 8 Mar"):
        assert words not in text
    assert "outside your access" in text
    answer = signed_in(admin).post(compare(one, other), {"stamp": page.context["stamp"]})
    assert answer.status_code == 422
    assert "different marks in 1 session" in answer.content.decode()
    assert "Mon 8 Mar" in shown(world.okafor, compare(one, other))


@pytest.mark.parametrize("kind", ["", "parents/"])
def test_what_another_school_has_is_not_found(world: World, kind: str) -> None:
    foreign: Any = world.pupils_elsewhere["9T"]
    ours: Any = world.pupils[0]
    if kind:
        ours, foreign = ParentFactory.create(school=world.marlowe), ParentFactory.create(school=world.tallis)
    for one, other in ((ours, foreign), (foreign, ours)):
        client = signed_in(world.okafor)
        assert client.get(compare(one, other, kind)).status_code == 404
        for posted in ({"stamp": "x"}, {"different": "1"}):
            assert client.post(compare(one, other, kind), posted).status_code == 404
    assert signed_in(world.okafor).post(f"{LIST}{kind}1/{10**30}/", {"stamp": "x"}).status_code == 404


def test_parents_who_share_name_and_phone_are_a_pair(world: World) -> None:
    mother: Any = ParentFactory.create(school=world.marlowe, phone="")
    again: Any = ParentFactory.create(
        school=world.marlowe, title="", forename="S", mobile="", phone=mother.mobile
    )
    ParentFactory.create(school=world.marlowe, forename="Omar")
    ParentFactory.create(school=world.tallis)
    assert [(one, other) for one, other, _ in pairs_of(world, "parents")] == [
        ("Mrs Sana Khan", "S Khan"),
    ]
    assert mother.pk < again.pk


def test_merged_parents_keep_each_number_and_every_warning(world: World) -> None:
    mother: Any = ParentFactory.create(school=world.marlowe, address_lines="1 Mill Road")
    again: Any = ParentFactory.create(
        school=world.marlowe,
        mobile="07700900456",
        email="sana@example.org",
        address_lines="9 Quay Lane",
        address_hidden=True,
    )
    first, second = world.pupils[:2]
    ContactFactory.create(pupil=first, parent=mother)
    ContactFactory.create(pupil=first, parent=again, call_order=2, must_not_contact=True)
    ContactFactory.create(pupil=second, parent=again)
    add_dsl(world, world.okafor)
    client = signed_in(world.okafor)
    page = client.get(compare(mother, again, "parents/"))
    assert "07700900456" not in page.content.decode()
    client.post(compare(mother, again, "parents/"), {"stamp": page.context["stamp"]})

    kept = Parent.objects.get(school=world.marlowe)
    assert (kept.pk, kept.mobile, kept.phone) == (mother.pk, "07700900123", "07700900456")
    assert (kept.email, kept.address_lines, kept.address_hidden) == ("sana@example.org", "9 Quay Lane", True)
    assert [(row.pupil, row.must_not_contact) for row in kept.contacts.order_by("pupil")] == [
        (first, True),
        (second, False),
    ]


def add_dsl(world: World, person: User) -> None:
    """The person is safeguarding lead as well, approved by the head."""
    MembershipFactory.create(
        user=person, school=world.marlowe, role=Role.DSL.value, approved_by=world.adeyemi
    )


@pytest.mark.parametrize("is_stopped", [True, False])
@pytest.mark.parametrize("goes", [True, False])
def test_of_whom_the_dsl_has_said_something_nobody_else_makes_another(
    world: World, is_stopped: bool, goes: bool
) -> None:
    father: Any = ParentFactory.create(school=world.marlowe)
    again: Any = ParentFactory.create(school=world.marlowe)
    contact = ContactFactory.create(pupil=world.pupils[0], parent=father, must_not_contact=is_stopped)
    if not is_stopped:
        SafetyNote.objects.create(
            pupil=world.pupils[0], contact=contact, text="Was violent", from_on=INSET_DAY, until_on=YESTERDAY
        )
    url = compare(again, father, "parents/") if goes else compare(father, again, "parents/")
    for person in (world.bell, world.okafor, world.adeyemi):
        answer = merged(person, url)
        assert answer.status_code == 422
        assert "Speak to the DSL before you merge these two" in answer.content.decode()
    assert Parent.objects.filter(school=world.marlowe).count() == 2

    add_dsl(world, world.okafor)
    assert merged(world.okafor, url).status_code == 302
    assert Parent.objects.filter(school=world.marlowe).count() == 1


def merged(person: User, url: str) -> Any:
    """The merge as the page shows it."""
    client = signed_in(person)
    return client.post(url, {"stamp": client.get(url).context["stamp"]})


@pytest.mark.parametrize(
    ("facts", "is_one"),
    [
        ({"forename": "Omar"}, False),
        ({"forename": "Omar", "mobile": "", "phone": "07700900123"}, True),
        ({"forename": "S", "email": "Sana@Example.org"}, True),
        ({"forename": "SANA"}, True),
    ],
)
def test_two_parents_with_nothing_in_common_are_not_made_one(
    world: World, facts: dict[str, str], is_one: bool
) -> None:
    mother: Any = ParentFactory.create(
        school=world.marlowe, forename="Sana", mobile="07700900123", email="sana@example.org"
    )
    again: Any = ParentFactory.create(
        school=world.marlowe, **({"mobile": "07700900456", "phone": "", "email": ""} | facts)
    )
    answer = merged(world.bell, compare(mother, again, "parents/"))
    assert answer.status_code == (302 if is_one else 422)
    told = "neither the same name nor a phone number" in answer.content.decode()
    assert told is not is_one


def test_two_children_cannot_be_merged_from_the_page(world: World) -> None:
    one, other = pair(world)
    Pupil.objects.filter(pk=other.pk).update(born_on="2013-01-01")
    answer = merged(world.bell, compare(one, other))
    assert answer.status_code == 422
    assert "different dates of birth. Put the wrong one right first" in answer.content.decode()
    assert "Merge the two records" not in answer.content.decode()


def test_a_hidden_address_of_a_parent_is_told_to_nobody_without_its_right(world: World) -> None:
    mother: Any = ParentFactory.create(school=world.marlowe, address_lines="1 Mill Road")
    again: Any = ParentFactory.create(school=world.marlowe, address_lines="9 Quay Lane", address_hidden=True)
    for person in (world.bell, world.staff[Role.ADMIN]):
        text = shown(person, compare(mother, again, "parents/"))
        assert "Quay" not in text
        assert "Mill Road" not in text
    assert "9 Quay Lane (hidden)" in shown(world.okafor, compare(mother, again, "parents/"))


@pytest.mark.parametrize("is_contact", [True, False], ids=["a contact", "a contact once"])
def test_nor_one_that_a_child_hides_in_another_spelling(world: World, is_contact: bool) -> None:
    mother: Any = ParentFactory.create(school=world.marlowe, address_lines="The Elms, Leeds")
    other: Any = ParentFactory.create(school=world.marlowe, forename="Omar")
    contact: Any = ContactFactory.create(pupil=world.pupils[0], parent=mother)
    PupilAddress.objects.create(pupil=world.pupils[0], lines="The Elms", postcode="LS9 7QQ", is_hidden=True)
    if not is_contact:
        contact.delete()
    url = compare(mother, other, "parents/")
    for person in (world.bell, world.staff[Role.ADMIN]):
        assert "Elms" not in shown(person, url)
    assert "The Elms, Leeds" in shown(world.okafor, url)


def test_comparing_parents_is_an_opening_of_both(world: World) -> None:
    one: Any = ParentFactory.create(school=world.marlowe)
    other: Any = ParentFactory.create(school=world.marlowe)
    foreign: Any = ParentFactory.create(school=world.tallis)
    shown(world.bell, compare(one, other, "parents/"))
    assert signed_in(world.bell).get(compare(one, foreign, "parents/")).status_code == 404
    lines = AuditEvent.objects.filter(tbl="schools_parent", actor=world.bell.pk).order_by("id")
    assert list(lines.values_list("verb", "obj")) == [
        ("open", str(one.pk)),
        ("open", str(other.pk)),
        ("refused", f"{one.pk},{foreign.pk}"),
    ]


def test_a_teacher_has_no_list_of_duplicates(world: World) -> None:
    assert signed_in(world.lane).get(LIST).status_code == 403


def test_many_pairs_cost_as_many_statements_as_one(world: World) -> None:
    def sent(url: str) -> int:
        client = signed_in(world.okafor)
        with CaptureQueriesContext(connection) as captured:
            assert client.get(url).status_code == 200
        return len(captured)

    one, other = pair(world)
    few = sent(LIST), sent(compare(one, other))
    pair(world)
    for pupil in (one, other):
        for number in range(1, 5):
            ContactFactory.create(pupil=pupil, call_order=number)
    assert (sent(LIST), sent(compare(one, other))) == few
