"""The calendar in the pages: years, INSET days and closures, and no mark is left behind unsaid."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client

from accounts.models import AuditEvent
from attendance.models import Mark, WeekTally
from schools.access import rights_of
from schools.calendar import HalfTermSpec, YearSpec, year_dates
from schools.models import AcademicYear, Closure, ClosureKind, Group, SchoolDay
from schools.services.calendar import ClosureFacts
from schools.services.closures import close_days
from schools.services.years import set_year
from tests.integration.attendance.pages import fields_of, statements, words_of
from tests.integration.attendance.steps import mark, officer_saves
from tests.sign_in import signed_in
from tests.world import INSET_DAY, NOW, TODAY, TOMORROW, YEAR, YESTERDAY, World, add_pupils

CALENDAR = "/marlowe-park/setup/calendar/"
THIS_YEAR = f"{CALENDAR}2026/"
NEXT_YEAR = f"{CALENDAR}2027/dates/"
LAST_DAY = date(2027, 7, 21)
TERMS = [
    ("2027-09-02", "2027-10-22"),
    ("2027-11-01", "2027-12-17"),
    ("2028-01-04", "2028-02-11"),
    ("2028-02-21", "2028-03-31"),
    ("2028-04-18", "2028-05-26"),
    ("2028-06-05", "2028-07-20"),
]
HALF_TERMS = {
    f"{part}_{number}": day
    for number, term in enumerate(TERMS, 1)
    for part, day in zip(("starts_on", "ends_on"), term, strict=True)
}


@pytest.fixture
def officer(world: World) -> Client:
    return signed_in(world.okafor)


def closing(first: date, last: date | None = None, **more: str) -> dict[str, str]:
    sent = {"kind": "inset", "starts_on": first.isoformat(), "ends_on": last.isoformat() if last else ""}
    return sent | {"note": "", "is_agreed": ""} | more


def number_of(world: World, on: date) -> int:
    return SchoolDay.objects.get(school=world.marlowe, date=on).number


def numbers_run_on(world: World) -> bool:
    numbers = list(SchoolDay.objects.filter(school=world.marlowe).values_list("number", flat=True))
    return numbers == list(range(1, len(numbers) + 1))


def test_an_inset_day_is_a_school_day_no_more_and_the_numbers_close_up(world: World, officer: Client) -> None:
    before = number_of(world, LAST_DAY)

    page = officer.post(THIS_YEAR, closing(TOMORROW, note="Phonics"), follow=True)

    assert "Saved. 1 school day fewer." in words_of(page)
    assert number_of(world, LAST_DAY) == before - 1
    assert numbers_run_on(world)
    line = AuditEvent.objects.filter(tbl="schools_closure").latest("pk")
    assert (line.actor, line.school) == (world.okafor.pk, world.marlowe.pk)
    assert line.after is not None
    assert line.after["note"] == "Phonics"


def test_a_closure_of_several_days_leaves_out_its_weekend(world: World, officer: Client) -> None:
    page = officer.post(THIS_YEAR, closing(date(2027, 3, 11), date(2027, 3, 16)), follow=True)

    assert "4 school days fewer" in words_of(page)
    assert "Thu 11 Mar to Tue 16 Mar" in words_of(page)


def test_an_inset_day_inside_a_holiday_stands_and_changes_nothing(world: World, officer: Client) -> None:
    page = officer.post(THIS_YEAR, closing(date(2026, 10, 26)), follow=True)

    assert "The school days are the same as before." in words_of(page)
    assert Closure.objects.filter(school=world.marlowe, starts_on="2026-10-26").exists()


def test_a_day_with_marks_closes_only_when_somebody_says_so_and_the_marks_stay(
    world: World, officer: Client
) -> None:
    amir, zoe, _ = world.pupils
    officer_saves(world, mark(amir, "/"), mark(zoe, "I"), frame=world.frame(YESTERDAY))

    page = officer.post(THIS_YEAR, closing(YESTERDAY))
    assert page.status_code == 422
    assert "2 marks stand on Monday 8 March. Tick this box if the school is closed then" in words_of(page)
    assert fields_of(page)["starts_on"] == "2027-03-08", "what was typed is kept"
    assert SchoolDay.objects.filter(school=world.marlowe, date=YESTERDAY).exists()

    officer.post(THIS_YEAR, closing(YESTERDAY, is_agreed="on"))
    assert not SchoolDay.objects.filter(school=world.marlowe, date=YESTERDAY).exists()
    assert Mark.objects.filter(date=YESTERDAY).count() == 2
    assert not WeekTally.objects.filter(possible__gt=0).exists()

    closure = Closure.objects.get(school=world.marlowe, starts_on=YESTERDAY)
    page = officer.post(f"{CALENDAR}closures/{closure.pk}/remove/", follow=True)
    assert "INSET day on Monday 8 March is taken out of the calendar." in words_of(page)
    assert sum(WeekTally.objects.values_list("possible", flat=True)) == 2, "they count again"


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [
        (closing(INSET_DAY), "School is closed already from Monday 22 February: Staff training"),
        (closing(TOMORROW, TODAY), "The last day must not be before the first"),
        (closing(date(2029, 3, 9)), "No year of the calendar holds these days"),
        (closing(TOMORROW, kind="party"), "Choose from the list"),
    ],
)
def test_a_closure_that_cannot_be_is_refused_with_a_sentence(
    world: World, officer: Client, sent: dict[str, str], sentence: str
) -> None:
    page = officer.post(THIS_YEAR, sent)

    assert page.status_code == 422
    assert sentence in words_of(page)
    assert Closure.objects.filter(school=world.marlowe).count() == 2


def test_a_year_is_added_by_hand_from_a_draft_and_its_bank_holidays_are_closed(
    world: World, officer: Client
) -> None:
    draft = fields_of(officer.get(NEXT_YEAR))
    assert draft["starts_on_1"] == "2027-09-02", "the same Thursday as in 2026"

    page = officer.post(NEXT_YEAR, HALF_TERMS, follow=True)

    assert "The year 2027/28 is saved." in words_of(page)
    assert numbers_run_on(world)
    first = SchoolDay.objects.get(school=world.marlowe, date="2027-09-02")
    assert first.number == number_of(world, LAST_DAY) + 1
    held = Closure.objects.filter(school=world.marlowe, starts_on__gte="2027-09-01")
    assert [str(row.starts_on) for row in held] == ["2028-05-01"]


def test_changed_half_terms_keep_the_closures_of_the_year(world: World, officer: Client) -> None:
    form = fields_of(officer.get(f"{THIS_YEAR}dates/"))
    sent = {name: day for name, day in form.items() if name.startswith(("starts_on", "ends_on"))}

    page = officer.post(f"{THIS_YEAR}dates/", sent | {"ends_on_6": "2027-07-20"}, follow=True)

    assert "The year 2026/27 is saved. 1 school day fewer." in words_of(page)
    assert Closure.objects.filter(school=world.marlowe, kind=ClosureKind.INSET).count() == 1
    assert not SchoolDay.objects.filter(school=world.marlowe, date=LAST_DAY).exists()


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"ends_on_1": "2027-11-05"}, "Half term 2 must start after the one before it ends"),
        ({"ends_on_2": ""}, "Give the first and the last day, or leave both empty"),
        ({"starts_on_3": "some day"}, "Give a date, such as 31/3/2027"),
        (dict.fromkeys(HALF_TERMS, ""), "Give the days of at least one half term"),
    ],
)
def test_half_terms_out_of_order_are_refused(
    world: World, officer: Client, changed: dict[str, str], sentence: str
) -> None:
    page = officer.post(NEXT_YEAR, HALF_TERMS | changed)

    assert page.status_code == 422
    assert sentence in words_of(page)
    assert AcademicYear.objects.filter(school=world.marlowe).count() == 1


def test_a_year_that_was_never_used_can_be_taken_out_and_one_with_groups_stays(
    world: World, officer: Client
) -> None:
    officer.post(NEXT_YEAR, HALF_TERMS)
    page = officer.post(f"{CALENDAR}2027/remove/", follow=True)
    assert "The year 2027/28 is taken out." in words_of(page)
    assert not Closure.objects.filter(school=world.marlowe, starts_on__gte="2027-09-01").exists()

    page = officer.post(f"{CALENDAR}2026/remove/", follow=True)
    assert "The year 2026/27 has groups, so it stays" in words_of(page)
    assert numbers_run_on(world)


def test_the_year_says_of_each_day_what_it_is(world: World, officer: Client) -> None:
    page = officer.get(THIS_YEAR).content.decode()
    days = SchoolDay.objects.filter(school=world.marlowe).count()

    first = f"school day 1 of {days}, number 1, school week 1, Autumn 1"
    assert f'title="Thursday 3 September 2026: {first}"' in page
    assert 'title="Monday 22 February 2027: INSET day, Staff training"' in page
    assert 'title="Monday 26 October 2026: holiday"' in page
    assert page.count("<caption>") == 12


def test_an_inset_day_that_closes_nothing_is_not_counted(world: World, officer: Client) -> None:
    saturday = date(2027, 3, 6)
    before = officer.get(THIS_YEAR).context["page"].words
    Closure.objects.create(
        school=world.marlowe, kind=ClosureKind.INSET, starts_on=saturday, ends_on=saturday, note="Training"
    )

    answer = officer.get(THIS_YEAR)

    assert answer.context["page"].words == before
    assert 'title="Saturday 6 March 2027: weekend"' in answer.content.decode()
    assert "Training. At a weekend: it closes nothing" in answer.content.decode()


def test_the_list_of_years_offers_those_that_are_not_there(world: World, officer: Client) -> None:
    words = words_of(officer.get(CALENDAR))
    days = SchoolDay.objects.filter(school=world.marlowe).count()

    assert f"2026/27 This year {days} school days" in words
    assert all(name in words for name in ("2025/26", "2027/28", "2028/29"))


@pytest.mark.parametrize("year", ["2019", "1500", "99999"])
def test_a_year_that_is_not_in_the_calendar_is_not_found(officer: Client, year: str) -> None:
    assert officer.get(f"{CALENDAR}{year}/").status_code == 404
    assert officer.post(f"{CALENDAR}{year}/remove/").status_code == 404


def test_a_closure_of_another_school_is_not_found(world: World, officer: Client) -> None:
    closure = Closure.objects.filter(school=world.ashgrove).earliest("starts_on")
    assert officer.post(f"{CALENDAR}closures/{closure.pk}/remove/").status_code == 404
    assert Closure.objects.filter(pk=closure.pk).exists()


def test_the_services_ask_for_the_right_themselves(world: World) -> None:
    lane = rights_of(world.lane, "marlowe-park", on=TODAY)
    assert lane is not None
    with pytest.raises(PermissionDenied):
        close_days(rights=lane, facts=ClosureFacts("inset", TOMORROW, TOMORROW, ""), at=NOW)
    with pytest.raises(PermissionDenied):
        set_year(rights=lane, year=YEAR, at=NOW)


def test_a_wrong_year_is_refused_by_the_service_as_well(world: World) -> None:
    okafor = rights_of(world.okafor, "marlowe-park", on=TODAY)
    assert okafor is not None
    wrong = YearSpec(*year_dates(2027), (HalfTermSpec(1, date(2027, 10, 1), date(2027, 9, 1)),))
    with pytest.raises(ValidationError, match="Half term 1 must end after it starts"):
        set_year(rights=okafor, year=wrong, at=NOW)


@pytest.mark.parametrize("path", [CALENDAR, THIS_YEAR, NEXT_YEAR])
def test_the_pages_cost_the_same_for_three_pupils_and_for_sixty(
    world: World, officer: Client, path: str
) -> None:
    officer.get(path)
    counts = []
    for size in (3, 60):
        add_pupils(world.class_8hw, size - 3)
        with statements() as sent:
            assert officer.get(path).status_code == 200
        counts.append(len(sent))
    assert counts[0] == counts[1]
    assert counts[0] <= 12


def test_a_longer_year_costs_no_statement_more(world: World, officer: Client) -> None:
    officer.get(THIS_YEAR)
    with statements() as few:
        officer.get(THIS_YEAR)
    Closure.objects.bulk_create(
        Closure(school=world.marlowe, kind="closure", starts_on=on, ends_on=on)
        for on in (TOMORROW + timedelta(days=n) for n in range(30))
    )
    with statements() as many:
        officer.get(THIS_YEAR)
    assert len(few) == len(many)


def test_two_schools_have_their_own_calendars(world: World, officer: Client) -> None:
    officer.post(THIS_YEAR, closing(TOMORROW))
    assert SchoolDay.objects.filter(school=world.ashgrove, date=TOMORROW).exists()
    assert Group.objects.filter(school=world.ashgrove).exists()
