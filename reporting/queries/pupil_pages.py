"""The first page of a pupil: who they are, how they attend, whom to ring. Each part only by its own right."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.urls import reverse

from accounts.roles import Permission
from attendance.lines import LineKind
from attendance.queries.figures.limits import movement_values
from attendance.queries.history import Change, pupil_history
from attendance.queries.lines.standing import StandingLine, lines_of_pupil
from attendance.queries.permits.pages import PlanLine, plans_of
from attendance.queries.row_links import visit_url
from reporting.pupil_chronology import Chosen, Chronology, chronology_of
from reporting.queries.links import register_of
from reporting.queries.pupil_contacts import ContactLine, Family, family_of
from reporting.queries.pupil_heads import PupilHead
from reporting.queries.pupil_lists import roll_words
from reporting.queries.pupil_weeks import WeekLine, week_lines
from reporting.tiles import Tile, attendance_tiles
from schools.access import Rights
from schools.calendar import Session, academic_year_of
from schools.models import Sex
from schools.pupil_flags import Flag, protected_flags, support_flags
from schools.queries.facts import had_protection
from schools.queries.siblings import siblings_of
from schools.wording import count_words, date_words
from schools.year_groups import is_compulsory_school_age, year_label

MOST_CHANGES = 20
SICKNESS_RETURNS = frozenset({LineKind.SICKNESS, LineKind.SICKNESS_EXPECTED})


@dataclass(frozen=True)
class PageLink:
    """A page of the same pupil that the person's rights open."""

    label: str
    url: str
    icon: str


@dataclass(frozen=True)
class PupilPage:
    """What one person may see of one pupil. A part that they may not see is None or empty."""

    name: str
    line: str
    flags: list[Flag]
    protected: list[Flag]
    tiles: list[Tile]
    figures_words: str
    weeks: list[WeekLine] | None
    marks_url: str
    plans: list[PlanLine] | None
    contacts: list[ContactLine] | None
    contact_notes: list[str]
    links: list[PageLink]
    siblings: list[tuple[str, str]]
    facts: list[tuple[str, str]]
    changes: list[Change] | None
    changes_words: str
    chronology: Chronology | None
    lines: list[StandingLine] | None
    expect_url: str


def pupil_page(rights: Rights, head: PupilHead, chosen: Chosen, *, on: date) -> PupilPage:
    """The page around a pupil's head and what was `chosen` of its chronology: twelve more statements."""
    shown = head.shown
    family = family_of(head, on=on) if shown.contacts else None
    changes = pupil_history(head.pupil_id, most=MOST_CHANGES) if shown.history else None
    weeks = (
        week_lines(rights.school, head.pupil_id, admitted_on=head.admitted_on, on=on)
        if shown.history
        else None
    )
    lines = lines_of_pupil(rights, head.pupil_id, on=on) if shown.lines else None
    return PupilPage(
        name=head.name,
        line=_line(head, on),
        flags=support_flags(head.support),
        protected=protected_flags(head.protected),
        tiles=_tiles(rights, head, on),
        figures_words=_figures_words(head, on),
        weeks=weeks,
        marks_url=_marks_url(rights, head, on),
        plans=_plans(rights, head, on),
        contacts=family.contacts if family else None,
        contact_notes=family.notes if family else [],
        links=_links(rights, head),
        siblings=[
            (name, reverse("pupil", args=[rights.school.slug, pk]))
            for pk, name in siblings_of(rights, head.pupil_id)
        ],
        facts=_facts(head, family) + _past_protection(head, on),
        changes=changes,
        changes_words=_changes_words(changes),
        chronology=chronology_of(rights, head.pupil_id, chosen),
        lines=lines,
        expect_url=_expect_url(rights, head, lines, on),
    )


def _tiles(rights: Rights, head: PupilHead, on: date) -> list[Tile]:
    if not head.shown.figures:
        return []
    return attendance_tiles(head.tally, movement_values(rights.school, on=on))


def _plans(rights: Rights, head: PupilHead, on: date) -> list[PlanLine] | None:
    if not rights.has_for_school(Permission.PERMIT_MANAGE):
        return None
    return plans_of(rights.school, head.pupil_id, on=on)


def _expect_url(rights: Rights, head: PupilHead, lines: list[StandingLine] | None, on: date) -> str:
    """Where a sickness return is expected; empty where none may come, or one stands already."""
    stands = any(line.kind in SICKNESS_RETURNS for line in lines or [])
    if stands or not head.shown.line_acts or not is_compulsory_school_age(head.born_on, on):
        return ""
    return reverse("expect_sickness", args=[rights.school.slug, head.pupil_id])


def _line(head: PupilHead, on: date) -> str:
    """Where the pupil belongs: "8HW, Year 8. Born 14 June 2013."; leavers and starters say so."""
    year = year_label(head.year_group) if head.year_group is not None else ""
    place = ", ".join(part for part in (head.group, year) if part)
    born = f"Born {date_words(head.born_on)}"
    roll = roll_words(head.admitted_on, head.left_on, on=on)
    return "".join(f"{part}. " for part in (place, born, roll) if part).strip()


def _figures_words(head: PupilHead, on: date) -> str:
    if not head.shown.figures:
        return ""
    year = academic_year_of(on)
    if not head.tally.possible:
        return "No sessions yet"
    return f"{year}/{(year + 1) % 100:02d}. Percentages are of possible sessions."


def _marks_url(rights: Rights, head: PupilHead, on: date) -> str:
    if not head.shown.register or head.group_id is None:
        return ""
    return register_of(rights, on, head.group_id, Session.AM)


def _links(rights: Rights, head: PupilHead) -> list[PageLink]:
    """The pages of this pupil beside this one."""
    pages = (
        (head.shown.figures, "Marks and lines", "pupil_marks", "list-check"),
        (head.shown.whereabouts, "Where now", "where_now", "search"),
        (head.shown.numbers, "Record", "pupil_record", "id-badge-2"),
        (head.shown.contact_safety, "Contact safety", "pupil_safety", "shield-lock"),
        (head.shown.support, "Support", "pupil_facts", "checklist"),
        (head.shown.protection, "Protected facts", "pupil_protected", "lock"),
    )
    links = [
        PageLink(label, reverse(name, args=[rights.school.slug, head.pupil_id]), icon)
        for is_open, label, name, icon in pages
        if is_open
    ]
    if rights.has_for_school(Permission.PERMIT_MANAGE):
        url = f"{reverse('permit_new', args=[rights.school.slug])}?pupil={head.pupil_id}"
        links.append(PageLink("Plan an absence or activity", url, "calendar-event"))
    if head.shown.visits:
        url = visit_url(rights.school.slug, head.pupil_id)
        links.append(PageLink("Plan a visit", url, "building-community"))
    return links


def _facts(head: PupilHead, family: Family | None) -> list[tuple[str, str]]:
    facts = [("Legal name", head.legal_name), ("Sex", Sex(head.sex).label)]
    if head.former_names:
        facts.append(("Former names", head.former_names))
    if head.shown.numbers:
        facts += [
            ("UPN", head.upn or "None yet"),
            ("Admission number", head.admission_number or "Not recorded"),
        ]
    if head.admitted_on:
        facts.append(("Starting day", date_words(head.admitted_on)))
    if family:
        labels = ["Home"] if len(family.homes) < 2 else [f"Home {n}" for n, _ in enumerate(family.homes, 1)]
        facts += list(zip(labels, family.homes, strict=False))
    return facts


def _past_protection(head: PupilHead, on: date) -> list[tuple[str, str]]:
    if not head.shown.protection:
        return []
    return [("Before", words) for words in had_protection(head.pupil_id, on=on)]


def _changes_words(changes: list[Change] | None) -> str:
    if not changes:
        return ""
    return f"the last {MOST_CHANGES}" if len(changes) == MOST_CHANGES else count_words(len(changes), "change")
