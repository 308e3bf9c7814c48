"""Whoever stands by a pupil is told of an unexplained absence on the same day, as a logged act."""

import json
from uuid import uuid4

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.http import Http404

from accounts.models import AuditEvent
from attendance.models import AgencyTold, Way
from attendance.queries.first_day.agencies import agencies_of, agencies_to_tell
from attendance.services.first_day.agencies import AgencyFacts, tell_agency
from schools.models import ProtectedKind, Pupil
from tests.factories import ProtectedFactFactory
from tests.integration.attendance.lead_steps import TOLD_AT, day_at, given_n, rights_now
from tests.integration.attendance.pages import fields_of, words_of
from tests.integration.attendance.steps import officer_amends
from tests.sign_in import signed_in
from tests.world import TODAY, World


def facts(agency: str = "social_worker", **others: object) -> AgencyFacts:
    given = {"call": uuid4(), "name": "Dana Price", "way": Way.CALL.value, "reached": True, "words": "Told"}
    return AgencyFacts(agency=agency, **(given | others))  # type: ignore[arg-type]


def to_tell(world: World, person: str = "okafor") -> list[tuple[str, str]]:
    lines = agencies_to_tell(rights_now(getattr(world, person)), day_at(world, TOLD_AT))
    return [(line.name, line.whom) for line in lines]


def test_the_agencies_of_a_pupil_come_from_the_facts_of_the_day(world: World) -> None:
    amir: Pupil = world.pupils[0]
    ProtectedFactFactory.create(pupil=amir, kind=ProtectedKind.CHILD_PROTECTION.value, worker_name="Old Name")
    ProtectedFactFactory.create(pupil=amir, worker_name="Dana Price", team="East", worker_phone="01632960001")
    ProtectedFactFactory.create(pupil=amir, kind=ProtectedKind.LOOKED_AFTER.value)
    ProtectedFactFactory.create(pupil=amir, kind=ProtectedKind.YOUTH_JUSTICE.value, until_on="2027-03-08")
    found = [(line.title, line.name, line.team, line.phone) for line in agencies_of(amir, on=TODAY)]
    assert found == [
        ("Social worker", "Dana Price", "East", "01632960001"),
        ("Virtual school", "", "", ""),
    ]


def test_unexplained_pupils_with_a_worker_are_listed_until_the_worker_was_told(world: World) -> None:
    amir, zoe, jack = world.pupils
    given_n(world, amir, zoe)
    for pupil in (amir, zoe, jack):
        ProtectedFactFactory.create(pupil=pupil)
    ProtectedFactFactory.create(pupil=amir, kind=ProtectedKind.YOUTH_JUSTICE.value)
    officer_amends(world, zoe, "I", at=TOLD_AT)
    assert ("Amir Khan", "social worker and youth justice worker") in to_tell(world)
    assert "Zoë O'Brien-Łukasiewicz" not in dict(to_tell(world))
    tell_agency(rights=rights_now(world.okafor), pupil_id=amir.pk, facts=facts(), at=TOLD_AT)
    assert dict(to_tell(world))["Amir Khan"] == "youth justice worker"
    assert to_tell(world, "bell") == []


@pytest.mark.parametrize(
    ("kind", "whom"),
    [
        (ProtectedKind.CHILD_PROTECTION, "social worker"),
        (ProtectedKind.CHILD_IN_NEED, "social worker"),
        (ProtectedKind.LOOKED_AFTER, "social worker"),
        (ProtectedKind.YOUTH_JUSTICE, "youth justice worker"),
        (ProtectedKind.VIRTUAL_SCHOOL, None),
        (ProtectedKind.PREVIOUSLY_LOOKED_AFTER, None),
    ],
)
def test_a_child_in_need_on_a_plan_or_looked_after_has_a_social_worker_to_tell(
    world: World, kind: ProtectedKind, whom: str | None
) -> None:
    amir = world.pupils[0]
    given_n(world, amir)
    ProtectedFactFactory.create(pupil=amir, kind=kind.value)
    assert dict(to_tell(world)).get("Amir Khan") == whom
    agency = "youth_justice" if whom == "youth justice worker" else "social_worker"
    if whom is not None:
        tell_agency(rights=rights_now(world.okafor), pupil_id=amir.pk, facts=facts(agency), at=TOLD_AT)
    assert "Amir Khan" not in dict(to_tell(world))


def test_a_form_sent_twice_is_one_act_with_its_line_in_the_audit(world: World) -> None:
    amir = world.pupils[0]
    ProtectedFactFactory.create(pupil=amir)
    sent = facts(reached=False, words="Left word with the duty desk")
    for _ in range(2):
        row = tell_agency(rights=rights_now(world.reid), pupil_id=amir.pk, facts=sent, at=TOLD_AT)
    assert AgencyTold.objects.get() == row
    assert (row.told_by, row.reached, row.date) == (world.reid, False, TODAY)
    audit = AuditEvent.objects.filter(tbl="attendance_agencytold", verb="insert").latest("pk")
    assert (audit.actor, audit.pupil) == (world.reid.pk, amir.pk)
    assert "duty desk" not in json.dumps(audit.after)
    ProtectedFactFactory.create(pupil=world.pupils[1])
    with pytest.raises(ValidationError, match="Open the page again"):
        tell_agency(rights=rights_now(world.reid), pupil_id=world.pupils[1].pk, facts=sent, at=TOLD_AT)


def test_without_the_right_to_protected_facts_there_is_no_such_page(world: World) -> None:
    amir = world.pupils[0]
    ProtectedFactFactory.create(pupil=amir)
    assert signed_in(world.bell).get(f"/marlowe-park/contact/{amir.pk}/agencies/").status_code == 404
    with pytest.raises(Http404):
        tell_agency(rights=rights_now(world.bell), pupil_id=amir.pk, facts=facts(), at=TOLD_AT)
    with pytest.raises(ValidationError, match="from the list"):
        tell_agency(
            rights=rights_now(world.okafor), pupil_id=amir.pk, facts=facts("youth_justice"), at=TOLD_AT
        )
    with pytest.raises(Http404):
        tell_agency(
            rights=rights_now(world.okafor),
            pupil_id=world.pupils_elsewhere["9T"].pk,
            facts=facts(),
            at=TOLD_AT,
        )
    assert not AgencyTold.objects.exists()


def test_the_page_fills_in_the_one_whom_to_ring_and_lists_what_was_told(world: World) -> None:
    amir = world.pupils[0]
    ProtectedFactFactory.create(pupil=amir, worker_name="Dana Price", worker_phone="01632960001")
    address = f"/marlowe-park/contact/{amir.pk}/agencies/"
    with time_machine.travel(TOLD_AT, tick=False):
        client = signed_in(world.okafor)
        page = client.get(address)
        sent = fields_of(page) | {"agency": "social_worker", "name": "Dana Price", "way": "call"}
        assert "Say whether you reached somebody" in words_of(client.post(address, sent | {"reached": ""}))
        told = client.post(address, sent | {"reached": "no", "words": "Asked to ring back"}, follow=True)
    assert "01632960001" in words_of(page)
    assert "Amir Khan: message left. It is written down." in words_of(told)
    assert "Call, message left. By Ms Okafor" in words_of(told)
