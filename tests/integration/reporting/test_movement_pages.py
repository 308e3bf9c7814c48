"""From a number of Today to the pupils, and from a pupil to the marks and the rule."""

from datetime import date

import pytest

from accounts.models import AuditEvent
from attendance.lines import LineKind
from attendance.models import MovementTold, Sweep, SweepKind
from reporting.queries.movement_pages import MovementPart
from schools.models import DatedValue, Pupil
from tests.integration.attendance.line_steps import line_of, swept
from tests.integration.attendance.pages import statements as sent
from tests.integration.attendance.year_steps import LAST_FRIDAY, MONDAY, a_year, marked
from tests.integration.reporting.steps import TODAY_PAGE, opened, pupil_page, shown, statements, today_of
from tests.sign_in import signed_in
from tests.world import NOW, World, add_group, add_pupils

COURSE = "AS point"
MOVEMENT = "/marlowe-park/figures/movement/"
CANARY = "Amir Khan"


@pytest.fixture
def new(world: World) -> Pupil:
    """A pupil who reached a tenth on Monday: 23 of 222 sessions."""
    amir = world.pupils[0]
    a_year(amir, before=21, week=2)
    return amir


@pytest.fixture
def told(world: World) -> list[MovementTold]:
    """The weeks that Ms Okafor was told of, oldest first."""
    return [
        MovementTold.objects.create(sweep=sweep, person=world.okafor, at=NOW)
        for sweep in (
            Sweep.objects.create(school=world.marlowe, kind=SweepKind.WEEK, on=friday, started_at=NOW)
            for friday in (date(2027, 2, 26), date(2027, 3, 5))
        )
    ]


def marks_of(pupil: Pupil, asked: str = "") -> str:
    return f"/{pupil.school.slug}/pupils/{pupil.pk}/marks/{asked}"


def test_today_tells_officer_pastoral_head_and_dsl_who_is_new(world: World, new: Pupil) -> None:
    for person in (world.okafor, world.rahman, world.adeyemi, world.reid):
        panel = today_of(person).movement
        line = panel.lines[0]
        assert (line.count, line.title, line.names) == ("+1", "Now persistently absent", "A. Khan 8HW")
        assert line.url == f"{MOVEMENT}#new"
        assert panel.chart.rows[-1] == ("8 Mar", ["100.0%"]) or panel.chart.rows


def test_a_page_that_renews_itself_counts_no_second_chart(world: World, new: Pupil) -> None:
    for person in (world.okafor, world.reid):
        client = signed_in(person)
        with sent() as first:
            page = client.get(TODAY_PAGE)
        with sent() as again:
            renewed = client.get(TODAY_PAGE, headers={"X-Refresh": "1"})
        assert [COURSE in " ".join(found) for found in (first, again)] == [True, False]
        assert renewed.context["today"].movement.lines == page.context["today"].movement.lines


def test_the_office_which_sees_no_figures_has_no_panel(world: World, new: Pupil) -> None:
    assert today_of(world.bell).movement is None
    assert "persistently absent" not in shown(world.bell, TODAY_PAGE)


def test_the_list_says_fractions_kinds_of_absence_and_the_rule(world: World, new: Pupil) -> None:
    page = shown(world.okafor, MOVEMENT)
    for words in (
        "199 of 222",
        "89.6%",
        "199 of 220",
        "23 missed: 23 illness",
        "10% or more",
        "Week of Mon 8 Mar so far, against the week before",
    ):
        assert words in page, words


def test_lists_of_people_are_not_for_who_sees_totals(world: World, new: Pupil) -> None:
    for role, person in world.staff.items():
        answer = opened(person, MOVEMENT)
        reaches = role.value not in {"office", "governor", "trust", "admin"}
        assert answer.status_code == (200 if reaches else 403), role
        assert (CANARY in answer.content.decode()) is reaches, role


def test_a_teacher_sees_their_own_class_alone(world: World, new: Pupil) -> None:
    assert CANARY in shown(world.lane, MOVEMENT)
    assert CANARY not in shown(world.mwangi, MOVEMENT)
    assert opened(world.mwangi, marks_of(new)).status_code == 404


def test_an_earlier_week_is_asked_by_a_day_of_it(world: World, new: Pupil) -> None:
    page = opened(world.okafor, f"{MOVEMENT}?week=2027-03-03").context["page"]
    assert page.words == "Week of Mon 1 Mar, against the week before"
    assert (page.parts[0].count, page.later_url) == ("0", "?week=2027-03-08")


def test_a_long_list_turns_and_one_class_can_be_chosen(world: World, new: Pupil) -> None:
    elsewhere = add_pupils(add_group(world.marlowe, "9B", 9), 24)
    for pupil in elsewhere:
        a_year(pupil, before=40)
    target = part_of(world, "", "target")
    assert (len(target.lines), target.count, target.is_cut) == (20, "25", True)
    assert (len(part_of(world, target.url, "target").lines), f"{MOVEMENT}{target.url}") == (
        25,
        f"{MOVEMENT}?week=2027-03-08&list=target",
    )
    assert [line.name for line in part_of(world, "?of=class-8HW", "target").lines] == ["Amir Khan"]
    assert part_of(world, "?of=class-9B", "target").count == "24"
    page = opened(world.okafor, f"{MOVEMENT}?of=class-9B").context["page"]
    assert (page.pupils, page.of) == (24, "class-9B")
    assert opened(world.okafor, f"{MOVEMENT}?of=class-12Z").context["page"].of == ""
    assert "No such" not in shown(world.okafor, f"{MOVEMENT}?list=nonsense&page=900")


def test_who_is_over_the_line_again_is_told_apart(world: World, new: Pupil) -> None:
    zoe = world.pupils[1]
    marked(zoe, date(2026, 9, 1), date(2026, 9, 14), 4)
    marked(zoe, date(2026, 9, 15), LAST_FRIDAY, 17)
    marked(zoe, MONDAY, MONDAY, 2)
    line = today_of(world.okafor).movement.lines[0]
    assert (line.count, line.again) == ("+2", "1 of them again")
    assert "1 of them again" in shown(world.okafor, MOVEMENT)
    assert "1 of them again" in shown(world.okafor, TODAY_PAGE)


def test_few_sessions_left_are_of_the_whole_year_and_the_year_so_far_is_said_beside(world: World) -> None:
    amir = world.pupils[0]
    a_year(amir, before=21)
    near = part_of(world, "", "near")
    assert (
        near.none
        == "Nobody who is not persistently absent yet has 3 sessions or fewer left of the whole year."
    )
    DatedValue.objects.create(
        school=world.marlowe, key="figures.near_sessions", value=30, valid_from=LAST_FRIDAY, source="Policy"
    )
    (line,) = part_of(world, "", "near").lines
    assert line.note.endswith(
        "left of the whole year. Missing the next 2 sessions would be persistent absence now"
    )


def test_the_bands_say_where_a_cut_point_falls_and_the_sections_are_linked(world: World, new: Pupil) -> None:
    page = shown(world.okafor, MOVEMENT)
    for words in (
        "Exactly 90% and 50% belong to the band below",
        'href="#target"',
        'href="#bands"',
        "stayed in their band",
    ):
        assert words in page, words
    assert today_of(world.okafor).movement.links == [("Target group 1", f"{MOVEMENT}#target")]


def part_of(world: World, asked: str, key: str) -> MovementPart:
    parts = opened(world.okafor, MOVEMENT + asked).context["page"].parts
    found: MovementPart = next(part for part in parts if part.key == key)
    return found


def test_before_the_first_school_day_there_is_no_week(world: World) -> None:
    assert "The school has not met yet" in shown(world.okafor, f"{MOVEMENT}?week=2019-01-01")


def test_the_marks_lead_to_the_pupil_and_to_the_line_that_stands(world: World, new: Pupil) -> None:
    swept(world)
    line = line_of(new, LineKind.PERSISTENT)
    page = opened(world.okafor, marks_of(new)).context["page"]
    assert (page.url, page.lines[0].url) == (pupil_page(new), f"/marlowe-park/lines/{line.pk}/")
    assert page.lines[1].url == "", "severe absence is not crossed"
    assert "Open this line" in shown(world.okafor, marks_of(new))
    assert "Open this line" not in shown(world.lane, marks_of(new)), "a class teacher opens no line"


def test_the_marks_show_the_days_the_tally_and_the_rule(world: World, new: Pupil) -> None:
    page = opened(world.okafor, marks_of(new)).context["page"]
    assert (page.attended, page.attended_percent) == ("199 of 222", "89.6%")
    assert (page.kind, len(page.marks), page.marks[0].when) == ("missed", 23, "Mon 8 Mar PM")
    line = page.lines[0]
    assert line.is_crossed
    assert line.words.startswith("Crossed on 8 March 2027: 23 of 222 sessions missed, 10.4%. The line is 23.")
    assert page.left[1] == "9 sessions attended in a row bring back above 90%"
    assert "exactly 10% counts" in shown(world.okafor, marks_of(new))


def test_a_split_of_the_days_changes_no_sum(world: World, new: Pupil) -> None:
    halves = ("?from=2026-09-01&until=2027-01-13", "?from=2027-01-14&until=2027-03-09")
    found = [opened(world.okafor, marks_of(new, asked)).context["page"].attended for asked in halves]
    assert sum(int(words.split()[0]) for words in found) == 199
    assert sum(int(words.split()[2]) for words in found) == 222


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ("?from=2027-03-05&until=2027-03-01", "The first day lies after the last"),
        ("?from=nonsense", "One of the days is no date"),
        ("?from=2025-09-01&until=2027-03-01", "Both days must lie in one school year"),
    ],
)
def test_days_that_make_no_period_say_so(world: World, new: Pupil, asked: str, words: str) -> None:
    page = opened(world.okafor, marks_of(new, asked)).context["page"]
    assert words in page.problem
    assert page.days.from_on == date(2026, 9, 1)


def test_a_duty_is_told_to_who_follows_cases_alone(world: World, new: Pupil) -> None:
    assert "Penalty notice" in shown(world.okafor, marks_of(new))
    assert "Penalty notice" not in shown(world.lane, marks_of(new))


def test_the_read_is_written_down_and_another_schools_pupil_is_not_there(world: World, new: Pupil) -> None:
    opened(world.okafor, marks_of(new))
    assert AuditEvent.objects.filter(verb="open", actor=world.okafor.pk, pupil=new.pk).exists()
    sam = world.pupils_elsewhere["9T"]
    assert opened(world.okafor, f"/marlowe-park/pupils/{sam.pk}/marks/").status_code == 404


def test_the_pages_cost_as_many_statements_for_one_as_for_twenty(world: World, new: Pupil) -> None:
    few = statements(world.okafor, MOVEMENT)
    for pupil in add_pupils(world.class_8hw, 20):
        a_year(pupil, before=40)
    assert len(statements(world.okafor, MOVEMENT)) == len(few) <= 12
    assert len(statements(world.okafor, marks_of(new))) <= 14


def test_looking_at_a_week_puts_nothing_away_until_the_person_says_so(
    world: World, new: Pupil, told: list[MovementTold]
) -> None:
    for asked in ("?week=2026-11-02", "?week=2027-03-03", ""):
        assert "week of Mon 1 Mar</a> was counted" in shown(world.okafor, f"{MOVEMENT}{asked}")

    signed_in(world.okafor).post(f"{MOVEMENT}{told[1].pk}/read/")

    assert not MovementTold.objects.filter(read_at=None).exists()
    assert "was counted" not in shown(world.okafor, MOVEMENT)


def test_a_newer_week_and_what_others_were_told_stay(
    world: World, new: Pupil, told: list[MovementTold]
) -> None:
    assert signed_in(world.rahman).post(f"{MOVEMENT}{told[1].pk}/read/").status_code == 404
    signed_in(world.okafor).post(f"{MOVEMENT}{told[0].pk}/read/")
    assert list(MovementTold.objects.filter(read_at=None)) == [told[1]]
