"""The page of checks, and the page of one check."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.core.paginator import Paginator
from django.http import Http404
from django.urls import reverse

from accounts.roles import Permission
from schools.access import Rights
from schools.queries.set_up_checks.calendar import CALENDAR
from schools.queries.set_up_checks.facts import Check, Family, Item, Severity
from schools.queries.set_up_checks.groups import GROUP_FAMILY
from schools.queries.set_up_checks.links import link_to
from schools.queries.set_up_checks.messages import MESSAGE_FAMILY
from schools.queries.set_up_checks.pairs import PAIR_FAMILY
from schools.queries.set_up_checks.people import PEOPLE_FAMILY
from schools.queries.set_up_checks.pupils import PUPIL_FAMILY
from schools.queries.set_up_checks.values import VALUE_FAMILY
from schools.wording import count_words, list_words

NAMED, ROWS_ON_PAGE = 3, 50
# Apps above this one add families of their own when they start (see `add_family`).
FAMILIES: dict[str, Family] = {
    family.title: family
    for family in (
        CALENDAR,
        GROUP_FAMILY,
        PEOPLE_FAMILY,
        PUPIL_FAMILY,
        PAIR_FAMILY,
        MESSAGE_FAMILY,
        VALUE_FAMILY,
    )
}
NAMES_PUPILS = {check.slug for family in (PUPIL_FAMILY, PAIR_FAMILY) for check in family.checks}


@dataclass(frozen=True)
class CheckLine:
    """A check with its answer, as the page of checks lists it."""

    check: Check
    family: str
    count: int
    count_words: str
    words: str
    url: str
    link_url: str


@dataclass(frozen=True)
class Findings:
    """The checks of one severity that found something."""

    severity: Severity
    lines: list[CheckLine]
    count_words: str


@dataclass(frozen=True)
class CheckReport:
    """All checks of a school: what was found by severity, and what is in order."""

    found: list[Findings]
    in_order: list[CheckLine]
    line: str

    @property
    def is_clean(self) -> bool:
        """Whether nothing stops work and nothing is to be put right."""
        return all(group.severity is Severity.NOTE for group in self.found)

    def lines(self) -> list[CheckLine]:
        """Every check that found something, the worst first."""
        return [line for group in self.found for line in group.lines]


@dataclass(frozen=True)
class ItemLine:
    """One finding of a check, with the page of what it names."""

    name: str
    note: str
    url: str


@dataclass(frozen=True)
class CheckPage:
    """One page of the findings of a check."""

    check: Check
    count_words: str
    rows: list[ItemLine]
    withheld: bool
    link_url: str
    before_url: str
    after_url: str
    page_words: str


def add_family(family: Family) -> None:
    """Let an app above this one ask questions of its own."""
    FAMILIES[family.title] = family


def check_report(rights: Rights, *, on: date) -> CheckReport:
    """Every check with its answer: a fixed number of statements, whatever the size of the school."""
    lines = [
        _line(rights, family, check, found[check.slug])
        for family in FAMILIES.values()
        for found in [family.find(rights, on)]
        for check in family.checks
        if check.slug in found
    ]
    found = [
        Findings(severity, chosen, count_words(len(chosen), "check"))
        for severity in Severity
        if (chosen := [line for line in lines if line.count and line.check.severity is severity])
    ]
    return CheckReport(found, [line for line in lines if not line.count], _summary(found, len(lines)))


def _summary(found: Sequence[Findings], asked: int) -> str:
    if not found:
        return f"All {asked} checks are in order."
    parts = [f"{len(group.lines)} {group.severity.words}" for group in found]
    return f"{asked} checks: {list_words(parts)}."


def _line(rights: Rights, family: Family, check: Check, items: Sequence[Item]) -> CheckLine:
    slug = rights.school.slug
    return CheckLine(
        check=check,
        family=family.title,
        count=len(items),
        count_words=count_words(len(items), check.what, _many(check.what)),
        words=_answer(rights, check, items),
        url=reverse("check", args=[slug, check.slug]) if items else "",
        link_url=link_to(rights, check.route),
    )


def _answer(rights: Rights, check: Check, items: Sequence[Item]) -> str:
    """How many, and the first of them by name: "14 pupils: Amir Khan, Zoë Hill, Jack Abbott and 11 more"."""
    if not items:
        return ""
    count = count_words(len(items), check.what, _many(check.what))
    if not may_name(rights, check):
        return count
    names = [item.name for item in items[:NAMED]]
    more = len(items) - len(names)
    return f"{count}: {list_words([*names, f'{more} more'] if more else names)}"


def _many(what: str) -> str:
    return "members of staff" if what == "member of staff" else ""


def may_name(rights: Rights, check: Check) -> bool:
    """Whether the reader may see whom a check names."""
    return check.slug not in NAMES_PUPILS or rights.has_for_school(Permission.PUPIL_SEARCH)


def check_page(rights: Rights, slug: str, *, on: date, page: str = "") -> CheckPage:
    """The findings of one check, fifty to a page; 404 for a check that is not asked."""
    family, check = _asked(slug)
    items = family.find(rights, on).get(slug)
    if items is None:
        raise Http404
    may_see = may_name(rights, check)
    found = Paginator(items if may_see else [], ROWS_ON_PAGE).get_page(page)
    url = reverse("check", args=[rights.school.slug, slug])
    return CheckPage(
        check=check,
        count_words=count_words(len(items), check.what, _many(check.what)),
        rows=[_item_line(rights, check, item) for item in found.object_list],
        withheld=bool(items) and not may_see,
        link_url=link_to(rights, check.route),
        before_url=f"{url}?page={found.previous_page_number()}" if found.has_previous() else "",
        after_url=f"{url}?page={found.next_page_number()}" if found.has_next() else "",
        page_words=f"{found.start_index()} to {found.end_index()} of {len(items)}",
    )


def _asked(slug: str) -> tuple[Family, Check]:
    for family in FAMILIES.values():
        for check in family.checks:
            if check.slug == slug:
                return family, check
    raise Http404


def _item_line(rights: Rights, check: Check, item: Item) -> ItemLine:
    url = link_to(rights, check.row_route, item.row) if check.row_route and item.row is not None else ""
    return ItemLine(item.name, item.note, url)
