"""Rewards that are fair: whom the page suggests, and to whom it shows them."""

from datetime import date
from typing import Any

import pytest

from attendance.models import Mark
from reporting.queries.reward_pages import RewardPart
from schools.models import DatedValue, Pupil
from schools.names import sort_key
from tests.integration.attendance.year_steps import marked
from tests.integration.reporting.steps import opened, shown, statements
from tests.sign_in import signed_in
from tests.world import World, add_group, add_pupils

REWARDS = "/marlowe-park/rewards/"
TRUANT, NO_REASON, ILL, LATE = 202, 220, 104, 20
JANUARY, LAST_JANUARY = date(2027, 1, 5), date(2027, 1, 29)
FEBRUARY, FRIDAY = date(2027, 2, 1), date(2027, 3, 5)


def weeks_of(pupil: Pupil, *, before: int, now: int = 0, code: int = TRUANT) -> None:
    """The last four whole weeks and the four before, with so many sessions of a code at the end of each."""
    marked(pupil, JANUARY, LAST_JANUARY, before, code=code)
    marked(pupil, FEBRUARY, FRIDAY, now, code=code)


def page_of(world: World, asked: str = "") -> Any:
    return opened(world.okafor, REWARDS + asked).context["page"]


def names_in(world: World, key: str, asked: str = "") -> list[str]:
    return [line.name for line in part_of(world, key, asked).lines]


def part_of(world: World, key: str, asked: str = "") -> RewardPart:
    found: RewardPart = next(part for part in page_of(world, asked).parts if part.key == key)
    return found


@pytest.fixture
def improved(world: World) -> Pupil:
    """Amir missed ten sessions without authority before, and none in these weeks."""
    amir = world.pupils[0]
    weeks_of(amir, before=10)
    return amir


def test_who_came_more_than_before_is_suggested_with_the_rule(world: World, improved: Pupil) -> None:
    line = part_of(world, "improved").lines[0]
    assert (line.name, line.group) == ("Amir Khan", "8HW")
    assert (
        line.why
        == "0 of 38 missed without authority; 10 of 38 missed in the weeks before, 10 without authority"
    )
    page = shown(world.okafor, REWARDS)
    for words in (
        "4 school weeks, 1 February 2027 to 5 March 2027, and the 4 before",
        "Absence with authority costs nobody a reward",
        "at least 5 percentage points less",
        'value="certificates">Make certificates</button>',
        'value="display_sheet">Make a display sheet</button>',
    ):
        assert words in page, words


def test_the_lists_are_by_name_and_never_by_figure(world: World) -> None:
    for pupil, before in zip(world.pupils, (10, 20, 15), strict=True):
        weeks_of(pupil, before=before)
    Pupil.objects.filter(pk=world.pupils[1].pk).update(known_surname="Étienne")
    names = names_in(world, "improved")
    assert names == sorted(names, key=lambda name: sort_key(name.split(" ", 1)[1]))
    assert len(names) == 3


def test_a_child_who_was_ill_in_these_weeks_loses_nothing(world: World, improved: Pupil) -> None:
    before = {part.key: [line.name for line in part.lines] for part in page_of(world).parts}
    Mark.objects.filter(pupil=improved, date__gte=date(2027, 2, 22)).update(code=ILL)
    after = {part.key: [line.name for line in part.lines] for part in page_of(world).parts}
    assert before == after
    assert "away with authority" in part_of(world, "improved").lines[0].why


def test_a_late_mark_ends_a_row_of_punctual_weeks(world: World, improved: Pupil) -> None:
    assert names_in(world, "punctual") == ["Amir Khan"]
    Mark.objects.filter(pupil=improved, date=FRIDAY, session=1).update(code=LATE)
    assert names_in(world, "punctual") == []


def test_a_week_with_an_n_is_passed_over(world: World) -> None:
    amir = world.pupils[0]
    weeks_of(amir, before=0)
    Mark.objects.filter(pupil=amir, date=FRIDAY, session=1).update(code=NO_REASON)
    (line,) = part_of(world, "punctual").lines
    assert line.why == "7 weeks in a row"


def test_lists_of_people_are_not_for_who_sees_totals_or_has_no_weekly_report(
    world: World, improved: Pupil
) -> None:
    for role, person in world.staff.items():
        answer = opened(person, REWARDS)
        reaches = role.value not in {"teacher", "office", "governor", "trust", "admin"}
        assert answer.status_code == (200 if reaches else 403), role
        assert ("Amir Khan" in answer.content.decode()) is reaches, role


def test_the_figures_lead_to_the_rewards_for_who_may_reward(world: World) -> None:
    link = f'href="{REWARDS}"'
    assert [link in shown(person, "/marlowe-park/figures/") for person in (world.okafor, world.lane)] == [
        True,
        False,
    ]


def test_a_pastoral_lead_sees_the_own_year_alone(world: World, improved: Pupil) -> None:
    megan = world.pupils_elsewhere["7A"]
    weeks_of(megan, before=10)
    assert "Megan Hughes" in shown(world.okafor, REWARDS)
    assert "Megan Hughes" not in shown(world.rahman, REWARDS)
    assert opened(world.shah, REWARDS).status_code == 404


def test_a_year_or_class_is_chosen_and_nonsense_is_left_out(world: World, improved: Pupil) -> None:
    weeks_of(world.pupils_elsewhere["7A"], before=10)
    assert names_in(world, "improved", "?of=class-7A") == ["Megan Hughes"]
    assert names_in(world, "improved", "?of=year-8") == ["Amir Khan"]
    assert len(names_in(world, "improved", "?of=class-9Z&week=nonsense&tick=all&between=schools")) == 2


def test_an_earlier_week_is_asked_by_a_day_of_it(world: World, improved: Pupil) -> None:
    page = page_of(world, "?week=2027-02-10")
    assert page.words.endswith("to 12 February 2027, and the 4 before")
    assert page.later_url.startswith("?week=2027-02-22"), "the week after is half-term holiday"
    assert page_of(world, "?week=2031-01-01").days.until_on == FRIDAY, "no week that is still to come"


def test_before_the_first_week_is_over_there_is_nothing(world: World) -> None:
    assert "No school week is over yet" in shown(world.okafor, f"{REWARDS}?week=2019-01-01")


def test_one_press_ticks_a_list_and_keeps_what_was_ticked_by_hand(world: World, improved: Pupil) -> None:
    by_hand = f"punctual-{improved.pk}"
    press = {"tick": "improved", "pick": [by_hand, "best-999999"]}
    answer = signed_in(world.okafor).post(REWARDS, press)
    assert answer.status_code == 200
    assert answer.context["ticked"] == {f"improved-{improved.pk}", by_hand}
    assert signed_in(world.okafor).post(REWARDS, {"tick": "' OR 1=1"}).context["ticked"] == set()


def test_groups_race_by_shares_and_small_ones_do_not(world: World) -> None:
    for pupil in add_pupils(add_group(world.marlowe, "9B", 9), 6):
        weeks_of(pupil, before=10)
    for pupil in world.pupils:
        weeks_of(pupil, before=10)
    page = page_of(world)
    assert [(line.name, line.share, line.gain) for line in page.race] == [
        ("9B", "228 of 228, 100.0%", "26.3 points more")
    ]
    assert page.left_out.startswith("1 group does not race")
    assert [line.name for line in page_of(world, "?between=years").race] == ["Year 9"]


def test_the_values_are_the_schools_own(world: World, improved: Pupil) -> None:
    DatedValue.objects.create(
        school=world.marlowe, key="rewards.gain_points", value=30, valid_from=JANUARY, source="Policy"
    )
    assert names_in(world, "improved") == []


def test_the_page_costs_the_same_for_many(world: World, improved: Pupil) -> None:
    few = statements(world.rahman, REWARDS)
    for pupil in add_pupils(world.class_8hw, 8, [(f"More{place}", "Kim") for place in range(8)]):
        weeks_of(pupil, before=10)
    assert len(statements(world.rahman, REWARDS)) == len(few)
