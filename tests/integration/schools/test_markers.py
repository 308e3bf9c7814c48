"""Markers of the safeguarding lead: the office learns what to do, and never why."""

import json
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404

from accounts.models import AuditEvent
from schools.models import MarkerKind, Pupil, PupilMarker
from schools.queries.markers import MARKED, markers_of
from schools.queries.rows import rows_of
from schools.services.markers import end_marker, set_marker
from tests.integration.schools.family_steps import rights, shown
from tests.sign_in import signed_in
from tests.world import NOW, TODAY, TOMORROW, YESTERDAY, World

FIRST, ASK = MarkerKind.CALL_FIRST.value, MarkerKind.ASK_FIRST.value


def marked(world: World, pupil: Pupil, kind: str = FIRST) -> PupilMarker:
    """Mr Reid sets a marker."""
    return set_marker(rights=rights(world.reid), pupil_id=pupil.pk, kind=kind, at=NOW)


def test_the_lead_sets_a_marker_and_whoever_may_ring_reads_it(world: World) -> None:
    amir = world.pupils[0]
    page = f"/marlowe-park/pupils/{amir.pk}/safety/"
    told = signed_in(world.reid).post(f"{page}marker/", {"kind": ASK}, follow=True)
    assert "Speak to the DSL first: set." in told.content.decode()
    for person in (world.bell, world.okafor, world.reid):
        assert "Speak to the DSL before anybody rings or writes" in shown(person, page)
    assert "Ring first when absent" not in shown(world.bell, page)
    row = PupilMarker.objects.get()
    ended = signed_in(world.reid).post(f"{page}marker/{row.pk}/end/", follow=True)
    assert "it ends today" in ended.content.decode()
    audit = AuditEvent.objects.filter(tbl="schools_pupilmarker").latest("pk")
    assert (audit.actor, audit.pupil) == (world.reid.pk, amir.pk)
    assert ASK not in json.dumps(audit.after)


def test_set_twice_it_stands_once_and_ended_it_is_kept(world: World) -> None:
    amir = world.pupils[0]
    first = marked(world, amir)
    assert marked(world, amir) == first
    end_marker(rights=rights(world.reid), pupil_id=amir.pk, marker_id=first.pk, at=NOW)
    with pytest.raises(ValidationError, match="ended already"):
        end_marker(rights=rights(world.reid), pupil_id=amir.pk, marker_id=first.pk, at=NOW)
    assert (len(markers_of(amir, on=TODAY).lines), markers_of(amir, on=TOMORROW).lines) == (1, [])
    assert marked(world, amir).until_on is None
    assert PupilMarker.objects.count() == 1


def test_the_lead_alone_sets_and_ends_and_only_within_the_school(world: World) -> None:
    amir = world.pupils[0]
    row = marked(world, amir)
    for person in (world.okafor, world.adeyemi, world.bell):
        with pytest.raises(PermissionDenied):
            set_marker(rights=rights(person), pupil_id=amir.pk, kind=ASK, at=NOW)
        with pytest.raises(PermissionDenied):
            end_marker(rights=rights(person), pupil_id=amir.pk, marker_id=row.pk, at=NOW)
    with pytest.raises(Http404):
        marked(world, world.pupils_elsewhere["9T"])
    with pytest.raises(Http404):
        end_marker(rights=rights(world.reid), pupil_id=world.pupils[1].pk, marker_id=row.pk, at=NOW)
    with pytest.raises(ValidationError, match="from the list"):
        marked(world, amir, "because")
    assert PupilMarker.objects.count() == 1


def test_only_markers_of_the_day_count(world: World) -> None:
    amir, zoe, jack = world.pupils
    PupilMarker.objects.create(pupil=amir, kind=FIRST, from_on=YESTERDAY, until_on=TODAY)
    PupilMarker.objects.create(pupil=zoe, kind=FIRST, from_on=TOMORROW)
    PupilMarker.objects.create(
        pupil=jack, kind=ASK, from_on=YESTERDAY - timedelta(days=7), until_on=YESTERDAY
    )
    assert rows_of(f"SELECT mk.pupil_id, mk.kind FROM {MARKED} mk", {"on": TODAY}) == [(amir.pk, FIRST)]
