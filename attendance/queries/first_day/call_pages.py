"""The page of the call list: its figures in words, and a filter for each way to look at it."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse

from accounts.roles import Permission
from attendance.queries.first_day.call_list import ALL, FIRST, MY_YEAR, NOT_TRIED, CallList, my_years
from schools.access import Rights
from schools.queries.school_days import SchoolDayNow
from schools.wording import count_words, day_words, time_words

NOBODY_SHOWN = {
    ALL: "Nobody is absent without a reason so far.",
    MY_YEAR: "Nobody of your years is absent without a reason so far.",
    NOT_TRIED: "Every family on the list was tried today.",
    FIRST: "Nobody on the list is priority 1.",
}
OUT_OF_SIGHT = "Keep this paper out of sight, and destroy it."


@dataclass(frozen=True, slots=True)
class CallFilter:
    """A link that shows some of the calls, with how many they are."""

    label: str
    count: int
    url: str
    active: bool


@dataclass(frozen=True, slots=True)
class CallPage:
    """What stands round the rows; `is_whole` without a filter, where all may be texted at once."""

    date_words: str
    line: str
    paper_line: str
    day_problem: str
    filters: list[CallFilter]
    is_whole: bool
    none_shown: str
    page_words: str
    before_url: str
    after_url: str
    url: str
    print_url: str


def call_page(rights: Rights, day: SchoolDayNow, calls: CallList, *, show: str) -> CallPage:
    """The page around a list that was read with the filter `show`; no statement is sent."""
    url = reverse("call_list", args=[rights.school.slug])
    chosen = show if show in NOBODY_SHOWN else ALL
    return CallPage(
        date_words=day_words(day.on),
        line=_line(day, calls),
        paper_line=f"{_line(day, calls)} {OUT_OF_SIGHT}",
        day_problem=day.problem,
        filters=_filters(rights, calls, url, show),
        is_whole=chosen == ALL,
        none_shown=day.moment.opening_words() or NOBODY_SHOWN.get(show, NOBODY_SHOWN[ALL]),
        page_words=f"{calls.start} to {calls.end} of {calls.shown}",
        before_url=_address(url, chosen, page=calls.page - 1) if calls.start > 1 else "",
        after_url=_address(url, chosen, page=calls.page + 1) if calls.more else "",
        url=url,
        print_url=_address(url, chosen, print=1),
    )


def _address(url: str, show: str, **asked: int) -> str:
    """The list with its filter, and what is asked of it: a page, or paper."""
    return f"{url}?{urlencode(({'show': show} if show else {}) | asked)}"


def _line(day: SchoolDayNow, calls: CallList) -> str:
    urgent = f", {calls.first_priority} priority 1" if calls.first_priority else ""
    about = f"{count_words(calls.calls, 'call')} to make about {count_words(calls.unexplained, 'pupil')}"
    return f"{about}{urgent}. As of {time_words(day.moment.now)}."


def _filters(rights: Rights, calls: CallList, url: str, show: str) -> list[CallFilter]:
    found = [(ALL, "All", calls.calls)]
    if my_years(rights) and rights.has_for_school(Permission.FIRST_DAY_WORK):
        found.append((MY_YEAR, "My year", calls.my_year))
    found += [(NOT_TRIED, "Not tried today", calls.not_tried), (FIRST, "Priority 1", calls.first_priority)]
    chosen = show if show in {key for key, _, _ in found} else ALL
    return [
        CallFilter(label, count, f"{url}?show={key}" if key else url, active=key == chosen)
        for key, label, count in found
    ]
