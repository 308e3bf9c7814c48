"""The list of codes agreed ahead: in force, coming, over, and the part-time timetables."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from attendance.codes import PART_TIME, code_of
from attendance.permit_times import when_words
from attendance.permits import ahead_codes
from schools.models import Group, School
from schools.queries.rows import rows_of
from schools.wording import count_words, date_words

ROWS_ON_PAGE = 50
# Which permits each view holds, on the day %(on)s.
VIEWS = {
    "now": "p.ended_at IS NULL AND %(on)s BETWEEN p.starts_on AND p.ends_on",
    "coming": "p.ended_at IS NULL AND p.starts_on > %(on)s",
    "part-time": f"p.code = {PART_TIME} AND p.ended_at IS NULL AND p.ends_on >= %(on)s",
    "over": "p.ended_at IS NOT NULL OR p.ends_on < %(on)s",
}
VIEW_WORDS = {"now": "Now", "coming": "Coming", "part-time": "Part-time timetables", "over": "Over"}
ORDERS = {
    "now": "p.ends_on, pu.known_surname, pu.known_forename, p.id",
    "coming": "p.starts_on, pu.known_surname, pu.known_forename, p.id",
    "part-time": "p.review_on NULLS FIRST, p.ends_on, pu.known_surname, p.id",
    "over": "least(p.ends_on, (p.ended_at AT TIME ZONE 'Europe/London')::date) DESC, pu.known_surname, p.id",
}
FILTERED = """
FROM attendance_codepermit p
JOIN schools_pupil pu ON pu.id = p.pupil_id
JOIN accounts_user u ON u.id = p.granted_by_id
LEFT JOIN attendance_trip t ON t.id = p.trip_id
WHERE p.school_id = %(school)s
  AND (%(code)s::int IS NULL OR p.code = %(code)s)
  AND (%(group)s::bigint IS NULL OR EXISTS (
       SELECT FROM schools_groupmember gm WHERE gm.pupil_id = p.pupil_id AND gm.group_id = %(group)s
         AND gm.from_on <= %(on)s AND (gm.until_on IS NULL OR gm.until_on >= %(on)s)))
  AND (%(words)s = '' OR position(upper(%(words)s) IN upper(concat_ws(' ', pu.known_forename,
       pu.known_surname, pu.known_forename, p.note, p.provider, t.title))) > 0)
"""
COUNTS = f"SELECT {', '.join(f'count(*) FILTER (WHERE {view})' for view in VIEWS.values())} {FILTERED}"
ROWS = f"""
SELECT p.id, p.pupil_id, pu.known_surname || ', ' || pu.known_forename,
       coalesce((SELECT g.name FROM schools_groupmember gm JOIN schools_group g ON g.id = gm.group_id
                 WHERE gm.pupil_id = p.pupil_id AND g.kind = 'registration' AND gm.from_on <= %(on)s
                   AND (gm.until_on IS NULL OR gm.until_on >= %(on)s) LIMIT 1), ''),
       p.code, p.starts_on, p.ends_on, p.places, p.note, p.provider, p.reason, p.agreed_by, p.review_on,
       p.ended_at, p.ended_reason, coalesce(t.title, ''), p.trip_id, u.full_name,
       CASE WHEN p.code = {PART_TIME} THEN (
         SELECT count(*) FROM attendance_mark m WHERE m.pupil_id = p.pupil_id AND m.code = p.code
           AND m.date BETWEEN p.starts_on AND p.ends_on) END
"""
PAGE = f"LIMIT {ROWS_ON_PAGE} OFFSET %(first)s"


@dataclass(frozen=True)
class _Row:
    pk: int
    pupil_id: int
    name: str
    group: str
    code: int | None
    starts_on: date
    ends_on: date
    places: list[int]
    note: str
    provider: str
    reason: str
    agreed_by: str
    review_on: date | None
    ended_at: datetime | None
    ended_reason: str
    trip: str
    trip_id: int | None
    granted_by: str
    lost: int | None


@dataclass(frozen=True)
class PermitLine:
    """A permit in the list. `lost` counts the sessions marked C2 so far, in words."""

    url: str
    name: str
    group: str
    letter: str
    css: str
    title: str
    when: str
    note: str
    provider: str
    reason: str
    decided_by: str
    review: str
    review_overdue: bool
    ended: str
    trip: str
    trip_url: str
    lost: str


@dataclass(frozen=True)
class ViewLink:
    """A view of the list, with how many permits it holds."""

    label: str
    count: int
    url: str
    active: bool


@dataclass(frozen=True)
class PlannedFilter:
    """What the list is narrowed to."""

    view: str
    words: str
    code: str
    group: str

    @property
    def is_narrow(self) -> bool:
        """Whether anything beside the view narrows the list."""
        return bool(self.words or self.code or self.group)


@dataclass(frozen=True)
class PlannedList:
    """A page of the list."""

    asked: PlannedFilter
    views: list[ViewLink]
    codes: list[tuple[str, str]]
    groups: list[tuple[str, str]]
    rows: list[PermitLine]
    page_words: str
    before_url: str
    after_url: str

    @property
    def part_time(self) -> bool:
        """Whether this is the list of part-time timetables."""
        return self.asked.view == "part-time"


def planned_list(school: School, asked: PlannedFilter, *, on: date, page: int = 1) -> PlannedList:
    """A page of fifty permits of a school: three statements, whatever their number.

    A view, code or group that is not there is as good as none.
    """
    codes = [(code.letter, f"{code.letter} – {code.title}") for code in ahead_codes(on)]
    groups = [(str(pk), name) for pk, name in groups_on(school, on)]
    asked = PlannedFilter(
        asked.view if asked.view in VIEWS else "now",
        asked.words,
        asked.code if asked.code in dict(codes) else "",
        asked.group if asked.group in dict(groups) else "",
    )
    values = _values(school, asked, on)
    counts = dict(zip(VIEWS, rows_of(COUNTS, values)[0], strict=True))
    total = counts[asked.view]
    page = max(1, min(page, -(-total // ROWS_ON_PAGE)))
    first = (page - 1) * ROWS_ON_PAGE
    sql = f"{ROWS} {FILTERED} AND ({VIEWS[asked.view]}) ORDER BY {ORDERS[asked.view]} {PAGE}"
    rows = [_Row(*row) for row in rows_of(sql, values | {"first": first})]
    return PlannedList(
        asked=asked,
        views=[
            ViewLink(VIEW_WORDS[view], counts[view], _url(school, asked, view), active=view == asked.view)
            for view in VIEWS
        ],
        codes=codes,
        groups=groups,
        rows=[_line(school, row, on) for row in rows],
        page_words=f"{first + 1} to {first + len(rows)} of {total}" if rows else "",
        before_url=_url(school, asked, asked.view, page - 1) if page > 1 else "",
        after_url=_url(school, asked, asked.view, page + 1) if first + len(rows) < total else "",
    )


def groups_on(school: School, on: date) -> list[tuple[int, str]]:
    """The groups of the school year of a day, by year and name: one statement."""
    ours = Group.objects.filter(
        school=school, academic_year__starts_on__lte=on, academic_year__ends_on__gte=on
    )
    return list(ours.order_by("year_group", "-kind", "name").values_list("pk", "name"))


def _values(school: School, asked: PlannedFilter, on: date) -> dict[str, Any]:
    numbers = {code.letter: code.number for code in ahead_codes(on)}
    return {
        "school": school.pk,
        "on": on,
        "code": numbers.get(asked.code),
        "group": int(asked.group) if asked.group else None,
        "words": asked.words,
    }


def _url(school: School, asked: PlannedFilter, view: str, page: int = 1) -> str:
    told = {"view": view, "q": asked.words, "code": asked.code, "group": asked.group}
    told |= {"page": str(page)} if page > 1 else {}
    query = urlencode({name: value for name, value in told.items() if value})
    return f"{reverse('planned', args=[school.slug])}?{query}"


def _line(school: School, row: _Row, on: date) -> PermitLine:
    code = code_of(row.code) if row.code is not None else None
    return PermitLine(
        url=reverse("permit", args=[school.slug, row.pk]),
        name=row.name,
        group=row.group,
        letter=code.letter if code else "",
        css=code.code_class.css if code else "",
        title=code.title if code else "Note only",
        when=when_words(row),
        note=row.note,
        provider=row.provider,
        reason=row.reason,
        decided_by=row.agreed_by or row.granted_by,
        review=date_words(row.review_on) if row.review_on else "",
        review_overdue=row.ended_at is None and row.review_on is not None and row.review_on < on,
        ended=f"Ended: {row.ended_reason}" if row.ended_at else "",
        trip=row.trip,
        trip_url=reverse("trip", args=[school.slug, row.trip_id]) if row.trip_id else "",
        lost=count_words(row.lost, "session") if row.lost is not None else "",
    )
