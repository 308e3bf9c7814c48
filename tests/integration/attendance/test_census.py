"""Whether a term's attendance is ready for the census, said with counts that lead to what is wrong."""

from datetime import date
from typing import Any

import pytest

from attendance.census import collection_with
from attendance.queries.census import CensusPart, census_parts
from schools.models import Pupil, RollEntry, SchoolDay
from tests.integration.attendance.pages import statements, words_of
from tests.integration.attendance.scrutiny_steps import AM, PM, officer, planted, taken
from tests.sign_in import signed_in
from tests.world import TODAY, YESTERDAY, World, add_pupils

PAGE = "/marlowe-park/scrutiny/census/"


@pytest.fixture(autouse=True)
def two_days(world: World) -> list[date]:
    """The spring term had two school days so far, so that a test can mark them all."""
    kept = [date(2027, 3, 5), YESTERDAY]
    SchoolDay.objects.filter(school=world.marlowe, date__lt=TODAY, date__gte=date(2027, 1, 1)).exclude(
        date__in=kept
    ).delete()
    return kept


def part(world: World, day: date = TODAY, today: date = TODAY) -> CensusPart:
    """The only part of the collection of a day."""
    (found,) = census_parts(officer(world), collection_with(day), today=today)
    return found


def open_checks(found: CensusPart) -> dict[str, int]:
    """What the checklist found."""
    return {check.words: check.count for check in found.checks if check.count}


def test_a_term_marked_in_full_is_clear_and_ready_once_it_is_over(world: World, two_days: list[date]) -> None:
    for on in two_days:
        taken(world, on)

    assert open_checks(part(world)) == {}
    assert not part(world).is_ready
    SchoolDay.objects.filter(school=world.marlowe, date__range=(TODAY, date(2027, 3, 28))).delete()
    assert part(world, today=date(2027, 4, 1)).is_ready


def test_the_census_counts_by_class_and_by_code(world: World, two_days: list[date]) -> None:
    planted(world.pupils[0], "I")
    planted(world.pupils[1], "G")
    planted(world.pupils[2], "Y2")
    for on in two_days:
        taken(world, on)

    found = part(world)

    assert (found.pupils, found.expected) == (4, 16)
    assert dict(found.totals) == {
        "Possible sessions": "15",
        "Attended": "13 (86.7%)",
        "Authorised absence": "1 (6.7%)",
        "Unauthorised absence": "1 (6.7%)",
        "Not possible, not counted": "1",
    }
    assert {each.code.letter: each.sessions for each in found.codes} == {
        "/": 5,
        "\\": 8,
        "I": 1,
        "G": 1,
        "Y2": 1,
    }


def test_missing_marks_n_and_unlawful_codes_are_counted(world: World, two_days: list[date]) -> None:
    planted(world.pupils[0], "N")
    planted(world.pupils[1], "C2", half=PM)
    taken(world, YESTERDAY)

    checks = open_checks(part(world))

    assert checks == {
        "sessions without a mark": 8,
        "N without a reason": 1,
        "marks: C2 without an agreement in force": 1,
    }


def test_the_link_of_n_shows_as_many_as_are_counted_in_time_or_not(
    world: World, two_days: list[date]
) -> None:
    planted(world.pupils[0], "N")
    planted(world.pupils[1], "N", on=two_days[0])
    (check,) = (check for check in part(world).checks if check.words == "N without a reason")

    page = signed_in(world.okafor).get(check.url).context["page"]

    assert check.count == page.count == 2


def test_pupils_without_upn_and_likely_duplicates_are_counted(world: World, two_days: list[date]) -> None:
    for on in two_days:
        taken(world, on)
    Pupil.objects.filter(pk=world.pupils[0].pk).update(upn="")
    Pupil.objects.filter(pk=world.pupils[1].pk).update(
        admission_number="77", legal_surname="Khan", known_surname="Khan"
    )
    Pupil.objects.filter(pk=world.pupils[2].pk).update(admission_number="77")

    checks = open_checks(part(world))

    assert checks["pupils without a UPN"] == 1
    assert checks["likely duplicates"] >= 1


@pytest.mark.parametrize(
    "facts",
    [{"born_on": date(2010, 8, 31)}, {"born_on": date(2022, 9, 1)}, {"is_boarder": True}],
)
def test_other_ages_and_boarders_are_not_in_the_collection(world: World, facts: dict[str, Any]) -> None:
    Pupil.objects.filter(pk=world.pupils[0].pk).update(**facts)

    assert part(world).pupils == 3


def test_sessions_are_expected_from_the_roll_and_the_calendar_alone(
    world: World, two_days: list[date]
) -> None:
    """A pupil is never shown missing sessions that were not expected of them."""
    RollEntry.objects.filter(pupil=world.pupils[0]).update(admitted_on=YESTERDAY)
    RollEntry.objects.filter(pupil=world.pupils[1]).update(left_on=date(2027, 3, 7), is_history=True)
    planted(world.pupils[0], "I", on=two_days[0])
    for on in two_days:
        taken(world, on)

    found = part(world)

    assert found.expected == 2 + 2 + 4 + 4
    assert found.differing == []
    assert found.tally.possible == 12


def test_a_pupil_whose_possible_sessions_differ_is_named_with_the_cause(
    world: World, two_days: list[date]
) -> None:
    planted(world.pupils[0], "Q", half=AM)
    for on in two_days:
        taken(world, on)

    (row,) = part(world).differing

    assert (row.name, row.expected, row.possible, row.not_required, row.blank) == ("Amir Khan", 4, 3, 1, 0)


def test_the_page_says_what_is_not_certain_and_shows_an_earlier_collection(world: World) -> None:
    client = signed_in(world.okafor)

    words = words_of(client.get(PAGE))
    assert "Summer census 2027: attendance" in words
    assert "aged 4 to 15 on 31 August 2026" in words
    assert "Daymark sends no return." in words
    earlier = words_of(client.get(PAGE, {"collection": "2027-spring"}))
    assert "Spring census 2027: attendance" in earlier
    assert "1 August 2026 to 31 December 2026" in earlier


def test_the_summer_half_terms_are_told_apart(world: World) -> None:
    parts = census_parts(officer(world), collection_with(date(2027, 6, 20)), today=date(2027, 6, 20))

    assert [each.is_over for each in parts] == [True, False]
    assert parts[1].period.ends_on == date(2027, 6, 19)


def test_a_school_without_days_in_the_term_is_told_so(world: World) -> None:
    SchoolDay.objects.filter(school=world.marlowe).delete()

    words = words_of(signed_in(world.okafor).get(PAGE))

    assert "No pupil of the collection was on roll on a school day of these." in words


def test_the_statements_do_not_grow_with_the_pupils(world: World) -> None:
    client = signed_in(world.okafor)
    counts = []
    for more in (0, 12):
        add_pupils(world.class_8hw, more)
        with statements() as sent:
            client.get(PAGE)
        counts.append(len(sent))

    assert counts[0] == counts[1]


def test_only_this_schools_pupils_are_counted(world: World) -> None:
    planted(world.pupils_elsewhere["9T"], "N")

    assert part(world).pupils == 4
    assert "N without a reason" not in open_checks(part(world))
    assert signed_in(world.shah).get(PAGE).status_code == 404
