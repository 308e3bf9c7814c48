"""The demo's office confirms the brothers and sisters whose marks are to be seen together, once."""

from types import SimpleNamespace

import pytest

from integrations.demo import siblings
from integrations.demo.agreed import office_of
from integrations.demo.schools import MARLOWE, make_world
from integrations.demo.siblings import confirm_siblings
from schools.models import Pupil, SiblingPair
from tests.world import NOW, TODAY, World


def line(upn: str) -> SimpleNamespace:
    return SimpleNamespace(place=SimpleNamespace(child=SimpleNamespace(upn=upn)))


def test_pairs_of_the_school_are_confirmed_once(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    one, other = world.pupils[1], world.pupils[0]
    for pupil, upn in ((one, "A123456789012"), (other, "B123456789012")):
        Pupil.objects.filter(pk=pupil.pk).update(upn=upn)
    pairs = [(line("A123456789012"), line("B123456789012")), (line("A123456789012"), line("not here"))]
    monkeypatch.setattr(siblings, "write_year", lambda *_: SimpleNamespace(siblings=pairs))
    office = office_of(world.marlowe, on=TODAY)
    assert office is not None

    for _ in range(2):
        confirm_siblings(make_world(2026, 2026), MARLOWE, office, at=NOW)

    pair = SiblingPair.objects.get()
    assert {pair.one, pair.other} == {one, other}
    assert (pair.are_siblings, pair.decided_by) == (True, world.okafor)
