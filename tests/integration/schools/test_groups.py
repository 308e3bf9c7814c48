"""Groups are set up by hand: their pupils and tutors change from a day on, and what was before stays."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.http import Http404
from django.test.utils import CaptureQueriesContext

from accounts.models import AuditEvent, User
from accounts.roles import Role
from schools.access import Rights, rights_of
from schools.models import Group, GroupKind, GroupMember, GroupStaff, Pupil, RollEntry, Staff
from schools.services.group_changes import (
    GroupWords,
    add_group,
    add_members,
    change_group,
    end_tutor,
    move_members,
    name_tutor,
)
from tests.factories import GroupFactory, GroupMemberFactory, StaffFactory
from tests.sign_in import signed_in
from tests.world import NOW, TODAY, TOMORROW, YEAR, YESTERDAY, World, add_pupils
from tests.world import add_group as group_of

GROUPS = "/marlowe-park/setup/groups/"
WORDS = GroupWords("8JB", 8, "H4")


def rights(person: User) -> Rights:
    found = rights_of(person, "marlowe-park", on=TODAY)
    assert found is not None
    return found


def page_of(group: Group) -> str:
    return f"{GROUPS}{group.pk}/"


def times(pupil: Pupil, kind: GroupKind = GroupKind.REGISTRATION) -> list[tuple[str, date, date | None]]:
    rows = GroupMember.objects.filter(pupil=pupil, group__kind=kind).order_by("from_on")
    return [(row.group.name, row.from_on, row.until_on) for row in rows.select_related("group")]


@pytest.fixture
def class_8jb(world: World) -> Group:
    """The other registration group of Year 8."""
    return group_of(world.marlowe, "8JB", 8)


def post(world: World, url: str, **data: Any) -> Any:
    return signed_in(world.okafor).post(url, data, follow=True)


def test_a_group_is_added_and_found_in_the_list_of_its_kind(world: World) -> None:
    told = post(world, GROUPS, kind="teaching", name="8x/Ma1", year_group="8", room="M2")
    assert "8x/Ma1 is there now." in told.content.decode()
    group = Group.objects.get(name="8x/Ma1")
    assert (group.school, group.kind, group.year_group, group.room) == (world.marlowe, "teaching", 8, "M2")
    kinds = signed_in(world.okafor).get(GROUPS).context["kinds"]
    assert [(kind.words, [line.name for line in kind.lines]) for kind in kinds] == [
        ("Year groups", ["Year 7", "Year 8"]),
        ("Registration groups", ["7A", "8HW"]),
        ("Teaching groups", ["8x/Ma1"]),
    ]
    assert [(line.pupils, line.tutors) for line in kinds[1].lines] == [(1, "Mr Mwangi"), (3, "Ms Lane")]


def test_a_name_is_given_once_a_kind_and_year(world: World) -> None:
    answer = signed_in(world.okafor).post(GROUPS, {"kind": "registration", "name": "8HW", "year_group": "8"})
    assert answer.status_code == 422
    assert "has this name in this year" in answer.content.decode()
    with pytest.raises(ValidationError, match="has this name"):
        change_group(
            rights=rights(world.okafor), group_id=world.class_7a.pk, words=GroupWords("8HW", 7, ""), at=NOW
        )


def test_a_group_gets_another_name_and_the_audit_keeps_the_old_one(world: World) -> None:
    post(world, page_of(world.class_8hw), form="facts", name="8HL", year_group="8", room="H2")
    world.class_8hw.refresh_from_db()
    assert world.class_8hw.name == "8HL"
    line = AuditEvent.objects.get(tbl="schools_group", verb="update")
    assert line.before
    assert line.after
    assert (line.actor, line.before["name"], line.after["name"]) == (world.okafor.pk, "8HW", "8HL")


def test_a_pupil_who_moves_class_in_mid_year_keeps_the_days_in_the_old_one(
    world: World, class_8jb: Group
) -> None:
    amir = world.pupils[0]
    told = post(
        world, page_of(world.class_8hw), form="move", pupils=[amir.pk], to=class_8jb.pk, from_on="9/3/2027"
    )
    assert "1 pupil moved." in told.content.decode()
    assert times(amir) == [("8HW", YEAR.starts_on, YESTERDAY), ("8JB", TODAY, YEAR.ends_on)]
    assert times(amir, GroupKind.YEAR) == [("Year 8", YEAR.starts_on, None)]


def test_a_pupil_put_in_another_class_leaves_the_first(world: World, class_8jb: Group) -> None:
    amir, zoe, _ = world.pupils
    ids = [amir.pk, zoe.pk]
    who = rights(world.okafor)
    assert add_members(rights=who, group_id=class_8jb.pk, pupil_ids=ids, from_on=TOMORROW, at=NOW) == 2
    assert add_members(rights=who, group_id=class_8jb.pk, pupil_ids=ids, from_on=TOMORROW, at=NOW) == 0
    assert times(zoe) == [("8HW", YEAR.starts_on, TODAY), ("8JB", TOMORROW, YEAR.ends_on)]

    add_members(rights=who, group_id=class_8jb.pk, pupil_ids=ids, from_on=YESTERDAY, at=NOW)
    assert times(zoe) == [("8HW", YEAR.starts_on, date(2027, 3, 7)), ("8JB", YESTERDAY, YEAR.ends_on)]


def test_a_pupil_may_be_in_several_sets(world: World) -> None:
    year = world.class_8hw.academic_year
    sets = [GroupFactory.create(academic_year=year, kind="teaching", name=name) for name in ("A", "B")]
    for each in sets:
        add_members(
            rights=rights(world.okafor),
            group_id=each.pk,
            pupil_ids=[world.pupils[0].pk],
            from_on=TODAY,
            at=NOW,
        )
    assert [name for name, *_ in times(world.pupils[0], GroupKind.TEACHING)] == ["A", "B"]


def test_a_pupil_is_taken_out_alone_and_a_time_that_had_not_begun_goes(world: World) -> None:
    amir, zoe, _ = world.pupils
    GroupMember.objects.filter(pupil=zoe, group=world.class_8hw).update(from_on=TOMORROW)
    left = move_members(
        rights=rights(world.okafor),
        group_id=world.class_8hw.pk,
        to_id=None,
        pupil_ids=[amir.pk, zoe.pk],
        from_on=TODAY,
        at=NOW,
    )
    assert left == 2
    assert times(amir) == [("8HW", YEAR.starts_on, YESTERDAY)]
    assert times(zoe) == []


def test_nobody_moves_to_a_group_of_another_kind_or_school(world: World) -> None:
    for to in (Group.objects.get(name="Year 8"), world.class_9t):
        with pytest.raises(ValidationError, match="same kind and year"):
            move_members(
                rights=rights(world.okafor),
                group_id=world.class_8hw.pk,
                to_id=to.pk,
                pupil_ids=[world.pupils[0].pk],
                from_on=TODAY,
                at=NOW,
            )


def test_the_day_must_be_in_the_year(world: World, class_8jb: Group) -> None:
    url = f"{page_of(class_8jb)}?q=khan"
    answer = post(world, url, form="join", pupils=[world.pupils[0].pk], from_on="31/8/2026")
    assert answer.status_code == 422
    assert "Give a day of the group’s year" in answer.content.decode()
    assert len(times(world.pupils[0])) == 1


def test_a_pupil_who_starts_later_is_put_in_from_the_starting_day(world: World, class_8jb: Group) -> None:
    (ola,) = add_pupils(world.class_8hw, 1, [("Nowak", "Ola")])
    monday = date(2027, 3, 15)
    RollEntry.objects.filter(pupil=ola).update(admitted_on=monday)
    GroupMember.objects.filter(pupil=ola).update(from_on=monday)

    url = f"{page_of(class_8jb)}?q=nowak"
    found = signed_in(world.okafor).get(url).content.decode()
    assert "Ola Nowak, starts on Monday 15 March 2027" in found
    assert "is in the group from that day on" in found
    told = post(world, url, form="join", pupils=[ola.pk], from_on="9/3/2027")

    assert "1 pupil put in 8JB." in told.content.decode()
    assert times(ola) == [("8JB", monday, YEAR.ends_on)]
    assert "Ola Nowak, starts" not in signed_in(world.okafor).get(url).content.decode()


def test_a_pupil_who_has_left_is_put_in_no_group(world: World, class_8jb: Group) -> None:
    amir = world.pupils[0]
    RollEntry.objects.filter(pupil=amir).update(left_on=YESTERDAY, ground="a", decided_by=world.adeyemi)
    assert signed_in(world.okafor).get(page_of(class_8jb), {"q": "khan"}).context["candidates"] == []
    with pytest.raises(ValidationError, match="not on roll on"):
        add_members(
            rights=rights(world.okafor), group_id=class_8jb.pk, pupil_ids=[amir.pk], from_on=TODAY, at=NOW
        )


def test_nothing_ticked_is_said(world: World) -> None:
    answer = post(world, page_of(world.class_8hw), form="move", from_on="9/3/2027")
    assert "Tick at least one pupil" in answer.content.decode()


def test_pupils_to_put_in_are_those_of_the_year_or_of_the_name_and_never_of_another_school(
    world: World, class_8jb: Group
) -> None:
    client = signed_in(world.okafor)

    def candidates(group: Group, words: str = "", **more: str) -> list[str]:
        return [name for _, name in client.get(page_of(group), {"q": words} | more).context["candidates"]]

    assert candidates(class_8jb) == []
    assert candidates(class_8jb, year="1") == ["Jack Abbott", "Amir Khan", "Zoë O'Brien-Łukasiewicz"]
    assert candidates(class_8jb, "megan hu") == ["Megan Hughes"]
    assert candidates(class_8jb, "dalton") == []
    assert candidates(world.class_8hw, year="1") == []


def test_a_tutor_is_named_from_a_day_beside_the_one_there_or_in_their_place(world: World) -> None:
    mwangi = Staff.objects.get(user=world.mwangi)
    third = StaffFactory.create(school=world.marlowe, title_name="Ms Third")
    told = post(
        world, page_of(world.class_8hw), form="tutor", staff=mwangi.pk, from_on="9/3/2027", in_place="on"
    )
    assert "Mr Mwangi is a tutor of 8HW." in told.content.decode()
    post(world, page_of(world.class_8hw), form="tutor", staff=third.pk, from_on="9/3/2027")
    rows = GroupStaff.objects.filter(group=world.class_8hw).order_by("from_on", "pk")
    assert [(row.staff.title_name, row.from_on, row.until_on) for row in rows] == [
        ("Ms Lane", YEAR.starts_on, YESTERDAY),
        ("Mr Mwangi", TODAY, YEAR.ends_on),
        ("Ms Third", TODAY, YEAR.ends_on),
    ]
    with pytest.raises(ValidationError, match="is a tutor of 8HW already"):
        name_tutor(
            rights=rights(world.okafor),
            group_id=world.class_8hw.pk,
            staff_id=mwangi.pk,
            from_on=TODAY,
            in_place=False,
            at=NOW,
        )


def test_a_tutor_who_ends_sees_the_class_until_their_last_day(world: World) -> None:
    part = GroupStaff.objects.get(group=world.class_8hw)
    told = post(world, page_of(world.class_8hw), form="end", part=part.pk, last_on="8/3/2027")
    assert "Ms Lane: last day saved." in told.content.decode()
    assert signed_in(world.lane).get(f"/marlowe-park/pupils/{world.pupils[0].pk}/").status_code == 404
    with pytest.raises(Http404):
        end_tutor(
            rights=rights(world.okafor),
            group_id=world.class_7a.pk,
            part_id=part.pk,
            last_on=TODAY,
            at=NOW,
        )


def test_nobody_names_themselves_tutor_but_who_takes_every_register(world: World, class_8jb: Group) -> None:
    admin = world.staff[Role.ADMIN]
    own = {
        person: StaffFactory.create(school=world.marlowe, user=person) for person in (admin, world.adeyemi)
    }
    url = page_of(class_8jb)
    answer = signed_in(admin).post(url, {"form": "tutor", "staff": own[admin].pk, "from_on": "9/3/2027"})
    assert answer.status_code == 422
    assert "Ask a colleague to put you on" in answer.content.decode()
    assert not GroupStaff.objects.filter(group=class_8jb).exists()

    signed_in(world.adeyemi).post(
        url, {"form": "tutor", "staff": own[world.adeyemi].pk, "from_on": "9/3/2027"}
    )
    post(world, url, form="tutor", staff=own[admin].pk, from_on="9/3/2027")
    assert set(GroupStaff.objects.filter(group=class_8jb).values_list("staff", flat=True)) == {
        staff.pk for staff in own.values()
    }


def test_people_and_groups_of_another_school_are_not_there(world: World, class_8jb: Group) -> None:
    who, there = rights(world.okafor), world.pupils_elsewhere["9T"]
    stranger = StaffFactory.create(school=world.tallis)
    with pytest.raises(Http404):
        add_members(rights=who, group_id=class_8jb.pk, pupil_ids=[there.pk], from_on=TODAY, at=NOW)
    with pytest.raises(Http404):
        change_group(rights=who, group_id=world.class_9t.pk, words=WORDS, at=NOW)
    with pytest.raises(Http404):
        add_group(rights=who, year_id=world.class_9t.academic_year_id, kind="other", words=WORDS, at=NOW)
    with pytest.raises(Http404):
        name_tutor(
            rights=who, group_id=class_8jb.pk, staff_id=stranger.pk, from_on=TODAY, in_place=False, at=NOW
        )
    assert signed_in(world.okafor).get(page_of(world.class_9t)).status_code == 404


@pytest.mark.parametrize("who", ["lane", "bell", "rahman", "reid"])
def test_others_change_no_group(world: World, who: str) -> None:
    person = getattr(world, who)
    assert signed_in(person).get(GROUPS).status_code == 403
    with pytest.raises(PermissionDenied):
        change_group(rights=rights(person), group_id=world.class_8hw.pk, words=WORDS, at=NOW)


@pytest.mark.parametrize("address", ["list", "group"])
def test_the_pages_cost_as_many_statements_for_three_pupils_as_for_ninety(world: World, address: str) -> None:
    url = GROUPS if address == "list" else page_of(world.class_8hw)

    def cost() -> int:
        client = signed_in(world.okafor)
        with CaptureQueriesContext(connection) as sent:
            assert client.get(url, {"q": "a"}).status_code == 200
        return len(sent)

    few = cost()
    more = add_pupils(world.class_8hw, 70)
    add_pupils(group_of(world.marlowe, "8ZZ", 8, teacher=world.mwangi), 90)
    GroupMemberFactory.create(group=world.class_7a, pupil=more[0], until_on=TODAY - timedelta(days=9))
    assert cost() == few
