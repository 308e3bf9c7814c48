"""Where a pupil's page leads: what a person may do about the pupil, and the pupil's other pages."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.urls import reverse

from accounts.roles import Permission
from attendance.queries.row_links import row_links, visit_url
from reporting.queries.links import register_of
from reporting.queries.pupil_heads import PupilHead
from schools.access import Rights
from schools.calendar import Session


@dataclass(frozen=True)
class PageLink:
    """A page about the same pupil that the person's rights open."""

    label: str
    url: str
    icon: str


def act_links(rights: Rights, head: PupilHead, *, on: date) -> list[PageLink]:
    """What the person may do about the pupil, the most frequent first; nothing for one who is not on roll."""
    links: list[PageLink] = []
    if not head.is_on_roll(on):
        return links
    if head.shown.calls:
        links.append(PageLink("Log contact", row_links(rights, head.pupil_id).call, "phone"))
    if rights.has_for_school(Permission.PERMIT_MANAGE):
        url = f"{reverse('permit_new', args=[rights.school.slug])}?pupil={head.pupil_id}"
        links.append(PageLink("Plan absence", url, "calendar-event"))
    if head.shown.visits:
        links.append(
            PageLink("Plan visit", visit_url(rights.school.slug, head.pupil_id), "building-community")
        )
    return links


def page_links(rights: Rights, head: PupilHead, *, on: date) -> list[PageLink]:
    """The pages of this pupil beside this one."""
    pages = (
        (head.shown.figures, "Marks and lines", "pupil_marks", "list-check"),
        (head.shown.report, "Report as PDF", "pupil_report", "printer"),
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
    if head.shown.register and head.group_id is not None:
        url = register_of(rights, on, head.group_id, Session.AM)
        links.append(PageLink("Today’s register", url, "list-check"))
    return links + sealed_links(rights, head.pupil_id)


def sealed_links(rights: Rights, pupil_id: int) -> list[PageLink]:
    """Raising a concern, and the file for whom every file is open; neither says that there is one."""
    links = []
    if rights.has(Permission.CONCERN_RAISE):
        url = f"{reverse('concern_new', args=[rights.school.slug])}?pupil={pupil_id}"
        links.append(PageLink("Raise a concern", url, "shield-lock"))
    if rights.has_for_school(Permission.SAFEGUARDING_READ):
        url = reverse("safeguarding_file", args=[rights.school.slug, pupil_id])
        links.append(PageLink("Safeguarding file", url, "lock"))
    return links
