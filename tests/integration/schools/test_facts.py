"""Support and protected facts by date: each with its right, its source, and every opening written down."""

from datetime import date
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.http import Http404
from django.test.utils import CaptureQueriesContext

from accounts.models import AuditEvent, User
from accounts.roles import Role
from schools.access import Rights, rights_of
from schools.models import ProtectedFact, SupportFact
from schools.services.facts import Protection, Support, write_protection, write_support
from tests.factories import ProtectedFactFactory, SupportFactFactory
from tests.sign_in import signed_in
from tests.world import NOW, TODAY, YESTERDAY, World, add_pupils

SEN = {"kind": "sen", "need": "ASD", "from_on": "2027-03-01", "source": "Plan of 1 March"}
WORKER = {
    "kind": "social_worker",
    "from_on": "2027-03-01",
    "worker_name": "Jo Marsh",
    "worker_phone": "01522 496012",
    "team": "Assessment team 2",
    "authority": "Lincolnshire",
    "source": "Email of 1 March",
}


def rights(person: User) -> Rights:
    found = rights_of(person, "marlowe-park", on=TODAY)
    assert found is not None
    return found


def page(world: World, tail: str = "facts/") -> str:
    return f"/marlowe-park/pupils/{world.pupils[0].pk}/{tail}"


def support(**values: Any) -> Support:
    facts: dict[str, Any] = {
        "kind": "sen",
        "need": "",
        "from_on": TODAY,
        "until_on": None,
        "note": "",
        "source": "The SENCO",
    }
    return Support(**facts | values)


def test_the_officer_writes_support_down_with_its_need_and_source(world: World) -> None:
    answer = signed_in(world.okafor).post(page(world, "facts/new/"), SEN)

    assert answer.status_code == 302
    fact = SupportFact.objects.get()
    assert (fact.kind, fact.need, fact.from_on, fact.until_on) == ("sen", "ASD", date(2027, 3, 1), None)
    line = AuditEvent.objects.get(tbl="schools_supportfact", verb="insert")
    assert (line.actor, line.pupil) == (world.okafor.pk, world.pupils[0].pk)
    shown = signed_in(world.lane).get(page(world)).content.decode()
    assert "Autistic spectrum disorder" in shown
    assert "Plan of 1 March" in shown


def test_a_fact_without_a_source_is_not_taken(world: World) -> None:
    answer = signed_in(world.okafor).post(page(world, "facts/new/"), SEN | {"source": ""})

    assert answer.status_code == 422
    assert "Say who told the school" in answer.content.decode()
    assert not SupportFact.objects.exists()


@pytest.mark.parametrize("days", [{"from_on": "9999-01-01"}, {"until_on": "9999-12-31"}])
def test_a_fact_has_no_day_that_can_only_be_mistyped(world: World, days: dict[str, str]) -> None:
    answer = signed_in(world.okafor).post(page(world, "facts/new/"), SEN | days)

    assert answer.status_code == 422
    assert "Give a date from 1 January 1990 to 31 December 2100" in answer.content.decode()
    assert not SupportFact.objects.exists()


def test_the_same_kind_does_not_stand_twice_on_one_day(world: World) -> None:
    write_support(rights=rights(world.okafor), pupil_id=world.pupils[0].pk, support=support(), at=NOW)
    with pytest.raises(ValidationError, match="SEN support stands already from 9 March 2027"):
        write_support(
            rights=rights(world.okafor),
            pupil_id=world.pupils[0].pk,
            support=support(from_on=YESTERDAY),
            at=NOW,
        )


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"kind": "eal", "need": "ASD"}, "A need belongs to SEN support"),
        ({"until_on": YESTERDAY}, "The last day must be on or after the first"),
        ({"from_on": date(2010, 1, 1)}, "before the pupil was born"),
        ({"kind": "cp"}, "Choose a kind of support"),
    ],
)
def test_what_cannot_be_true_is_refused_in_words(world: World, values: dict[str, Any], words: str) -> None:
    with pytest.raises(ValidationError, match=words):
        write_support(
            rights=rights(world.okafor), pupil_id=world.pupils[0].pk, support=support(**values), at=NOW
        )


def test_support_is_ended_and_stays_on_the_list(world: World) -> None:
    fact = SupportFactFactory.create(pupil=world.pupils[0], source="The SENCO")
    url = page(world, f"facts/{fact.pk}/")
    assert signed_in(world.okafor).get(url).status_code == 200
    signed_in(world.okafor).post(
        url, {"kind": "sen", "from_on": "2026-09-01", "until_on": "2027-03-08", "source": "The SENCO"}
    )

    facts = signed_in(world.okafor).get(page(world)).context["facts"]
    assert [line.fact_id for line in facts.past] == [fact.pk]
    assert facts.standing == []


def test_a_mistake_is_removed_and_the_audit_keeps_it(world: World) -> None:
    fact = SupportFactFactory.create(pupil=world.pupils[0], note="Of another child")
    signed_in(world.okafor).post(page(world, f"facts/{fact.pk}/"), {"remove": "1"})

    assert not SupportFact.objects.exists()
    line = AuditEvent.objects.get(tbl="schools_supportfact", verb="delete")
    assert line.before is not None
    assert (line.before["note"], line.actor) == ("Of another child", world.okafor.pk)


def test_a_teacher_reads_support_and_changes_none(world: World) -> None:
    assert signed_in(world.lane).get(page(world)).status_code == 200
    assert "Add support" not in signed_in(world.lane).get(page(world)).content.decode()
    assert signed_in(world.lane).post(page(world, "facts/new/"), SEN).status_code == 403


@pytest.mark.parametrize("role", [Role.OFFICE, Role.ADMIN])
def test_who_keeps_pupils_but_sees_no_support_writes_none(world: World, role: Role) -> None:
    assert signed_in(world.staff[role]).post(page(world, "facts/new/"), SEN).status_code == 403
    with pytest.raises(PermissionDenied):
        write_support(
            rights=rights(world.staff[role]), pupil_id=world.pupils[0].pk, support=support(), at=NOW
        )


def test_the_safeguarding_lead_writes_a_social_worker_down(world: World) -> None:
    answer = signed_in(world.reid).post(page(world, "protected/new/"), WORKER)

    assert answer.status_code == 302
    assert ProtectedFact.objects.get().worker_phone == "01522496012"
    shown = signed_in(world.okafor).get(page(world, "protected/")).content.decode()
    assert "Jo Marsh" in shown
    assert "Assessment team 2" in shown
    assert "Add a fact" not in shown


def test_who_only_reads_protected_facts_sets_none(world: World) -> None:
    for person in (world.okafor, world.staff[Role.SENCO], world.staff[Role.DSO]):
        assert signed_in(person).post(page(world, "protected/new/"), WORKER).status_code == 403
    with pytest.raises(Http404):
        write_protection(
            rights=rights(world.okafor),
            pupil_id=world.pupils[0].pk,
            protection=Protection(
                kind="cp",
                worker_name="",
                worker_phone="",
                worker_email="",
                team="",
                authority="",
                from_on=TODAY,
                until_on=None,
                note="",
                source="A call",
            ),
            at=NOW,
        )


def test_a_number_that_cannot_ring_is_refused_beside_its_field(world: World) -> None:
    answer = signed_in(world.reid).post(page(world, "protected/new/"), WORKER | {"worker_phone": "999"})
    assert answer.status_code == 422
    assert answer.context["form"].errors["worker_phone"] == ["Enter a UK phone number"]


@pytest.mark.parametrize(("tail", "table"), [("facts/", "supportfact"), ("protected/", "protectedfact")])
def test_each_opening_is_written_down(world: World, tail: str, table: str) -> None:
    signed_in(world.okafor).get(page(world, tail))
    line = AuditEvent.objects.get(verb="open", tbl=f"schools_{table}")
    assert (line.actor, line.pupil, line.school) == (
        world.okafor.pk,
        world.pupils[0].pk,
        world.marlowe.pk,
    )


@pytest.mark.parametrize(
    ("tail", "factory", "table"),
    [
        ("facts/", SupportFactFactory, "schools_supportfact"),
        ("protected/", ProtectedFactFactory, "schools_protectedfact"),
    ],
)
def test_opening_one_fact_to_change_it_is_written_down(
    world: World, tail: str, factory: Any, table: str
) -> None:
    fact = factory.create(pupil=world.pupils[0])
    foreign = factory.create(pupil=world.pupils[1])
    person = world.okafor if tail == "facts/" else world.reid
    client = signed_in(person)

    assert client.get(page(world, f"{tail}{fact.pk}/")).status_code == 200
    line = AuditEvent.objects.get(verb="open", tbl=table)
    assert (line.actor, line.pupil) == (person.pk, world.pupils[0].pk)

    assert client.get(page(world, f"{tail}{foreign.pk}/")).status_code == 404
    assert AuditEvent.objects.filter(verb="refused", tbl=table).count() == 1


@pytest.mark.parametrize("tail", ["facts/", "protected/"])
def test_another_schools_pupil_is_not_found_and_the_try_is_written_down(world: World, tail: str) -> None:
    foreign = world.pupils_elsewhere["9T"].pk
    assert signed_in(world.okafor).get(f"/marlowe-park/pupils/{foreign}/{tail}").status_code == 404
    assert AuditEvent.objects.filter(verb="refused", obj=str(foreign), pupil=None).count() == 1
    assert not AuditEvent.objects.filter(verb="open").exists()


def test_the_fact_of_another_pupil_is_not_found(world: World) -> None:
    fact = SupportFactFactory.create(pupil=world.pupils_elsewhere["9T"])
    client = signed_in(world.okafor)
    assert client.get(page(world, f"facts/{fact.pk}/")).status_code == 404
    assert client.post(page(world, f"facts/{fact.pk}/"), {"remove": "1"}).status_code == 404


def test_many_facts_cost_as_many_statements_as_one(world: World) -> None:
    def sent() -> int:
        client = signed_in(world.okafor)
        with CaptureQueriesContext(connection) as captured:
            client.get(page(world, "protected/"))
        return len(captured)

    few = sent()
    for number in range(1, 9):
        ProtectedFactFactory.create(pupil=world.pupils[0], from_on=date(2020, number, 1))
    add_pupils(world.class_8hw, 30)
    assert sent() == few
