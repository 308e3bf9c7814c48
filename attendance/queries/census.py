"""Whether the attendance of a school is ready for the census, and what the census will say."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.urls import reverse

from attendance.census import Collection
from attendance.codes import Code, code_of
from attendance.metrics import Tally, percent
from attendance.queries.scrutiny.report import found_counts, list_url
from attendance.queries.scrutiny.unexplained import STANDING
from attendance.queries.scrutiny.unlawful import UNLAWFUL
from attendance.scrutiny import FINDINGS, Finding, Period, Severity
from schools.access import Rights
from schools.queries.duplicates import PUPIL_PAIRS, asked_of_pairs
from schools.queries.rows import rows_of
from schools.wording import count_words, date_words

MOST_PUPILS = 20

# The pupils of the collection with the sessions that the calendar and the roll expect of them, two a school
# day, and their marks by code. A mark outside roll or calendar is no session, and the scrutiny finds it.
COHORT = """
WITH cohort AS (
  SELECT p.id, p.known_forename || ' ' || p.known_surname AS name, p.upn, p.sex, e.admitted_on, e.left_on
  FROM schools_pupil p JOIN schools_rollentry e ON e.pupil_id = p.id
  WHERE p.school_id = %(school)s AND p.merged_into_id IS NULL AND NOT p.is_boarder
    AND p.born_on BETWEEN %(born_from)s AND %(born_to)s
    AND e.admitted_on <= %(ends)s AND (e.left_on IS NULL OR e.left_on >= %(starts)s)
), days AS (
  SELECT d.date FROM schools_schoolday d
  WHERE d.school_id = %(school)s AND d.date BETWEEN %(starts)s AND %(ends)s
), expected AS (
  SELECT c.id, min(c.name) AS name, min(c.upn) AS upn, min(c.sex) AS sex, 2 * count(*) AS sessions
  FROM cohort c JOIN days d ON d.date >= c.admitted_on AND (c.left_on IS NULL OR d.date <= c.left_on)
  GROUP BY c.id
), counted AS (
  SELECT c.id, m.code, count(*) AS marks FROM cohort c
  JOIN attendance_mark m ON m.pupil_id = c.id AND m.date BETWEEN %(starts)s AND %(ends)s
       AND m.school_id = %(school)s AND m.date >= c.admitted_on
       AND (c.left_on IS NULL OR m.date <= c.left_on)
  JOIN days d ON d.date = m.date
  GROUP BY 1, 2
)
"""
BY_CODE = f"{COHORT} SELECT code, sum(marks)::int FROM counted GROUP BY code ORDER BY code"
BY_PUPIL = f"""
{COHORT}
, sums AS (
  SELECT e.*, coalesce(sum(k.marks), 0)::int AS marks,
         coalesce(sum(k.marks) FILTER (WHERE k.code BETWEEN 10 AND 299), 0)::int AS possible,
         coalesce(sum(k.marks) FILTER (WHERE k.code BETWEEN 300 AND 399), 0)::int AS not_required,
         coalesce(sum(k.marks) FILTER (WHERE k.code IN (300, 302)), 0)::int AS dual_or_x
  FROM expected e LEFT JOIN counted k ON k.id = e.id
  GROUP BY e.id, e.name, e.upn, e.sex, e.sessions
), told AS (
  SELECT count(*) AS pupils, coalesce(sum(sessions), 0)::int AS sessions,
         coalesce(sum(sessions - marks), 0)::int AS blank,
         count(*) FILTER (WHERE upn = '') AS no_upn, count(*) FILTER (WHERE sex NOT IN ('F', 'M')) AS no_sex,
         count(*) FILTER (WHERE possible = 0 AND dual_or_x = 0) AS no_sessions,
         count(*) FILTER (WHERE possible <> sessions) AS differ
  FROM sums
)
SELECT t.*, d.id, d.name, d.sessions, d.possible, d.not_required, d.sessions - d.marks
FROM told t LEFT JOIN (
  SELECT * FROM sums WHERE possible <> sessions
  ORDER BY sessions - marks DESC, not_required DESC, name, id LIMIT %(most)s) d ON true
ORDER BY d.sessions - d.marks DESC, d.not_required DESC, d.name, d.id
"""
DUPLICATES = f"{PUPIL_PAIRS} SELECT count(*) FROM likely"


@dataclass(frozen=True)
class CensusCheck:
    """One line of the checklist: what was counted, whether it stands in the way, where it is put right."""

    words: str
    why: str
    count: int
    url: str
    stops: bool = True

    @property
    def is_clear(self) -> bool:
        """Whether nothing was found."""
        return not self.count


@dataclass(frozen=True)
class DifferingPupil:
    """A pupil whose possible sessions are not the calendar's, and why: sessions not required, or no mark."""

    name: str
    url: str
    expected: int
    possible: int
    not_required: int
    blank: int


@dataclass(frozen=True)
class CodeCount:
    """How often a code stands."""

    code: Code
    sessions: int


@dataclass(frozen=True)
class CensusPart:
    """One part of a collection: its pupils, the checklist, and what the census will say."""

    period: Period
    is_over: bool
    pupils: int
    expected: int
    checks: list[CensusCheck]
    tally: Tally
    codes: list[CodeCount]
    not_counted: int
    differing: list[DifferingPupil]
    differing_count: int

    @property
    def totals(self) -> list[tuple[str, str]]:
        """What the census will say, with its labels."""
        tally = self.tally
        return [
            ("Possible sessions", str(tally.possible)),
            ("Attended", f"{tally.attended} ({percent(tally.attendance_rate)})"),
            ("Authorised absence", f"{tally.authorised} ({percent(tally.authorised_rate)})"),
            ("Unauthorised absence", f"{tally.unauthorised} ({percent(tally.unauthorised_rate)})"),
            ("Not possible, not counted", str(self.not_counted)),
        ]

    @property
    def differing_words(self) -> str:
        """How many pupils differ, and how many of them are shown."""
        words = count_words(self.differing_count, "pupil")
        return f"{words}, the first {MOST_PUPILS}" if self.differing_count > MOST_PUPILS else words

    @property
    def is_ready(self) -> bool:
        """Whether the days are over and nothing stands in the way."""
        return self.is_over and all(check.is_clear for check in self.checks if check.stops)

    @property
    def words(self) -> str:
        """Whose days these are, and how far they are gone."""
        days = f"{self.period.words}{'' if self.is_over else ', so far'}"
        sessions = f"{count_words(self.expected, 'session')} by the calendar"
        return f"{days}: {count_words(self.pupils, 'pupil')}, {sessions}"


def census_parts(rights: Rights, collection: Collection, *, today: date) -> list[CensusPart]:
    """The parts of a collection that have begun, up to yesterday: nine statements each."""
    yesterday = today - timedelta(days=1)
    return [
        _part(rights, collection, Period(part.starts_on, min(part.ends_on, yesterday)), part, today)
        for part in collection.parts
        if part.starts_on <= yesterday
    ]


def _part(rights: Rights, collection: Collection, period: Period, whole: Period, today: date) -> CensusPart:
    born_from, born_to = collection.born
    values = {
        "school": rights.school.pk,
        "starts": period.starts_on,
        "ends": period.ends_on,
        "born_from": born_from,
        "born_to": born_to,
        "most": MOST_PUPILS,
    }
    codes = dict(rows_of(BY_CODE, values))
    rows = rows_of(BY_PUPIL, values)
    pupils, sessions, blank, no_upn, no_sex, no_sessions, differ = rows[0][:7]
    tally = Tally.of_numbers(codes)
    counts = {"blank": blank, "no_upn": no_upn, "no_sex": no_sex, "no_sessions": no_sessions}
    return CensusPart(
        period=period,
        is_over=period == whole,
        pupils=pupils,
        expected=sessions,
        checks=_checks(rights, period, counts, today),
        tally=tally,
        codes=[CodeCount(code_of(number), marks) for number, marks in codes.items()],
        not_counted=sum(codes.values()) - tally.possible,
        differing=[_differing(rights, *row[7:]) for row in rows if row[7] is not None],
        differing_count=differ,
    )


def _differing(
    rights: Rights, pupil_id: int, name: str, expected: int, possible: int, not_required: int, blank: int
) -> DifferingPupil:
    url = reverse("pupil_record", args=[rights.school.slug, pupil_id])
    return DifferingPupil(name, url, expected, possible, not_required, blank)


def _checks(rights: Rights, period: Period, counts: dict[str, int], today: date) -> list[CensusCheck]:
    slug = rights.school.slug
    scrutiny = f"{reverse('scrutiny', args=[slug])}?{period.query}"

    waiting = found_counts(rights, STANDING, period, today=today).get("n-standing", 0)
    waiting_url = list_url(rights, "n-standing", period)
    upn, facts = reverse("check", args=[slug, "upn-missing"]), reverse("checks", args=[slug])
    twice = reverse("duplicates", args=[slug])
    no_session = "Right for D and X alone; otherwise the census asks why."
    return [
        CensusCheck("sessions without a mark", "They are in no figure.", counts["blank"], scrutiny),
        CensusCheck("N without a reason", "They count as unauthorised.", waiting, waiting_url),
        *_unlawful(rights, period, today),
        CensusCheck("pupils without a UPN", "The census knows a pupil by it.", counts["no_upn"], upn),
        CensusCheck("pupils without a sex", "The census asks for it.", counts["no_sex"], facts),
        CensusCheck("pupils with no possible session", no_session, counts["no_sessions"], scrutiny),
        CensusCheck("likely duplicates", "Marks of a child are split.", _duplicates(rights), twice),
    ]


def _unlawful(rights: Rights, period: Period, today: date) -> Iterable[CensusCheck]:
    found = found_counts(rights, UNLAWFUL, period, today=today)
    for slug, count in found.items():
        finding = FINDINGS[slug]
        yield CensusCheck(
            _as_found(finding),
            finding.why,
            count,
            list_url(rights, slug, period),
            stops=finding.severity is Severity.LAW,
        )
    if not found:
        yield CensusCheck("unlawful codes", "Codes not in force, or of the wrong age, session or day.", 0, "")


def _as_found(finding: Finding) -> str:
    """The finding's title after a number: "marks: C2 without an agreement in force"."""
    return f"{finding.noun}s: {finding.title}"


def _duplicates(rights: Rights) -> int:
    values: dict[str, Any] = asked_of_pairs(rights.school)
    return int(rows_of(DUPLICATES, values)[0][0])


def uncertain(collection: Collection) -> list[str]:
    """What is not certain about a collection, in sentences for the page."""
    first, last = (date_words(day) for day in collection.born)
    ages = f"aged 4 to 15 on {date_words(collection.age_on)} (born from {first} to {last})"
    return [
        f"Counted are pupils {ages} with a session on roll in these days, and no boarders.",
        "The guide of the year may count 4-year-olds, guests and pupils of two schools otherwise: check it.",
        "The days are those of the published method. A census may move a date; the guide decides.",
        "Daymark sends no return. Compare these figures with those of the system that does.",
    ]
