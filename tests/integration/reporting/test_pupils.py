"""The list of pupils: by surname, or by what was typed, best first."""

from datetime import date
from typing import Any

import pytest

from accounts.roles import Role
from schools.models import Pupil, RollEntry, SupportKind
from tests.factories import GroupFactory, SupportFactFactory
from tests.integration.reporting.steps import PUPILS_PAGE, audit_lines, marked, opened, shown, statements
from tests.sign_in import signed_in
from tests.world import TODAY, YESTERDAY, World, add_pupils


def found(person: Any, query: str = "") -> Any:
    """What the page lists."""
    return opened(person, f"{PUPILS_PAGE}{query}").context["found"]


def names(person: Any, query: str = "") -> list[str]:
    """The names that the page lists, in its order."""
    return [line.name for line in found(person, query).rows]


def test_pupils_stand_where_people_look_for_their_names(world: World) -> None:
    add_pupils(world.class_8hw, 2, [("Łukasz", "Ewa"), ("Moss", "Ida")])
    assert names(world.okafor) == [
        "Abbott, Jack",
        "Hughes, Megan",
        "Khan, Amir",
        "Łukasz, Ewa",
        "Moss, Ida",
        "O'Brien-Łukasiewicz, Zoë",
    ]


def test_a_teacher_sees_their_own_pupils_alone(world: World) -> None:
    assert names(world.lane) == ["Abbott, Jack", "Khan, Amir", "O'Brien-Łukasiewicz, Zoë"]
    assert "Hughes, Megan" not in names(world.lane, "?q=Megan")


def test_a_pastoral_lead_sees_their_years_alone(world: World) -> None:
    assert "Hughes, Megan" not in names(world.rahman)
    assert names(world.rahman, "?q=Hughes") == []


def test_another_school_of_the_trust_is_out_of_reach(world: World) -> None:
    assert names(world.okafor, "?q=Wren") == []
    assert opened(world.okafor, "/ashgrove/pupils/").status_code == 404


@pytest.mark.parametrize("role", [Role.GOVERNOR])
def test_who_has_no_right_to_look_pupils_up_is_told_whom_to_ask(world: World, role: Role) -> None:
    response = opened(world.staff[role], PUPILS_PAGE)
    assert response.status_code == 403
    assert "can do this. Ask one of them." in response.content.decode()
    assert len(audit_lines("refused", by=world.staff[role])) == 1


def test_a_trust_viewer_without_a_granted_case_sees_nobody(world: World) -> None:
    assert names(world.staff[Role.TRUST]) == []


@pytest.mark.parametrize(
    "typed",
    ["amir", "AMIR", "khan", "Amir Khan", "khan amir", "  Khan  ", "ami", "Kha"],
)
def test_a_pupil_is_found_by_parts_of_the_known_name(world: World, typed: str) -> None:
    assert names(world.okafor, f"?q={typed}") == ["Khan, Amir"]


@pytest.mark.parametrize("typed", ["O'Brien", "brien-łuk", "Zoë", "zoe", "Lukasiewicz"])
def test_apostrophes_accents_and_strokes_are_no_obstacle(world: World, typed: str) -> None:
    assert names(world.okafor, f"?q={typed}") == ["O'Brien-Łukasiewicz, Zoë"]


def test_a_slip_finds_the_nearest_names(world: World) -> None:
    assert names(world.okafor, "?q=Abott") == ["Abbott, Jack"]


def test_legal_and_former_names_and_numbers_find_too(world: World) -> None:
    amir = world.pupils[0]
    Pupil.objects.filter(pk=amir.pk).update(
        legal_surname="Rehman", former_names="Siddiqui", admission_number="A0042"
    )
    for typed in ("Rehman", "Amir Rehman", "siddiqui", "a0042", amir.upn, amir.upn[:6]):
        assert "Khan, Amir" in names(world.okafor, f"?q={typed}")
    assert found(world.okafor, "?q=Rehman").rows[0].note == "Legal name Rehman, Amir"


def test_the_best_fit_stands_first(world: World) -> None:
    add_pupils(world.class_8hw, 3, [("Amirault", "Bea"), ("Hall", "Samira"), ("Amir", "Noor")])
    assert names(world.okafor, "?q=amir")[:2] == ["Amir, Noor", "Khan, Amir"]
    assert names(world.okafor, "?q=amir")[-1] == "Hall, Samira"


@pytest.mark.parametrize(
    "typed",
    ["%25", "_", "*", ".*", "A%25r", "[A-Z]", "\\", "%00", "'; DROP TABLE schools_pupil; --", "zzzz"],
)
def test_the_signs_of_patterns_stand_for_themselves(world: World, typed: str) -> None:
    assert names(world.okafor, f"?q={typed}") == []
    assert "No pupils match." in shown(world.okafor, f"{PUPILS_PAGE}?q={typed}")


def test_what_was_typed_is_shown_as_typed(world: World) -> None:
    page = shown(world.okafor, f"{PUPILS_PAGE}?q=<script>alert(1)</script>{{{{7*7}}}}")
    assert 'value="&lt;script&gt;alert(1)&lt;/script&gt;{{7*7}}"' in page


def test_a_search_is_cut_at_a_hundred_characters(world: World) -> None:
    assert names(world.okafor, "?q=" + "a" * 10_000) == []
    assert found(world.okafor, "?q=" + "a" * 10_000).query == "a" * 100


def test_leavers_and_starters_are_not_listed_but_can_be_found(world: World) -> None:
    amir = world.pupils[0]
    RollEntry.objects.filter(pupil=amir).update(
        left_on=YESTERDAY, ground="a", decided_by=world.adeyemi, is_history=False
    )
    assert "Khan, Amir" not in names(world.okafor)
    assert found(world.okafor, "?q=khan").rows[0].note == "Left Monday 8 March 2027"
    starter = add_pupils(world.class_8hw, 1, [("Yilmaz", "Can")])[0]
    RollEntry.objects.filter(pupil=starter).update(admitted_on=date(2027, 4, 12))
    assert "Yilmaz, Can" not in names(world.okafor)
    assert found(world.okafor, "?q=yilmaz").rows[0].note == "Starts Monday 12 April 2027"


def test_a_group_narrows_the_list_and_the_search(world: World) -> None:
    group = f"?group={world.class_7a.pk}"
    assert names(world.okafor, group) == ["Hughes, Megan"]
    assert names(world.okafor, f"{group}&q=khan") == []
    assert found(world.okafor, group).group == str(world.class_7a.pk)


def test_only_groups_within_reach_are_offered_and_taken(world: World) -> None:
    assert [label for _, label in found(world.lane).groups] == ["8HW"]
    foreign = GroupFactory.create(academic_year=world.class_9t.academic_year, name="9X", year_group=9)
    for value in (foreign.pk, world.class_9t.pk, "x", "-1", "9" * 40):
        assert len(names(world.okafor, f"?group={value}")) == 4


def test_figures_show_by_their_right(world: World) -> None:
    for day in range(1, 6):
        marked(world.pupils, "/", on=TODAY.replace(day=day))
    line = next(line for line in found(world.okafor).rows if line.name == "Khan, Amir")
    assert (line.cell("Sessions attended"), line.cell("Attendance")) == ("5 of 5", "")
    office = next(line for line in found(world.bell).rows if line.name == "Khan, Amir")
    assert ([cell.title for cell in office.cells], office.note) == (["Class", "Year"], "")
    assert "sort=-missed" not in shown(world.bell, PUPILS_PAGE)
    assert "5 of 5" not in shown(world.staff[Role.ADMIN], PUPILS_PAGE)


def test_support_flags_show_by_their_right(world: World) -> None:
    SupportFactFactory.create(pupil=world.pupils[0], kind=SupportKind.SEN.value)
    flags = {
        person.full_name: [line.flags for line in found(person, "?q=khan").rows]
        for person in (world.okafor, world.lane, world.bell, world.staff[Role.ADMIN])
    }
    assert flags["Ms Okafor"] == flags["Ms Lane"] == [[("SEN K", "SEN support")]]
    assert flags["Mr Bell"] == flags["Mr Osei"] == [[]]


def test_pages_hold_fifty_and_end_at_both_ends(world: World) -> None:
    add_pupils(world.class_8hw, 60)
    first = found(world.okafor)
    assert (len(first.rows), first.page_words, first.before_url) == (50, "1 to 50 of 64", "")
    last = opened(world.okafor, first.after_url).context["found"]
    assert (len(last.rows), last.page_words, last.after_url) == (14, "51 to 64 of 64", "")
    for page in ("-1", "1000000000", "0"):
        assert found(world.okafor, f"?page={page}").page_words == "51 to 64 of 64"
    for page in ("x", "", "1&page=1"):
        assert found(world.okafor, f"?page={page}").page_words == "1 to 50 of 64"


def test_unknown_and_repeated_parameters_change_nothing(world: World) -> None:
    assert len(names(world.okafor, "?school=tallis-wood&sort=born_on&order=upn&right=all")) == 4


def test_a_page_is_only_read(world: World) -> None:
    for method in ("post", "put", "delete", "patch"):
        assert getattr(signed_in(world.okafor), method)(PUPILS_PAGE).status_code == 405


def test_the_list_costs_as_many_statements_for_one_as_for_thirty(world: World) -> None:
    few = {query: len(statements(world.okafor, PUPILS_PAGE + query)) for query in ("", "?q=a")}
    marked(add_pupils(world.class_8hw, 30), "/")
    assert {query: len(statements(world.okafor, PUPILS_PAGE + query)) for query in few} == few
    assert set(few.values()) == {9}
