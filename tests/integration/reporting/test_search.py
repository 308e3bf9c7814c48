"""The finder of Ctrl K: at most ten pupils within reach, best first."""

from accounts.roles import Role
from schools.models import Pupil, RollEntry
from tests.integration.reporting.steps import opened, shown, statements
from tests.world import YESTERDAY, World, add_pupils

FINDER = "/marlowe-park/search/"


def test_the_finder_leads_to_the_pupil(world: World) -> None:
    page = shown(world.okafor, f"{FINDER}?q=kha")
    assert f'href="/marlowe-park/pupils/{world.pupils[0].pk}/"' in page
    assert "8HW" in page
    assert "<html" not in page


def test_the_finder_names_ten_at_most(world: World) -> None:
    add_pupils(world.class_8hw, 40)
    assert len(opened(world.okafor, f"{FINDER}?q=a").context["lines"]) == 10


def test_the_finder_stays_within_reach(world: World) -> None:
    assert "Hughes" in shown(world.okafor, f"{FINDER}?q=hughes")
    assert "Hughes" not in shown(world.lane, f"{FINDER}?q=hughes")
    assert "Wren" not in shown(world.okafor, f"{FINDER}?q=wren")


def test_an_admission_number_is_found_without_its_noughts_and_a_leaver_is_called_one(world: World) -> None:
    leaver = world.pupils[1]
    Pupil.objects.filter(pk=leaver.pk).update(admission_number="000625")
    RollEntry.objects.filter(pupil=leaver).update(left_on=YESTERDAY, ground="a", decided_by=world.adeyemi)
    for typed in ("000625", "625"):
        page = shown(world.okafor, f"{FINDER}?q={typed}")
        assert f"/pupils/{leaver.pk}/" in page
        assert "Left " in page
    assert "No pupils match." in shown(world.okafor, f"{FINDER}?q=000")


def test_nobody_fits(world: World) -> None:
    assert "No pupils match." in shown(world.okafor, f"{FINDER}?q=%25")


def test_nothing_typed_finds_nobody(world: World) -> None:
    assert "pupils/" not in shown(world.okafor, f"{FINDER}?q=")
    assert "No pupils match" not in shown(world.okafor, FINDER)


def test_who_has_no_right_is_refused(world: World) -> None:
    assert opened(world.staff[Role.GOVERNOR], f"{FINDER}?q=kha").status_code == 403
    assert opened(world.shah, f"{FINDER}?q=kha").status_code == 404


def test_the_finder_costs_as_many_statements_for_one_as_for_ten(world: World) -> None:
    assert len(statements(world.okafor, f"{FINDER}?q=khan")) == 5
    add_pupils(world.class_8hw, 30)
    assert len(statements(world.okafor, f"{FINDER}?q=a")) == 5
