"""Which code may be agreed ahead, for whom, and on what agreement: a test for each rule."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from attendance.permits import PermitFacts, PupilStanding, ahead_codes, permit_problem, permit_warnings

TODAY = date(2027, 3, 9)
FRIDAY = date(2027, 3, 12)
YEAR_8 = PupilStanding("Amir Khan", date(2014, 6, 1), date(2025, 9, 3), None, is_dual=False, year_group=8)
YEAR_12 = replace(YEAR_8, born_on=date(2010, 1, 9), year_group=12)
RISING_FIVE = replace(YEAR_8, born_on=date(2022, 4, 3), year_group=0)
MUSEUM = PermitFacts(1, "V", TODAY, TODAY, provider="Science Museum, Ms Roe")
PART_TIME = PermitFacts(
    1,
    "C2",
    TODAY,
    date(2027, 4, 16),
    places=frozenset({1, 3, 5, 7, 9}),
    reason="Back after an operation",
    agreed_with_id=7,
    agreed_on=date(2027, 3, 5),
    agreed_by="Mrs Adeyemi",
    review_on=date(2027, 3, 23),
)
LEAVE = PermitFacts(1, "C", FRIDAY, FRIDAY, reason="Funeral abroad", agreed_on=TODAY, agreed_by="Mrs Adeyemi")


def refused(facts: PermitFacts, pupil: PupilStanding = YEAR_8) -> tuple[str, str] | None:
    """The field at fault and the sentence, or None for a permit that may be granted."""
    found = permit_problem(facts, pupil, today=TODAY)
    return (found.field, found.words) if found else None


@pytest.mark.parametrize("facts", [MUSEUM, PART_TIME, LEAVE], ids=["visit", "part-time timetable", "leave"])
def test_a_permit_with_all_its_facts_is_granted(facts: PermitFacts) -> None:
    assert refused(facts) is None


def test_the_codes_that_may_be_agreed_ahead_are_those_known_before_the_day() -> None:
    letters = {code.letter for code in ahead_codes(TODAY)}
    assert " ".join(sorted(letters)) == "B C C1 C2 D E I J1 K M P Q R S T V W X Y1 Y2 Y5 Y6 Y7"


@pytest.mark.parametrize(
    ("letter", "sentence"),
    [
        ("/", "/ says that the pupil came: it is marked on the day"),
        ("L", "L says that the pupil came: it is marked on the day"),
        ("N", "N is an absence that nobody agreed: it is marked on the day"),
        ("G", "G is an absence that nobody agreed: it is marked on the day"),
        ("U", "U is an absence that nobody agreed: it is marked on the day"),
        ("Y4", "Y4 is for a closure. Record the closure instead"),
        ("#", "# is for a closure. Record the closure instead"),
        ("Z", "Z is for a pupil who is not on roll yet: there is nothing to agree"),
        ("H", "Choose a code from the list"),
    ],
)
def test_reg10_what_only_the_day_can_tell_is_not_agreed_ahead(letter: str, sentence: str) -> None:
    assert refused(replace(MUSEUM, letter=letter)) == ("letter", sentence)


def test_a_note_alone_is_an_appointment_after_registration() -> None:
    assert refused(PermitFacts(1, "", TODAY, TODAY, note="Dentist at 11:00")) is None
    assert refused(PermitFacts(1, "", TODAY, TODAY)) == (
        "note",
        "Without a code, give a note for the register",
    )


def test_the_days_are_in_order_and_inside_one_school_year() -> None:
    yesterday = TODAY - timedelta(days=1)
    assert refused(replace(MUSEUM, ends_on=yesterday)) == ("ends_on", "The last day is before the first day")
    assert refused(replace(MUSEUM, ends_on=date(2027, 8, 31))) is None
    assert refused(replace(MUSEUM, ends_on=date(2027, 9, 1))) == (
        "ends_on",
        "A permit ends with its school year, before 1 September 2027",
    )


def test_a_permit_without_a_session_between_its_days_is_refused() -> None:
    assert refused(replace(MUSEUM, places=frozenset())) == ("places", "Tick at least one session of the week")
    assert refused(replace(MUSEUM, places=frozenset({0}))) == (
        "places",
        "None of the ticked sessions lies between the first day and the last",
    )


def test_reg8_no_code_before_the_starting_day_and_reg9_none_after_the_last() -> None:
    joiner, leaver = replace(YEAR_8, admitted_on=FRIDAY), replace(YEAR_8, left_on=FRIDAY)
    assert refused(MUSEUM, joiner) == (
        "starts_on",
        "Amir Khan is on roll from 12 March 2027. Begin on that day or later",
    )
    assert refused(replace(MUSEUM, ends_on=FRIDAY + timedelta(days=1)), leaver) == (
        "ends_on",
        "The last day of Amir Khan on roll is 12 March 2027. End it by then",
    )
    assert refused(MUSEUM, replace(YEAR_8, admitted_on=None)) == ("pupil", "Amir Khan is not on roll")


def test_x_is_refused_where_one_day_of_it_is_of_compulsory_school_age() -> None:
    pattern = PermitFacts(1, "X", TODAY, FRIDAY)
    assert refused(pattern, YEAR_12) is None
    assert refused(pattern, RISING_FIVE) is None
    five_in_february = replace(RISING_FIVE, born_on=date(2022, 2, 3))
    assert refused(pattern, five_in_february) is None
    field, sentence = refused(replace(pattern, ends_on=date(2027, 3, 31)), five_in_february) or ("", "")
    assert field == "letter"
    assert sentence.startswith("X is only for a pupil who is not of compulsory school age on that day. ")
    assert sentence.endswith("Amir Khan is of that age from 31 March 2027 to 25 June 2038")


def test_reg11_6_c2_is_refused_where_one_day_of_it_is_not_of_compulsory_school_age() -> None:
    found = refused(PART_TIME, YEAR_12)
    assert found is not None
    assert found[0] == "letter"
    assert found[1].startswith(
        "C2 is only for a pupil of compulsory school age on that day. For others X is the code. "
        "Amir Khan is of that age from "
    )


@pytest.mark.parametrize(
    ("change", "field", "sentence"),
    [
        (
            {"agreed_with_id": None},
            "agreed_with",
            "Say with which parent the part-time timetable was agreed",
        ),
        ({"agreed_on": None}, "agreed_on", "C2 is agreed in advance. Say on which day it was"),
        ({"agreed_on": FRIDAY}, "agreed_on", "C2 is agreed in advance: by Tue 9 Mar"),
        (
            {"agreed_by": ""},
            "agreed_by",
            "Say who decided for the school. C2 is the head's to grant",
        ),
        (
            {"review_on": None},
            "review_on",
            "Give the day on which the part-time timetable is reviewed",
        ),
        (
            {"review_on": date(2027, 4, 17)},
            "review_on",
            "The review must lie after the first day, and not after the last",
        ),
        (
            {"places": frozenset(range(10))},
            "places",
            "A part-time timetable has sessions in school. Untick those",
        ),
        ({"reason": ""}, "reason", "C2 needs its reason in writing. The register does not show it"),
    ],
)
def test_reg11_6_a_part_time_timetable_stands_on_its_agreement(
    change: dict[str, object], field: str, sentence: str
) -> None:
    assert refused(replace(PART_TIME, **change)) == (field, sentence)  # type: ignore[arg-type]


@pytest.mark.parametrize("letter", ["C", "J1", "S"])
def test_reg11_leave_is_asked_for_in_advance(letter: str) -> None:
    asked = replace(LEAVE, letter=letter)
    assert refused(asked) is None
    assert refused(replace(asked, agreed_on=None)) == (
        "agreed_on",
        f"{letter} is agreed in advance. Say on which day it was",
    )
    after = FRIDAY + timedelta(days=1)
    assert refused(replace(asked, agreed_on=after)) == (
        "agreed_on",
        f"{letter} is agreed in advance: by Fri 12 Mar",
    )


def test_reg11_leave_says_who_granted_it_and_why() -> None:
    assert refused(replace(LEAVE, agreed_by="")) == (
        "agreed_by",
        "Say who decided for the school. C is the head's to grant",
    )
    assert refused(replace(LEAVE, reason="")) == (
        "reason",
        "C needs its reason in writing. The register does not show it",
    )


def test_a_day_of_agreement_is_not_to_come() -> None:
    assert refused(replace(LEAVE, agreed_on=TODAY + timedelta(days=1))) == (
        "agreed_on",
        "This day is still to come",
    )


def test_d_is_only_for_a_pupil_registered_at_two_schools() -> None:
    dual = replace(MUSEUM, letter="D")
    assert refused(dual, replace(YEAR_8, is_dual=True)) is None
    assert refused(dual) == (
        "letter",
        (
            "D is only for a pupil who is registered at two schools. "
            "Change the registration on the pupil's record first, or choose another code"
        ),
    )


def test_c1_stands_on_a_licence_or_an_exemption() -> None:
    film = PermitFacts(1, "C1", TODAY, FRIDAY)
    assert refused(film) == (
        "licence",
        "C1 needs its licence or exemption. Write down its number, and who gave it",
    )
    assert refused(replace(film, licence="Westshire 2027/114")) is None


@pytest.mark.parametrize("letter", ["K", "B", "W", "P", "V"])
def test_education_elsewhere_names_its_place(letter: str) -> None:
    assert refused(replace(MUSEUM, letter=letter, provider="")) == (
        "provider",
        f"{letter} needs the place, and who supervises the pupil there",
    )


def test_y7_has_a_written_cause() -> None:
    assert refused(PermitFacts(1, "Y7", TODAY, TODAY)) == (
        "reason",
        "Y7 needs its reason in writing. The register does not show it",
    )


def doubts(facts: PermitFacts, pupil: PupilStanding = YEAR_8, held: int = 2) -> list[str]:
    return permit_warnings(facts, pupil, held=held)


def test_nothing_is_doubted_about_an_ordinary_permit() -> None:
    assert doubts(MUSEUM) == doubts(PART_TIME) == doubts(LEAVE) == []


def test_s_below_year_11_and_w_below_year_10_are_doubted() -> None:
    assert doubts(replace(MUSEUM, letter="S")) == ["S is rarely right below Year 11. Check the code."]
    assert doubts(replace(MUSEUM, letter="W")) == ["W is rarely right below Year 10. Check the code."]
    assert doubts(replace(MUSEUM, letter="W"), replace(YEAR_8, year_group=10)) == []


def test_a_part_time_timetable_of_more_than_six_weeks_is_doubted() -> None:
    six_weeks = PART_TIME.starts_on + timedelta(weeks=6)
    assert doubts(replace(PART_TIME, ends_on=six_weeks)) == []
    assert "longer than six weeks" in doubts(replace(PART_TIME, ends_on=six_weeks + timedelta(days=1)))[0]


def test_days_on_which_the_school_does_not_meet_are_doubted() -> None:
    (doubt,) = doubts(MUSEUM, held=0)
    assert doubt == "By its calendar the school holds none of these sessions. Check the days"


def test_e_from_the_sixth_day_is_doubted() -> None:
    suspended = replace(MUSEUM, letter="E")
    assert doubts(suspended, held=10) == []
    assert "sixth day" in doubts(suspended, held=11)[0]
