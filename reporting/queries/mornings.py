"""The school's session so far: figures, and the pupils whom nobody can account for yet."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db import connection

from accounts.roles import Permission
from attendance.codes import CODES, LATE, LATE_AFTER_CLOSE, NO_REASON, code_of
from reporting.queries.links import pupil_url, register_of
from schools.access import Rights
from schools.calendar import Session
from schools.pupil_flags import Flag, glance_flags
from schools.queries.pupil_joins import ON_ROLL, REGISTRATION, SUPPORT
from schools.queries.reach import Parameters, reaches
from schools.queries.school_days import SchoolDayNow
from schools.wording import count_words, short_day_words

MOST_ROWS = 60
HERE = [code.number for code in CODES if code.here]
UNMARKED = 0

# `latest` is what is known last today: a mark, or 0 for a register that closed without one. `other` is the
# last mark that is no N, so the mark after it began the absence.
MORNING = "".join(
    (
        """
, today AS MATERIALIZED (
  SELECT p.id, p.known_forename, p.known_surname, am.code AS am, pm.code AS pm,
         CASE WHEN %(session)s = 1 THEN am.code ELSE pm.code END AS shown,
         CASE WHEN pm.code IS NOT NULL THEN pm.code WHEN %(pm_closed)s THEN 0
              WHEN am.code IS NOT NULL THEN am.code WHEN %(am_closed)s THEN 0 END AS latest,
         CASE WHEN pm.code IS NOT NULL OR %(pm_closed)s THEN 2 ELSE 1 END AS latest_session
  FROM seen
  JOIN schools_pupil p ON p.id = seen.id
""",
        ON_ROLL,
        """
  LEFT JOIN attendance_mark am ON am.pupil_id = p.id AND am.date = %(on)s AND am.session = 1
  LEFT JOIN attendance_mark pm ON pm.pupil_id = p.id AND pm.date = %(on)s AND pm.session = 2
), figures AS (
  SELECT count(*) AS on_roll, count(shown) AS marked,
         count(*) FILTER (WHERE shown = ANY (%(here)s)) AS here,
         count(*) FILTER (WHERE shown BETWEEN 10 AND 99) AS attended,
         count(*) FILTER (WHERE shown BETWEEN 10 AND 299) AS possible,
         count(*) FILTER (WHERE shown = %(late)s) AS late,
         count(*) FILTER (WHERE shown = %(after_close)s) AS after_close,
         count(*) FILTER (WHERE latest = %(n)s) AS no_reason,
         count(*) FILTER (WHERE latest = 0) AS unmarked
  FROM today
)
SELECT f.*, p.id, p.known_forename, p.known_surname, p.latest, g.id, g.name,
       coalesce(began.date, %(on)s), coalesce(began.session, p.latest_session),
       %(number)s - coalesce(d.number, %(number)s) + 1,
       (SELECT count(*) FROM schools_contact c WHERE c.pupil_id = p.id AND NOT c.must_not_contact
          AND p.id IN (SELECT id FROM ringable)),
       p.id IN (SELECT id FROM ringable),
""",
        SUPPORT,
        """
FROM figures f
LEFT JOIN today p ON p.latest IN (0, %(n)s)
LEFT JOIN LATERAL (
  SELECT m.date, m.session FROM attendance_mark m WHERE m.pupil_id = p.id AND m.code <> %(n)s
    AND (m.date, m.session) <= (%(on)s, 2) ORDER BY m.date DESC, m.session DESC LIMIT 1) other ON true
LEFT JOIN LATERAL (
  SELECT m.date, m.session FROM attendance_mark m WHERE m.pupil_id = p.id
    AND (m.date, m.session) > (coalesce(other.date, '-infinity'), coalesce(other.session, 0))
  ORDER BY m.date, m.session LIMIT 1) began ON began.date <= %(on)s
LEFT JOIN schools_schoolday d ON d.school_id = %(school)s AND d.date = began.date
""",
        REGISTRATION,
        """
ORDER BY p.latest DESC, began.date NULLS LAST, began.session, p.known_surname, p.known_forename, p.id
LIMIT %(most)s
""",
    )
)


@dataclass(frozen=True)
class SessionFigures:
    """A session's pupils by what is known of them; `no_reason` and `unmarked` are the unexplained.

    `here` are in this school; `attended` and `possible` count as the statistics do (trips attend).
    """

    on_roll: int
    marked: int
    here: int
    attended: int
    possible: int
    late: int
    after_close: int
    no_reason: int
    unmarked: int

    @property
    def unexplained(self) -> int:
        """Pupils marked N, or without a mark after the register closed."""
        return self.no_reason + self.unmarked


@dataclass(frozen=True)
class AbsentPupil:
    """A pupil whose absence nobody can explain yet. `contacts` is None for who may not see them."""

    name: str
    url: str
    group: str
    flags: list[Flag]
    letter: str
    css: str
    title: str
    first_on: date
    first_session: Session
    days: int
    contacts: int | None
    register_url: str

    @property
    def why(self) -> str:
        """What is known, in a line: since when, and how many contacts there are to ring."""
        when = f"{short_day_words(self.first_on)} {self.first_session.name}"
        known = f"No reason since {when}" if self.letter else f"No mark {when}: ask for the register"
        if self.contacts is None:
            return known
        return (
            f"{known}. {count_words(self.contacts, 'contact')} to ring"
            if self.contacts
            else f"{known}. No contact"
        )

    @property
    def days_words(self) -> str:
        """How long: "1st day", "3rd day"."""
        return f"{ordinal(self.days)} day"


@dataclass(frozen=True)
class Morning:
    """The figures of a session, and the first rows of the unexplained."""

    figures: SessionFigures
    absent: list[AbsentPupil]


def morning(rights: Rights, day: SchoolDayNow) -> Morning:
    """The session that the day stands in, for the pupils whose registers the person may see: one statement.

    A pupil without a mark counts as unexplained only once the register has closed, never before.
    """
    tables, parameters = reaches(
        rights,
        seen=Permission.REGISTER_VIEW,
        ringable=Permission.CONTACTS_VIEW,
        supported=Permission.SUPPORT_FACTS_VIEW,
    )
    with connection.cursor() as cursor:
        cursor.execute(tables + MORNING, parameters | _facts(rights, day))
        rows = cursor.fetchall()
    figures = SessionFigures(*rows[0][:9])
    return Morning(figures, [_absent(rights, day, *row[9:]) for row in rows if row[9] is not None])


def _facts(rights: Rights, day: SchoolDayNow) -> Parameters:
    return {
        "school": rights.school.pk,
        "on": day.on,
        "number": day.number,
        "session": day.moment.session.value,
        "am_closed": day.is_school_day and day.moment.is_closed(Session.AM),
        "pm_closed": day.is_school_day and day.moment.is_closed(Session.PM),
        "here": HERE,
        "late": LATE,
        "after_close": LATE_AFTER_CLOSE,
        "n": NO_REASON,
        "most": MOST_ROWS,
    }


def _absent(
    rights: Rights,
    day: SchoolDayNow,
    pupil_id: int,
    forename: str,
    surname: str,
    latest: int,
    group_id: int | None,
    group: str | None,
    first_on: date,
    first_session: int,
    days: int,
    contacts: int,
    may_ring: bool,
    support: list[str],
) -> AbsentPupil:
    code = code_of(latest) if latest != UNMARKED else None
    return AbsentPupil(
        name=f"{forename} {surname}",
        url=pupil_url(rights, pupil_id),
        group=group or "",
        flags=glance_flags(support),
        letter=code.letter if code else "",
        css=code.code_class.css if code else "",
        title=code.title if code else "No mark",
        first_on=first_on,
        first_session=Session(first_session),
        days=days,
        contacts=contacts if may_ring else None,
        register_url=register_of(rights, day.on, group_id, day.moment.session),
    )


def ordinal(number: int) -> str:
    """A number in its place: 1st, 2nd, 3rd, 4th, 11th, 21st."""
    if number % 100 in (11, 12, 13):
        return f"{number}th"
    return f"{number}{({1: 'st', 2: 'nd', 3: 'rd'}).get(number % 10, 'th')}"
