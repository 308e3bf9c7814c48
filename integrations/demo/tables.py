"""The tables of the files: headings and rows as a school's system would export them (pure)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from random import Random

from integrations.demo.marks import marks_before
from integrations.demo.people import Child, Home, Place
from integrations.demo.schools import SchoolPlan, World, calendar_of
from integrations.demo.staff import form_name, forms_of, room_of, staff_of, tutor_codes
from integrations.demo.timetable import COVER_HEADINGS, TIMETABLE_HEADINGS, cover_rows, timetable_rows
from schools.calendar import academic_year_of

Table = tuple[tuple[str, ...], Iterable[Sequence[str]]]
PROSPECTIVE = timedelta(days=14)
ENROLMENTS = {"C": "C - Current (single registration)", "M": "M - Current main (dual registration)"}
SEN = {"ehcp": "E - Education, health and care plan", "sen": "K - SEN Support"}
CLUB_SHARE = 0.06
TRAVEL = ("Walk", "Car", "Bus", "Cycle", "Taxi")
TRAVEL_OF_YOUNG, TRAVEL_OF_OLDER, OLDER_FROM = (56, 36, 4, 3, 1), (42, 17, 34, 5, 2), 7

PUPIL_HEADINGS = (
    "UPN", "Admission No", "Legal Surname", "Legal Forename", "Middle names", "Preferred Surname",
    "Preferred Forename", "Sex", "Date of Birth", "Year Group", "Reg Group", "Date of Admission",
    "Date of Leaving", "Enrolment Status", "SEN Status", "Pupil Premium", "EAL", "Medical flag",
    "Young carer", "Looked After", "Social worker", "CP", "CIN", "Address 1", "Address 2", "Address 3",
    "Postcode", "Second address", "Second postcode", "Home language", "Ethnicity", "Mode of travel",
)  # fmt: skip
CONTACT_HEADINGS = (
    "UPN", "Priority", "Relationship", "Title", "Forename", "Surname", "Mobile", "Home phone", "Email",
    "Parental Responsibility", "Lives with pupil", "Do not contact (court order)", "Address hidden",
    "Address 1", "Address 2", "Address 3", "Postcode",
)  # fmt: skip
STAFF_HEADINGS = (
    "Staff Code", "Title", "Forename", "Surname", "Email", "Job title", "Role", "Registration group",
    "Year groups",
)  # fmt: skip
GROUP_HEADINGS = ("Group", "Kind", "Year", "Room", "Tutor staff code", "UPN", "From", "Until")
CALENDAR_HEADINGS = ("Kind", "Name", "Start", "End")
MARK_HEADINGS = ("UPN", "Mark", "Mark date", "AM/PM", "Minutes late", "Comments")


def tables(world: World, school: SchoolPlan, year: int, *, day: date) -> dict[str, Table]:
    """The files of one school and year, by name, as they would be exported on the morning of `day`.

    The secondary school has a timetable of the year of that day, and cover on it.
    """
    places = _places_in(world, school, year, day)
    files: dict[str, Table] = {
        "calendar": (CALENDAR_HEADINGS, _calendar_rows(school, year)),
        "staff": (STAFF_HEADINGS, _staff_rows(world, school)),
        "pupils": (PUPIL_HEADINGS, [_pupil_row(place, number, year, day) for number, place in places]),
        "contacts": (CONTACT_HEADINGS, [row for _, place in places for row in _contact_rows(place.child)]),
        "groups": (GROUP_HEADINGS, _group_rows(world, school, year, [place for _, place in places], day)),
        "marks": (MARK_HEADINGS, _mark_rows(world, school, year, day)),
    }
    if not school.is_primary and year == academic_year_of(day):
        files["timetable"] = (TIMETABLE_HEADINGS, timetable_rows(world, school))
        if cover := list(cover_rows(world, school, year, day)):
            files["cover"] = (COVER_HEADINGS, cover)
    return files


def _places_in(world: World, school: SchoolPlan, year: int, day: date) -> list[tuple[int, Place]]:
    """Who stands in a year's files, with admission numbers: joiners are listed two weeks ahead."""
    dates = calendar_of(school, year).dates
    until = min(day + PROSPECTIVE, dates[-1])
    listed = enumerate(world.rolls[school.slug], 1)
    return [(number, place) for number, place in listed if place.was_there(dates[0], until)]


def _pupil_row(place: Place, number: int, year: int, day: date) -> tuple[str, ...]:
    child = place.child
    support, protected, second = child.support, child.protected, child.family.second_home
    year_group = child.year_group(year)
    return (
        child.upn, f"{number:06}", child.surname, child.forename, child.middle_names, child.surname,
        child.known_forename, child.sex, _written(child.born_on), str(year_group or "R"),
        form_of(place, year), _written(place.admitted_on), _written(_left_before(place, day)),
        ENROLMENTS[place.enrolment],
        next((words for fact, words in SEN.items() if fact in support), "N - No special educational need"),
        _yes("disadvantaged" in support), _yes("eal" in support), _yes("medical" in support),
        _yes("young_carer" in support), _yes("lac" in protected), _yes("social_worker" in protected),
        _yes("cp" in protected), _yes("cin" in protected), *_address(child.family.home),
        second.on_one_line if second else "", second.postcode if second else "",
        child.family.heritage.at_home, child.family.heritage.ethnicity, _travel_of(child, year_group),
    )  # fmt: skip


def _travel_of(child: Child, year_group: int) -> str:
    """How a child comes to school: most of the young on foot or by car, many of the older by bus."""
    chances = TRAVEL_OF_YOUNG if year_group < OLDER_FROM else TRAVEL_OF_OLDER
    return Random(f"travel:{child.upn}").choices(TRAVEL, chances)[0]


def _contact_rows(child: Child) -> Iterator[tuple[str, ...]]:
    """The adults of a family in order. A home is hidden where a court keeps somebody away from it."""
    ties = child.family.ties
    is_kept_apart = any(tie.must_not_contact for tie in ties)
    for priority, tie in enumerate(ties, 1):
        adult = tie.adult
        yield (
            child.upn, str(priority), tie.relationship, adult.title, adult.forename, adult.surname,
            adult.mobile, adult.phone, adult.email, _yes(tie.has_responsibility), _yes(tie.lives_with_pupil),
            _yes(tie.must_not_contact), _yes(is_kept_apart and tie.lives_with_pupil), *_address(tie.home),
        )  # fmt: skip


def _staff_rows(world: World, school: SchoolPlan) -> Iterator[tuple[str, ...]]:
    for member in staff_of(world, school):
        years = "; ".join(str(year_group or "R") for year_group in member.year_groups)
        yield (
            member.code, member.title, member.forename, member.surname, member.email, member.job_title,
            member.role, member.registration_group, years,
        )  # fmt: skip


def _group_rows(
    world: World, school: SchoolPlan, year: int, places: Sequence[Place], day: date
) -> Iterator[tuple[str, ...]]:
    """Registration groups form by form, then a club of several years."""
    tutors = tutor_codes(world, school)
    start = calendar_of(school, year).dates[0]
    for year_group, letter in forms_of(school):
        form = form_name(year_group, letter)
        room = room_of(school, year_group, letter)
        for place in places:
            if form_of(place, year) == form:
                yield (
                    form,
                    "Registration",
                    str(year_group or "R"),
                    room,
                    tutors[form],
                    *_stay(place, start, day),
                )
    club = "Breakfast club" if school.is_primary else "Homework club"
    for place in places:
        if Random(f"{world.seed}:club:{place.child.upn}").random() < CLUB_SHARE:
            yield club, "Other", "", "Hall", "", *_stay(place, start, day)


def _calendar_rows(school: SchoolPlan, year: int) -> Iterator[tuple[str, ...]]:
    for line in calendar_of(school, year).lines:
        yield line.kind, line.name, _written(line.starts_on), _written(line.ends_on)


def _mark_rows(world: World, school: SchoolPlan, year: int, day: date) -> Iterator[tuple[str, ...]]:
    """Marks up to the school day before `day`; dates are written once each, for speed."""
    dates = {on: _written(on) for on in calendar_of(school, year).dates}
    for upn, code, on, session, minutes, note in marks_before(world, school, year, day=day):
        yield upn, code, dates[on], session.name, "" if minutes is None else str(minutes), note


def form_of(place: Place, year: int) -> str:
    """The registration group of a place in a year."""
    year_group = place.child.year_group(year)
    return form_name(year_group, place.sixth_form_letter if year_group >= 12 else place.letter)


def _stay(place: Place, start: date, day: date) -> tuple[str, str, str]:
    """Whose time in a group, and its first and last day in the year that began on `start`."""
    return place.child.upn, _written(max(place.admitted_on, start)), _written(_left_before(place, day))


def _left_before(place: Place, day: date) -> date | None:
    """The leaving date once it has come; no school knows it before."""
    return place.left_on if place.left_on is not None and place.left_on < day else None


def _address(home: Home | None) -> tuple[str, str, str, str]:
    return (*home.lines, home.postcode) if home else ("", "", "", "")


def _written(on: date | None) -> str:
    return f"{on:%d/%m/%Y}" if on else ""


def _yes(fact: bool) -> str:
    return "Y" if fact else "N"
