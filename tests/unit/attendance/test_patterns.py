"""What each detector says, of which days, and when it is silent."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from fractions import Fraction
from itertools import combinations, product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from attendance.codes import find_code
from attendance.line_rules import Mark
from attendance.patterns.find import find_patterns, nothing_words
from attendance.patterns.history import History, history_of, sibling_of
from attendance.patterns.kinds import Pattern, PatternKind
from attendance.patterns.shape import SchoolShape, Share, shape_of
from attendance.patterns.tails import drawn_tail, odds_between, tossed_tail
from attendance.patterns.values import SHARES, PatternValues
from tests.pattern_histories import VALUES, school_days

DAYS = school_days()
MONDAY, FRIDAY = 0, 4
# A school where half of the absences are single days, half of the half days mornings, and 1% are missed.
EVEN = SchoolShape(
    weekdays=(Share(100, 10_000),) * 5 + (Share(),) * 2,
    lates=(Share(100, 10_000),) * 5 + (Share(),) * 2,
    edges=Share(100, 10_000),
    others=Share(400, 40_000),
    spells=Share(100, 200),
    halves=Share(100, 200),
    short=Share(100, 10_000),
)


def number(letter: str, on: date) -> int:
    code = find_code(letter, on)
    assert code is not None
    return code.number


def history(absent: dict[date, str], *, until: int = 100, school: list[date] = DAYS) -> History:
    """A pupil present on all days but those given, each with its codes of morning and afternoon."""
    marks: list[Mark] = []
    for on in school[:until]:
        letters = absent.get(on, "/\\")
        marks += [
            (on, half, number(letter, on)) for half, letter in enumerate(letters, start=1) if letter != " "
        ]
    return history_of(marks, school)


def all_day(days: Iterable[date], codes: str = "OO") -> dict[date, str]:
    return dict.fromkeys(days, codes)


def on_weekday(weekday: int, until: int = 100) -> list[date]:
    return [day for day in DAYS[:until] if day.weekday() == weekday]


def one(kind: PatternKind, found: list[Pattern]) -> Pattern:
    (pattern,) = [each for each in found if each.kind is kind]
    return pattern


def kinds(found: list[Pattern]) -> set[PatternKind]:
    return {each.kind for each in found}


class TestWeekdays:
    """Missed, or late, on one day of the week."""

    def test_five_of_seven_mondays_against_one_other_day_is_a_pattern(self) -> None:
        days = DAYS[3:38]
        mondays = [day for day in days if day.weekday() == MONDAY]
        chosen = history(all_day([*mondays[:5], on_weekday(2)[3]]), until=38)
        found = find_patterns(chosen, VALUES, EVEN)
        assert one(PatternKind.WEEKDAY, found).words == (
            f"5 of {len(on_weekday(MONDAY, 38))} Mondays missed in whole or part, against 1 of 30 other days"
        )

    def test_three_mondays_are_none_however_rare(self) -> None:
        assert find_patterns(history(all_day(on_weekday(MONDAY)[:3])), VALUES, EVEN) == []

    def test_a_school_whose_fridays_are_as_bad_has_no_such_pupil(self) -> None:
        chosen = history(all_day([*on_weekday(FRIDAY)[:9], *on_weekday(MONDAY)[:3]]))
        bad = replace(EVEN, weekdays=(Share(100, 10_000),) * 4 + (Share(900, 10_000),) + (Share(),) * 2)
        assert PatternKind.WEEKDAY in kinds(find_patterns(chosen, VALUES, EVEN))
        assert PatternKind.WEEKDAY not in kinds(find_patterns(chosen, VALUES, bad))

    def test_nine_of_thirteen_lates_on_a_monday_is_a_pattern(self) -> None:
        lates = [*on_weekday(MONDAY)[:9], *on_weekday(2)[:4]]
        found = one(PatternKind.LATES, find_patterns(history(all_day(lates, "L\\")), VALUES, EVEN))
        assert found.words == "9 of 13 days with a late (L or U) fell on a Monday"
        assert set(found.days) == set(on_weekday(MONDAY)[:9])


class TestWhatCounts:
    """Which sessions a history holds."""

    @pytest.mark.parametrize("letter", ["C2", "E", "S", "R", "T", "Y1", "D", "#"])
    def test_what_the_school_decided_or_was_not_possible_is_no_absence(self, letter: str) -> None:
        on = on_weekday(FRIDAY)
        marks = [(day, half, number(letter, day)) for day in on for half in (1, 2)]
        others = [(day, 1, 10) for day in DAYS[:100] if day not in on]
        assert find_patterns(history_of(sorted(marks + others), DAYS), VALUES, EVEN) == []

    def test_u_is_a_late_and_an_unmarked_session_is_nothing(self) -> None:
        chosen = history({DAYS[5]: "U\\", DAYS[6]: "  ", DAYS[7]: "O "})
        assert [day.on for day in chosen.missed] == [DAYS[7]]
        assert [day.on for day in chosen.days if day.is_late] == [DAYS[5]]
        assert DAYS[6] not in {day.on for day in chosen.days}
        assert chosen.missed[0].missed_half is None

    def test_days_before_and_after_holidays_and_inset_lie_beside_closures_and_weekends_do_not(self) -> None:
        chosen = history({})
        beside = [day for day in DAYS if chosen.is_beside_closure(day)]
        assert {date(2026, 10, 23), date(2026, 11, 2), date(2026, 11, 26), date(2026, 11, 30)} <= set(beside)
        assert date(2026, 9, 11) not in beside
        assert DAYS[-1] not in beside


class TestTheOthers:
    """Each of the other detectors says its counts."""

    def test_single_days_against_a_school_of_spells(self) -> None:
        found = find_patterns(history(all_day(DAYS[10:70:6])), VALUES, EVEN)
        assert one(PatternKind.BROKEN, found).words == (
            "10 of 10 absences were single days; in the whole school 100 of 200 are"
        )
        spells = history(all_day([day for start in range(10, 70, 6) for day in DAYS[start : start + 3]]))
        assert PatternKind.BROKEN not in kinds(find_patterns(spells, VALUES, EVEN))

    def test_absences_beside_closures(self) -> None:
        edges = [day for day in DAYS[:140] if history({}).is_beside_closure(day)]
        found = one(PatternKind.CLOSURES, find_patterns(history(all_day(edges), until=140), VALUES, EVEN))
        assert found.found == found.out_of
        assert set(found.days) == set(edges)
        assert "lie beside a holiday or a closure" in found.words

    def test_afternoons_only_with_appointments_among_them(self) -> None:
        found = find_patterns(history(all_day(DAYS[4:84:7], "/M")), VALUES, EVEN)
        pattern = one(PatternKind.HALVES, found)
        assert pattern.words == (
            "12 of 12 half days missed were afternoons; in the whole school 100 of 200 are"
        )
        assert pattern.caution.endswith("Appointments (M) are among them.")

    def test_the_day_after_a_late(self) -> None:
        late = DAYS[4:60:8]
        away = [DAYS[DAYS.index(day) + 1] for day in late]
        found = find_patterns(history(all_day(late, "L\\") | all_day(away)), VALUES, EVEN)
        assert one(PatternKind.AFTER_LATES, found).words.startswith("7 of 7 days after a late missed")

    def test_together_with_a_sibling(self) -> None:
        own = history(all_day(DAYS[5:60:9]))
        sister = sibling_of(7, [(day, 1, 201 if day in DAYS[5:60:9] else 10) for day in DAYS[:100]])
        found = one(PatternKind.SIBLINGS, find_patterns(replace(own, siblings=(sister,)), VALUES, EVEN))
        assert (found.found, found.out_of, found.sibling) == (7, 7, 7)
        alone = sibling_of(7, [(day, 1, 10) for day in DAYS[:100]])
        assert PatternKind.SIBLINGS not in kinds(find_patterns(replace(own, siblings=(alone,)), VALUES, EVEN))

    def test_repeated_short_illness_against_the_schools_average(self) -> None:
        often = history(all_day(DAYS[5:95:9], "II"))
        found = one(PatternKind.ILLNESS, find_patterns(often, VALUES, EVEN))
        assert found.words == (
            "10 absences coded I, of 1 to 2 days, whole or part, in 100 school days; "
            "a pupil here has 1.0 on average"
        )
        assert (
            found.caution == "A known condition, treatment or a plan may explain it. Ask before you conclude."
        )
        long = history(all_day(DAYS[20:40], "II"))
        assert PatternKind.ILLNESS not in kinds(find_patterns(long, VALUES, EVEN))

    def test_a_sudden_change_and_one_illness_of_a_week_which_is_none(self) -> None:
        found = find_patterns(history(all_day([DAYS[20], *DAYS[82:100:3]])), VALUES, EVEN)
        assert one(PatternKind.CHANGE, found).words.startswith(
            "6 absences in the last 4 school weeks, against 1"
        )
        assert PatternKind.CHANGE not in kinds(
            find_patterns(history(all_day(DAYS[90:97], "II")), VALUES, EVEN)
        )

    def test_early_september_is_watched_until_october_ends(self) -> None:
        away = all_day([DAYS[1], DAYS[5], DAYS[9]], "II")
        found = find_patterns(history(away, until=14), VALUES, EVEN)
        assert [each.kind for each in found] == [PatternKind.SEPTEMBER]
        assert find_patterns(history(all_day(DAYS[1:6], "II"), until=14), VALUES, EVEN) == []
        assert find_patterns(history(away, until=60), VALUES, EVEN) == []

    def test_few_days_and_a_pupil_without_marks_say_nothing(self) -> None:
        assert find_patterns(history(all_day(DAYS[:19:2]), until=19, school=DAYS[60:]), VALUES, EVEN) == []
        assert find_patterns(history_of([], DAYS), VALUES, SchoolShape()) == []

    def test_where_nothing_is_found_it_says_whether_there_was_enough_to_look_at(self) -> None:
        assert nothing_words(history({}, until=9), VALUES) == "Too few school days to look: 9 of 20."
        assert nothing_words(history({}, until=20), VALUES) == "None of the patterns that are looked for."

    def test_leave_that_was_granted_is_in_no_pattern(self) -> None:
        edges = [day for day in DAYS[:140] if history({}).is_beside_closure(day)]
        assert find_patterns(history(all_day(edges, "CC"), until=140), VALUES, EVEN) == []


class TestChance:
    """The exact chances, against all ways counted one by one."""

    @given(st.integers(1, 8), st.data())
    def test_drawn_days_as_counted_one_by_one(self, of: int, data: st.DataObject) -> None:
        marked, drawn = data.draw(st.integers(0, of)), data.draw(st.integers(0, of))
        odds = data.draw(st.sampled_from([Fraction(1), Fraction(5, 4), Fraction(3, 10)]))
        found = data.draw(st.integers(max(0, drawn + marked - of), min(drawn, marked)))
        ways = [sum(day < marked for day in days) for days in combinations(range(of), drawn)]
        weigh = [odds**count * (1 if count > found else Fraction(count == found, 2)) for count in ways]
        tail = drawn_tail(found, drawn=drawn, marked=marked, of=of, odds=odds)
        assert tail == Fraction(sum(weigh)) / sum(odds**count for count in ways)

    @given(st.lists(st.fractions(0, 1, max_denominator=9), max_size=5), st.data())
    def test_tossed_events_as_counted_one_by_one(self, chances: list[Fraction], data: st.DataObject) -> None:
        found = data.draw(st.integers(0, len(chances)))
        whole = Fraction(0)
        for happened in product((True, False), repeat=len(chances)):
            way = Fraction(1)
            for yes, chance in zip(happened, chances, strict=True):
                way *= chance if yes else 1 - chance
            whole += way if sum(happened) > found else way / 2 if sum(happened) == found else 0
        assert tossed_tail(found, chances) == whole

    def test_all_shares_of_chance_together_are_one(self) -> None:
        assert sum(SHARES.values()) == 100
        assert set(SHARES) == set(PatternKind) - {PatternKind.SEPTEMBER}

    def test_odds_of_a_part_that_is_empty_are_even(self) -> None:
        assert odds_between((0, 10), (5, 10)) == 1
        assert odds_between((5, 10), (2, 10)) == 4


def test_a_shape_is_kept_and_read_back_and_adds_up() -> None:
    pupils = [history(all_day(DAYS[5:9], "II")), history({DAYS[3]: "/O", DAYS[6]: "L\\"})]
    shape = shape_of(pupils, school_days=DAYS, illness_days=VALUES.illness_days)
    assert SchoolShape.of_facts(shape.as_facts()) == shape
    assert sum(share.part for share in shape.weekdays) == 5
    assert (shape.spells, shape.halves, shape.short) == (Share(1, 2), Share(0, 1), Share(0, 200))
    assert sum(share.part for share in shape.lates) == 1
    beside = sum(history({}).is_beside_closure(day) for day in DAYS[:100])
    assert (shape.edges.whole, shape.others.whole) == (2 * beside, 200 - 2 * beside)


def test_every_kind_has_words_a_heading_and_a_caution() -> None:
    for kind in PatternKind:
        said = Pattern(kind, 5, 7, 1, 20, (), part=1)
        assert kind.heading
        assert kind.explained.endswith(".")
        assert "5" in said.words
        assert said.caution.endswith("conclude.") or kind is PatternKind.SEPTEMBER


def test_a_longer_odds_finds_less() -> None:
    strict = PatternValues(**{name: getattr(VALUES, name) for name in VALUES.__slots__} | {"one_in": 1000})
    chosen = history(all_day([*on_weekday(FRIDAY)[:6], *on_weekday(2)[7:9]]))
    assert PatternKind.WEEKDAY in kinds(find_patterns(chosen, VALUES, EVEN))
    assert find_patterns(chosen, strict, EVEN) == []
