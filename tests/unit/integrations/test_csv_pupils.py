"""Rows of a pupils file: real names kept, facts read, doubts told."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from integrations.mis.csv.fields import Kind
from integrations.mis.csv.mapping.problems import Problems
from integrations.mis.csv.mapping.pupils import NEEDS, PROTECTED, SUPPORT, read_pupils
from schools.models import ProtectedKind, SupportKind
from schools.models.pupil import Need
from tests.unit.integrations.reading import PUPIL, TOBI, ZARA, columns_of, doubts, pupils, table_of, told


def test_a_row_becomes_a_pupil_with_legal_and_known_names() -> None:
    (pupil,), problems = pupils({"Preferred Forename": "T", "Enrolment Status": "M - Current Main"})
    assert problems.kept == []
    assert (pupil.legal_forename, pupil.known_forename, pupil.known_surname) == ("Tobi", "T", "Adeyemi")
    assert (pupil.sex, pupil.born_on, pupil.year_group) == ("M", date(2014, 5, 26), 8)
    assert (pupil.admitted_on, pupil.left_on, pupil.enrolment) == (date(2025, 9, 3), None, "M")


@pytest.mark.parametrize(
    "name", ["O'Brien-Łukasiewicz", "Ng", "E", "Åse 🦊", "=cmd|calc", "d'Angelo", "'t Hooft"]
)
def test_real_names_stay_as_they_are(name: str) -> None:
    (pupil,), problems = pupils({"Legal Surname": name})
    assert (pupil.legal_surname, problems.kept) == (name, [])


def test_hidden_characters_are_taken_out_of_a_name() -> None:
    (pupil,), _ = pupils({"Legal Surname": "  Ade\u202eyemi\u200f \x07Jr ", "Legal Forename": "Tobi\nAyo"})
    assert (pupil.legal_surname, pupil.legal_forename) == ("Adeyemi Jr", "Tobi Ayo")


def test_the_guard_of_our_own_exports_is_taken_off() -> None:
    (pupil,), _ = pupils({"Legal Surname": "'=Adeyemi"})
    assert pupil.legal_surname == "=Adeyemi"


@pytest.mark.parametrize(
    ("change", "column", "sentence"),
    [
        ({"Legal Surname": "Ade\0yemi"}, "Legal Surname", "Remove the characters we cannot store"),
        ({"Legal Surname": " "}, "Legal Surname", "Legal Surname is empty"),
        (
            {"Legal Surname": "x" * 300},
            "Legal Surname",
            "Legal Surname is longer than 100 characters. Shorten it",
        ),
        ({"UPN": ""}, "UPN", "UPN is empty"),
        ({"UPN": TOBI + "7"}, "UPN", "A UPN has 13 characters; this one has 14"),
        ({"Sex": "?"}, "Sex", "“?” is not one of M, F"),
        ({"Sex": ""}, "Sex", "Sex is empty"),
        ({"Date of Birth": "10/03/2027"}, "Date of Birth", "Date of birth must not be in the future"),
        ({"Date of Birth": ""}, "Date of Birth", "Date of Birth is empty"),
        (
            {"Date of Admission": "01/09/2013"},
            "Date of Admission",
            "Starting date must be after date of birth",
        ),
        ({"Date of Leaving": "02/09/2025"}, "Date of Leaving", "Leaving date must be after starting date"),
        ({"Year Group": "14"}, "Year Group", "A year group is N1, N2, R or 1 to 13, not “14”"),
        ({"Year Group": ""}, "Year Group", "Year Group is empty"),
        ({"EAL": "perhaps"}, "EAL", "“perhaps” is neither Y nor N"),
        ({"SEN Status": "Z"}, "SEN Status", "“Z” is not one of N, K, E"),
    ],
)
def test_a_row_that_cannot_be_is_named_with_its_column(
    change: dict[str, str], column: str, sentence: str
) -> None:
    rows, problems = pupils(change)
    assert (rows, told(problems)) == ([], [(2, column, sentence)])


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (
            {"UPN": "A886399918001"},
            "“A886399918001”: The check letter should be C, not A: look for a typing mistake",
        ),
        ({"UPN": "A950000178301"}, "“A950000178301”: No local authority in England has the number 950"),
        ({"UPN": "UN1"}, "“UN1”: A UPN has 13 characters; this one has 3"),
        ({"Year Group": "3"}, "Year group 3 is unusual for a pupil born on 26/05/2014"),
    ],
)
def test_a_doubt_is_told_and_the_pupil_comes_in(change: dict[str, str], sentence: str) -> None:
    rows, problems = pupils(change)
    assert (len(rows), problems.errors, doubts(problems)) == (1, [], [sentence])


def test_a_upn_stands_in_a_file_once() -> None:
    rows, problems = pupils({}, {"UPN": ZARA}, {"UPN": f" {TOBI.lower()} "})
    assert [row.upn for row in rows] == [TOBI, ZARA]
    assert told(problems) == [(4, "UPN", f"“{TOBI}” is also on row 2. Each pupil has a UPN of their own")]
    assert problems.summary(3) == "1 of 3 rows needs attention. Nothing has been changed."


def test_support_and_protected_facts_are_kept_apart() -> None:
    facts = {"SEN Status": "K - SEN Support", "Pupil Premium": "Y", "EAL": "yes", "Medical flag": "1"}
    care = {"Young carer": "P", "Looked After": "Y", "Social worker": "True", "CP": "y", "CIN": "N"}
    (pupil,), _ = pupils(facts | care)
    assert pupil.support == ("sen", "medical", "young_carer", "eal", "disadvantaged")
    assert pupil.protected == ("social_worker", "cp", "lac")


def test_two_homes_have_two_addresses() -> None:
    home = {
        "Address 1": "12 Mill Lane",
        "Address 2": "",
        "Address 3": "Marlowe Bridge",
        "Postcode": "wx4 7ab",
    }
    other = {"Second address": "3 Kiln Close, Marlowe Bridge", "Second postcode": "WX2 1AA"}
    (pupil,), _ = pupils(home | other)
    assert (pupil.address, pupil.postcode) == ("12 Mill Lane\nMarlowe Bridge", "WX4 7AB")
    assert (pupil.second_address, pupil.second_postcode) == ("3 Kiln Close, Marlowe Bridge", "WX2 1AA")


def test_a_row_moved_by_a_comma_is_told_and_a_short_row_is_filled() -> None:
    table = table_of(PUPIL)
    moved = [*PUPIL.values(), "more"]
    problems = Problems()
    columns = columns_of(table, Kind.PUPILS)
    short = list(PUPIL.values())[:-1]
    rows = [(2, moved), (3, short)]
    assert read_pupils(rows, columns, problems, today=date(2027, 3, 9)) == []
    assert told(problems) == [
        (2, "", "This row has 8 cells under 7 headings. Put text that holds a comma in quotation marks"),
        (3, "Date of Admission", "Date of Admission is empty"),
    ]


def test_many_rows_with_one_fault_are_counted_and_twenty_are_shown() -> None:
    _, problems = pupils(*({"UPN": "", "Sex": "F"} for _ in range(412)))
    assert len(problems.errors) == 20
    assert problems.untold == [("UPN is empty", 392)]
    assert problems.summary(1412) == "412 of 1,412 rows need attention. Nothing has been changed."


def test_a_file_without_fault_says_so() -> None:
    assert Problems().summary(412) == "All 412 rows can be brought in."
    assert Problems().summary(1) == "The row can be brought in."


names = st.text(
    st.characters(categories=["L", "Mn", "Pd"], include_characters="'’ "), min_size=1, max_size=60
)


@given(names.filter(lambda name: name.strip() != ""))
def test_a_name_in_any_script_comes_through_a_file_but_for_spaces(name: str) -> None:
    (pupil,), _ = pupils({"Legal Surname": name})
    (again,), _ = pupils({"Legal Surname": pupil.legal_surname})
    assert again.legal_surname == pupil.legal_surname
    assert [*filter(str.isalpha, pupil.legal_surname)] != [] or not any(map(str.isalpha, name))


def test_facts_and_needs_are_named_as_the_tables_name_them() -> None:
    assert set(NEEDS.values()) <= set(Need.values)
    assert set(SUPPORT.values()) <= set(SupportKind.values)
    assert set(PROTECTED.values()) == set(ProtectedKind.values)


def test_words_that_are_no_census_code_are_left_out_with_a_doubt() -> None:
    rows, problems = pupils({"Ethnicity": "White British", "SEN Need": "reading"})
    assert (rows[0].ethnicity, rows[0].need) == ("", "")
    assert doubts(problems) == [
        "“White British” is not a code of the school census and was left out",
        "“reading” is not a type of need in the school census and was left out",
    ]
    rows, problems = pupils({"Ethnicity": "wbri", "SEN Need": "Autistic Spectrum Disorder", "Boarder": "Day"})
    assert (rows[0].ethnicity, rows[0].need, rows[0].is_boarder) == ("WBRI", "ASD", False)


def test_a_social_worker_who_has_a_name_is_there() -> None:
    (named,), _ = pupils({"Social worker name": "Ms J. Hart", "Social worker": "N"})
    (told_of,), _ = pupils({"Social worker": "Y"})
    assert (named.protected, named.worker.name) == (("social_worker",), "Ms J. Hart")
    assert (told_of.protected, told_of.worker.name) == (("social_worker",), "")
