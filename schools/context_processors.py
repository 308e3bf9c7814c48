"""What every page's frame shows: the school, the person's way around it, and the demo's clock."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import reverse

from accounts.roles import Permission, Scope
from schools import clock
from schools.access import Rights
from schools.wording import day_words, time_words


@dataclass(frozen=True)
class MenuItem:
    """A link of the menu."""

    label: str
    url: str
    icon: str
    active: bool


MENU: tuple[tuple[str, str, str, Permission | None], ...] = (
    ("Today", "today", "sun", None),
    ("Registers", "registers", "list-check", Permission.REGISTER_VIEW),
    ("Pupils", "pupils", "users", Permission.PUPIL_SEARCH),
    ("Figures", "figures", "table", Permission.FIGURES_VIEW),
    ("Cover", "cover", "clock", Permission.SETUP_ATTENDANCE),
    ("Import", "import_upload", "file-import", Permission.IMPORT_RUN),
    ("People", "people", "user-plus", Permission.USERS_MANAGE),
    ("Approvals", "approvals", "check", Permission.GRANT_SAFEGUARDING_ROLE),
    ("Set-up", "setup", "settings", Permission.SETUP_ATTENDANCE),
    ("Safeguarding", "safeguarding_home", "lock", Permission.SAFEGUARDING_READ),
)

# What else of a school stands under an item of the menu: the first part of its path, and the item's route.
ELSEWHERE = {
    "planned": "registers",
    "lessons": "registers",
    "desk": "registers",
    "scrutiny": "registers",
    "lates": "registers",
    "lines": "registers",
    "patterns": "figures",
    "rewards": "figures",
    "contact": "today",
    "messages": "today",
    "bulletin": "today",
    "codes": "today",
    "visits": "today",
    "escalations": "today",
    "safeguarding": "safeguarding_home",
}


def shell(request: HttpRequest) -> dict[str, object]:
    """The frame of a page; no statement is sent for it."""
    rights: Rights | None = getattr(request, "rights", None)
    now = clock.now()
    return {
        "theme": request.COOKIES.get("theme", "auto"),
        "school_clock": f"{day_words(now.date(), year=True)}, {time_words(now)}"
        if clock.is_shifted()
        else "",
        "rights": rights,
        "school": rights.school if rights else None,
        "school_links": school_links(rights) if rights else [],
        "legal_note": rights.school.legal_register_note if rights else "",
        "menu": menu(rights, request.path) if rights else [],
        "alerts_url": alerts_url(rights) if rights else "",
        "classroom": getattr(request, "classroom", False),
        "sees_evacuation": rights is not None and rights.has(Permission.EVACUATION_VIEW),
        "sealed_url": sealed_url(rights) if rights else "",
        "may_raise": rights is not None and rights.has(Permission.CONCERN_RAISE),
        "call_in_url": call_in_url(rights) if rights else "",
        "may_mark": rights is not None and rights.has(Permission.REGISTER_SAVE),
    }


def alerts_url(rights: Rights) -> str:
    """Where this person's pages ask for alerts; empty for a person whom no alert can concern.

    The same rights as in `attendance.queries.alerts`.
    """
    may_have = rights.has(Permission.REGISTER_SAVE) or any(
        rights.has_for_school(right) for right in (Permission.DESK_SIGN_IN, Permission.VISIT_WORK)
    )
    return reverse("alerts", args=[rights.school.slug]) if may_have else ""


def call_in_url(rights: Rights) -> str:
    """Where this person writes down a call from a family, from any page; empty without the right."""
    may_log = rights.reaches_people(Permission.FIRST_DAY_WORK)
    return reverse("call_in", args=[rights.school.slug]) if may_log else ""


def sealed_url(rights: Rights) -> str:
    """Where those find files who read none by role alone: by a lead's word, or in an emergency; else empty.

    A lead has an item of the menu. Whether there is such a file is asked behind the second factor.
    """
    may_have = rights.has(Permission.SAFEGUARDING_READ) or rights.has(Permission.STAFF_ALLEGATION_READ)
    if not may_have or rights.has_for_school(Permission.SAFEGUARDING_READ):
        return ""
    reads_files = rights.has(Permission.SAFEGUARDING_READ)
    page = "safeguarding_home" if reads_files else "staff_concerns"
    return reverse(page, args=[rights.school.slug])


def school_links(rights: Rights) -> list[MenuItem]:
    """The schools that this person may switch to; empty for a person of one school."""
    if len(rights.schools) < 2:
        return []
    return [
        MenuItem(school.name, reverse("today", args=[school.slug]), "school", active=school == rights.school)
        for school in rights.schools
    ]


def _sees_totals(rights: Rights, permission: Permission) -> bool:
    """Whether the right opens its page without any pupil, as figures do to a governor."""
    return Scope.AGGREGATE in rights.scopes(permission)


def menu(rights: Rights, path: str) -> list[MenuItem]:
    """The links that this person's rights open, with the one that the path stands under marked."""
    found = [
        (label, reverse(name, args=[rights.school.slug]), icon)
        for label, name, icon, permission in MENU
        if permission is None or rights.reaches_people(permission) or _sees_totals(rights, permission)
    ]
    part = path.removeprefix(f"/{rights.school.slug}/").split("/")[0]
    under = reverse(ELSEWHERE[part], args=[rights.school.slug]) if part in ELSEWHERE else path
    longest = max((url for _, url, _ in found if under.startswith(url)), key=len, default="")
    return [MenuItem(label, url, icon, active=url == longest) for label, url, icon in found]
