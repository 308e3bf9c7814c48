"""The areas of a school's set-up: what is there, and what is missing, in a few words."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import groupby
from operator import attrgetter

from django.db import connection

from accounts.roles import Permission
from schools.access import Rights
from schools.calendar import academic_year_of, year_dates, year_name
from schools.models import Carrier, GroupKind
from schools.wording import count_words

COUNTS = """
SELECT
  (SELECT count(*) FROM schools_sessionhours h WHERE h.school_id = %(school)s AND h.valid_from <= %(on)s
     AND (h.valid_to IS NULL OR h.valid_to > %(on)s)),
  (SELECT count(*) FROM schools_schoolday d WHERE d.school_id = %(school)s
     AND d.date BETWEEN %(first)s AND %(last)s),
  (SELECT count(*) FROM schools_academicyear y WHERE y.school_id = %(school)s AND y.starts_on > %(on)s),
  (SELECT count(DISTINCT m.user_id) FROM schools_membership m WHERE m.school_id = %(school)s
     AND m.valid_from <= %(on)s AND (m.valid_until IS NULL OR m.valid_until >= %(on)s)),
  (SELECT count(*) FROM schools_staff s WHERE s.school_id = %(school)s),
  (SELECT count(*) FROM schools_group g WHERE g.school_id = %(school)s AND g.kind = %(year_group)s
     AND g.academic_year_id IN (SELECT id FROM schools_academicyear WHERE starts_on = %(first)s)),
  (SELECT count(*) FROM schools_group g WHERE g.school_id = %(school)s AND g.kind = %(registration)s
     AND g.academic_year_id IN (SELECT id FROM schools_academicyear WHERE starts_on = %(first)s)),
  (SELECT count(*) FROM schools_rollentry r WHERE r.school_id = %(school)s AND r.admitted_on <= %(on)s
     AND (r.left_on IS NULL OR r.left_on >= %(on)s)),
  EXISTS (SELECT FROM schools_messaging g WHERE g.school_id = %(school)s
     AND (g.texts, g.emails, g.letters) <> (%(off)s, %(off)s, %(off)s)),
  EXISTS (SELECT FROM schools_messaging g WHERE g.school_id = %(school)s AND g.stopped_at IS NOT NULL)
"""


@dataclass(frozen=True, slots=True)
class Counts:
    """What stands in a school's set-up on a day. `days` are the school days of this academic year."""

    year: int
    hours: int
    days: int
    coming_years: int
    people: int
    staff: int
    year_groups: int
    registration_groups: int
    on_roll: int
    messages_go: bool
    messages_stopped: bool


@dataclass(frozen=True, slots=True)
class State:
    """How an area stands, in words; `is_missing` where the school cannot work without what lacks."""

    words: str
    is_missing: bool = False


class Part(StrEnum):
    """What an area belongs to, as the page says it."""

    SCHOOL = "The school"
    FILES = "Files"
    PEOPLE = "People"
    MESSAGES = "Messages"
    PUPILS = "Pupils"
    GROUPS = "Groups and lessons"


@dataclass(frozen=True, slots=True)
class Area:
    """A page of the set-up, the right that opens it, and what it is for."""

    part: Part
    route: str
    title: str
    right: Permission
    purpose: str
    state: Callable[[Counts], State] | None = None


@dataclass(frozen=True, slots=True)
class AreaLine:
    """An area as its reader sees it."""

    route: str
    title: str
    purpose: str
    state: State | None


def _hours(counts: Counts) -> State:
    return State("Session times are set") if counts.hours else State("No session times today", True)


def _calendar(counts: Counts) -> State:
    name, coming = year_name(counts.year), year_name(counts.year + 1)
    if not counts.days:
        return State(f"{name} has no school days: no register can be taken", True)
    words = f"{name} has {count_words(counts.days, 'school day')}"
    return State(words if counts.coming_years else f"{words}. {coming} is not there yet")


def _people(counts: Counts) -> State:
    return State(f"{count_words(counts.people, 'person has', 'people have')} access")


def _staff(counts: Counts) -> State:
    return State(f"{counts.staff:,} in the staff list" if counts.staff else "No staff list yet")


def _groups(counts: Counts) -> State:
    if not counts.registration_groups:
        return State(f"No registration groups in {year_name(counts.year)}", True)
    years = count_words(counts.year_groups, "year group")
    return State(f"{years}, {count_words(counts.registration_groups, 'registration group')}")


def _pupils(counts: Counts) -> State:
    if not counts.on_roll:
        return State("No pupil is on roll", True)
    return State(f"{counts.on_roll:,} on roll")


def _messages(counts: Counts) -> State:
    return State("Set up" if counts.messages_go else "Nothing carries them: no message goes out")


def _stop(counts: Counts) -> State:
    return State("Messages are stopped" if counts.messages_stopped else "Messages may go")


# Part by part, in the order in which a new school is set up.
AREAS = (
    Area(Part.SCHOOL, "checks", "Set-up checks", Permission.HEALTH_VIEW,
         "What is missing or contradictory, why it matters, and where it is put right"),
    Area(Part.SCHOOL, "setup_school", "School and session times", Permission.SETUP_MANAGE,
         "Name, numbers, year groups, legal register, and when registers open and close", _hours),
    Area(Part.SCHOOL, "calendar", "Calendar", Permission.SETUP_ATTENDANCE,
         "Terms, half terms, INSET days and closures", _calendar),
    Area(Part.SCHOOL, "values", "Thresholds and texts", Permission.SETUP_ATTENDANCE,
         "What a law or your policy sets, codes that teachers may set, each from a day on"),
    Area(Part.SCHOOL, "year_end", "Year end", Permission.SETUP_MANAGE,
         "Everybody one year up, on a new calendar"),
    # Administrators alone add a school, and they alone manage users.
    Area(Part.SCHOOL, "school_new", "Another school", Permission.USERS_MANAGE, "Add a school to the trust"),
    Area(Part.FILES, "import_upload", "Import", Permission.IMPORT_RUN,
         "Staff, pupils, contacts, groups, timetable and marks from the school’s own system"),
    Area(Part.FILES, "import_sources", "Where files come from", Permission.IMPORT_RUN,
         "What the columns of each source hold, as it was settled last"),
    Area(Part.FILES, "comparators", "Figures of the DfE", Permission.IMPORT_RUN,
         "Published attendance of England, your region and authority, for the same weeks"),
    Area(Part.PEOPLE, "staff", "Staff", Permission.USERS_MANAGE,
         "Who works here, and who is still to be let in", _staff),
    Area(Part.PEOPLE, "people", "People", Permission.USERS_MANAGE,
         "Who may sign in, as what, and until when", _people),
    Area(Part.PEOPLE, "approvals", "Approvals", Permission.GRANT_SAFEGUARDING_ROLE,
         "Roles that wait for a second person"),
    Area(Part.MESSAGES, "messaging", "What carries messages", Permission.SETUP_MANAGE,
         "GOV.UK Notify or another carrier for texts, emails and letters", _messages),
    Area(Part.MESSAGES, "message_wordings", "Words of messages", Permission.SETUP_ATTENDANCE,
         "What a text or email to a family says, in each language, and who checked it"),
    Area(Part.MESSAGES, "never_messages", "Never message these", Permission.SETUP_ATTENDANCE,
         "Numbers and addresses to which nothing is sent"),
    Area(Part.MESSAGES, "messaging_stop", "Stop messages", Permission.SETUP_ATTENDANCE,
         "One switch for every text, email and letter", _stop),
    Area(Part.PUPILS, "pupils", "Pupils", Permission.PUPIL_SEARCH,
         "Everybody on roll, with their contacts", _pupils),
    Area(Part.PUPILS, "siblings", "Siblings", Permission.PUPIL_MANAGE,
         "Likely siblings, to be confirmed by a person"),
    Area(Part.PUPILS, "duplicates", "Duplicates", Permission.PUPIL_MANAGE,
         "Pupils and parents who may be entered twice"),
    Area(Part.PUPILS, "leavers", "Proposed leavers", Permission.LEAVER_PREPARE,
         "Who is said to leave, and who stays"),
    Area(Part.GROUPS, "groups", "Groups", Permission.SETUP_ATTENDANCE,
         "Year, registration and teaching groups, their pupils and tutors by date", _groups),
    Area(Part.GROUPS, "timetable", "Timetable", Permission.SETUP_ATTENDANCE,
         "Lessons by group, week and period"),
    Area(Part.GROUPS, "periods", "Bell times and weeks", Permission.SETUP_ATTENDANCE,
         "When each period begins and ends, and how many weeks the timetable has"),
    Area(Part.GROUPS, "cover", "Cover", Permission.SETUP_ATTENDANCE,
         "Who takes the registers and lessons of who is away today"),
)  # fmt: skip


def set_up_areas(rights: Rights) -> list[tuple[str, list[AreaLine]]]:
    """The parts with the areas that this person may open, in order, and their state: one statement."""
    counts = _counts(rights.school.pk, rights.on)
    open_to = [area for area in AREAS if rights.reaches_people(area.right)]
    return [
        (part.value, [_line(area, counts) for area in areas])
        for part, areas in groupby(open_to, key=attrgetter("part"))
    ]


def _line(area: Area, counts: Counts) -> AreaLine:
    return AreaLine(area.route, area.title, area.purpose, area.state(counts) if area.state else None)


def _counts(school_id: int, on: date) -> Counts:
    year = academic_year_of(on)
    first, last = year_dates(year)
    values: dict[str, int | str | date] = {
        "school": school_id,
        "on": on,
        "first": first,
        "last": last,
        "year_group": GroupKind.YEAR.value,
        "registration": GroupKind.REGISTRATION.value,
        "off": Carrier.OFF.value,
    }
    with connection.cursor() as cursor:
        cursor.execute(COUNTS, values)
        return Counts(year, *cursor.fetchone())
