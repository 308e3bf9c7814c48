"""The page of patterns: what the night found, for those whose figures the reader may see."""

from datetime import timedelta

import pytest

from accounts.roles import Permission, Role, Scope, scopes_of
from attendance.models import FoundPattern, Sweep, SweepKind
from attendance.patterns.kinds import PatternKind
from schools.models import Pupil
from tests.integration.reporting.steps import opened, shown, statements
from tests.world import NOW, TODAY, YESTERDAY, World, add_pupils

PAGE = "/marlowe-park/patterns/"
WORDS = "5 of 7 Mondays missed in whole or part, against 1 of 20 other days"


def find(pupil: Pupil, kind: PatternKind = PatternKind.WEEKDAY, sibling: Pupil | None = None) -> FoundPattern:
    """A pattern of last night."""
    look = {"school": pupil.school, "kind": SweepKind.PATTERNS, "on": YESTERDAY}
    Sweep.objects.get_or_create(**look, defaults={"started_at": NOW, "finished_at": NOW})
    return FoundPattern.objects.create(
        school=pupil.school,
        pupil=pupil,
        kind=kind,
        sibling=sibling,
        found_on=YESTERDAY,
        found=5,
        out_of=7,
        beside=1,
        beside_of=20,
        days=[TODAY - timedelta(weeks=6), TODAY - timedelta(weeks=1)],
    )


def test_a_pattern_stands_with_its_counts_a_caution_and_the_marks_behind_it(world: World) -> None:
    amir = world.pupils[0]
    find(amir)

    page = shown(world.okafor, PAGE)

    assert WORDS in page
    assert "Ask before you conclude." in page
    assert "4 pupils looked at on Mon 8 Mar; 1 has a pattern." in page
    assert "Chance alone names at most 1 in 50 pupils, over all kinds together: of these 4, hardly" in page
    assert f"/pupils/{amir.pk}/marks/?from=2027-01-26&amp;until=2027-03-02&amp;kind=missed" in page


def test_pupils_stand_where_people_look_for_their_names(world: World) -> None:
    for pupil, surname in zip(world.pupils, ("Zed", "Łaski", "law"), strict=True):
        Pupil.objects.filter(pk=pupil.pk).update(known_surname=surname)
        find(pupil)

    (part,) = opened(world.okafor, PAGE).context["page"].parts
    assert [line.name.split(" ", 1)[1] for line in part.lines] == ["Łaski", "law", "Zed"]


def test_before_the_first_night_and_where_nothing_is_found_the_page_says_so(world: World) -> None:
    assert "Patterns are looked for every night." in shown(world.okafor, PAGE)
    find(world.pupils[0]).delete()
    assert "Nobody’s marks show a pattern." in shown(world.okafor, PAGE)


def test_each_reads_of_the_pupils_whose_figures_they_see(world: World) -> None:
    amir = world.pupils[0]
    find(amir)
    for person in (world.okafor, world.adeyemi, world.reid, world.lane, world.rahman):
        assert WORDS in shown(person, PAGE)
    assert opened(world.bell, PAGE).status_code == 403
    assert opened(world.shah, PAGE).status_code == 404


def test_without_the_right_to_read_marks_nobody_is_told_of_days(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    find(world.pupils[0])

    def own_classes_alone(role: Role, permission: Permission) -> frozenset[Scope]:
        reads = (role, permission) == (Role.OFFICER, Permission.ATTENDANCE_HISTORY)
        return frozenset({Scope.OWN_CLASSES}) if reads else scopes_of(role, permission)

    monkeypatch.setattr("schools.access.scopes_of", own_classes_alone)
    assert WORDS not in shown(world.okafor, PAGE)


def test_what_is_shared_with_a_sibling_out_of_reach_is_not_told(world: World) -> None:
    amir = world.pupils[0]
    (sister,) = add_pupils(world.class_7a, 1, [("Canary", "Leyla")])
    find(amir, PatternKind.SIBLINGS, sister)

    assert "With Leyla Canary" in shown(world.okafor, PAGE)
    for person in (world.lane, world.rahman):
        assert "Canary" not in (page := shown(person, PAGE))
        assert "brother or sister missed" not in page


@pytest.mark.parametrize(
    ("asked", "is_there"),
    [
        ("?kind=weekday", True),
        ("?kind=lates", False),
        ("?year=8", True),
        ("?year=11", True),
        ("?kind=%00'--&year=x&page=-9", True),
        ("?kind=weekday&page=zz", True),
        ("?year=99999999999999999999", True),
    ],
)
def test_the_page_is_narrowed_and_takes_any_address(world: World, asked: str, is_there: bool) -> None:
    find(world.pupils[0])
    assert (WORDS in shown(world.okafor, PAGE + asked)) is is_there


def test_what_is_counted_is_what_is_shown(world: World) -> None:
    find(world.pupils[0])
    add_pupils(world.class_7a, 100)

    page = shown(world.okafor, PAGE)
    assert "104 pupils looked at on Mon 8 Mar; 1 has a pattern." in page
    assert "over all kinds together: of these 104, 2." in page
    siblings = shown(world.okafor, f"{PAGE}?kind=siblings")
    assert "104 pupils looked at on Mon 8 Mar; nobody has this pattern." in siblings
    seventh = shown(world.okafor, f"{PAGE}?year=7")
    assert '<option value="7" selected>Year 7</option>' in seventh
    assert "101 pupils looked at on Mon 8 Mar; nobody has a pattern." in seventh
    assert "Nobody here has such a pattern." in seventh
    assert "3 pupils looked at" in shown(world.rahman, PAGE)


def test_the_page_of_a_pupil_says_where_too_little_was_there_to_look_at(world: World) -> None:
    assert "Too few school days to look: 0 of 20." in shown(
        world.okafor, f"/marlowe-park/pupils/{world.pupils[0].pk}/"
    )


def test_many_patterns_cost_as_many_statements_as_one_and_are_cut(world: World) -> None:
    find(world.pupils[0])
    few = statements(world.okafor, PAGE)
    for pupil in add_pupils(world.class_8hw, 60):
        find(pupil)

    assert len(statements(world.okafor, PAGE)) == len(few)
    page = shown(world.okafor, PAGE)
    assert page.count(WORDS) == 10
    assert "All 61" in page
    assert "Page 2 of 2" in shown(world.okafor, f"{PAGE}?kind=weekday&page=2")
