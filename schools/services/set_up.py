"""Setting up the first school and the next ones, and changing a school's own facts."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.text import slugify

from accounts.audit import acting
from accounts.models import User
from accounts.roles import Permission, Role
from schools.access import Rights
from schools.calendar import SessionTimes
from schools.models import School, SessionHours, Trust
from schools.services.memberships import grant_role

RESERVED_SLUGS = frozenset(
    {"account", "me", "invitations", "setup", "components", "figures", "healthz", "static"}
)


@dataclass(frozen=True)
class SchoolFacts:
    """What names a school to the department and to its people."""

    name: str
    urn: str
    la_code: str
    establishment: str
    phase: str
    youngest_year: int
    oldest_year: int
    legal_register: str
    mis_name: str = ""


def no_school_yet() -> bool:
    """Whether this installation still waits for its first school."""
    return not School.objects.exists()


def set_up_first_school(
    *, trust_name: str, facts: SchoolFacts, times: SessionTimes, by: User, on: date, at: datetime
) -> School:
    """Make the trust, its first school and the administrator's grant, in one act.

    Raises ValidationError when a school is there already: later schools are
    added by an administrator.
    """
    with transaction.atomic():
        acting(by, at=at)
        _let_nobody_else_add_a_school()
        if not no_school_yet():
            raise ValidationError("This installation has its first school. Ask its administrator to add you")
        trust = Trust.objects.create(name=trust_name, slug=_free_slug(trust_name))
        school = add_school(trust=trust, facts=facts, times=times, by=by, on=on, at=at)
        grant_role(school=school, user=by, role=Role.ADMIN, valid_from=on, by=by, at=at)
    return school


def may_add_school(rights: Rights) -> bool:
    """Whether this person adds schools to the trust: its administrators do."""
    return any(grant.role is Role.ADMIN for grant in rights.grants)


def set_up_next_school(*, rights: Rights, facts: SchoolFacts, times: SessionTimes, at: datetime) -> School:
    """Add a school to the asker's trust, with the asker as its administrator, in one act.

    Raises ValidationError for anybody who is no administrator, and for numbers that another school has.
    """
    rights.check(Permission.SETUP_MANAGE)
    if not may_add_school(rights):
        raise ValidationError("Only an administrator adds a school to the trust")
    if School.objects.filter(urn=facts.urn).exists():
        raise ValidationError({"urn": "This URN is in use. Check the number"})
    with transaction.atomic():
        acting(rights.user, at=at)
        trust = rights.school.trust
        school = add_school(trust=trust, facts=facts, times=times, by=rights.user, on=rights.on, at=at)
        grant_role(
            school=school, user=rights.user, role=Role.ADMIN, valid_from=rights.on, by=rights.user, at=at
        )
    return school


def _let_nobody_else_add_a_school() -> None:
    """Until the transaction ends: of two people who set up at once the second is told."""
    with connection.cursor() as cursor:
        cursor.execute("LOCK TABLE schools_school IN SHARE ROW EXCLUSIVE MODE")


def add_school(
    *,
    trust: Trust,
    facts: SchoolFacts,
    times: SessionTimes,
    by: User | None,
    on: date,
    at: datetime,
    slug: str = "",
) -> School:
    """Add a school to a trust; `on` is its first day on Daymark, `slug` its word in paths."""
    with transaction.atomic():
        acting(by, at=at)
        school = School(trust=trust, slug=_free_slug(slug or facts.name), first_day_on=on, **vars(facts))
        school.full_clean()
        school.save()
        SessionHours.objects.create(school=school, valid_from=date(on.year - 2, 9, 1), **asdict(times))
    return school


def _free_slug(name: str) -> str:
    base = slugify(name)[:40] or "school"
    taken = set(School.objects.filter(slug__startswith=base).values_list("slug", flat=True)) | RESERVED_SLUGS
    return next(slug for n in range(1, 1000) if (slug := base if n == 1 else f"{base}-{n}") not in taken)


def change_school(*, school: School, facts: SchoolFacts, by: User, at: datetime) -> School:
    """Change a school's facts; the audit keeps what they were."""
    with transaction.atomic():
        acting(by, at=at)
        for name, value in vars(facts).items():
            setattr(school, name, value)
        school.full_clean()
        school.save()
    return school


def change_hours(
    *, school: School, times: SessionTimes, valid_from: date, by: User, at: datetime
) -> SessionHours:
    """Put new session times in force from a day on; earlier days keep theirs.

    Raises ValidationError for a day that is over: when its registers closed decides which of its marks
    were amended, and with what reason (reg 6, SI 2024/208).
    """
    if valid_from < timezone.localtime(at).date():
        raise ValidationError({"valid_from": "Days that are over keep their times. Choose today or later"})
    with transaction.atomic():
        acting(by, at=at)
        School.objects.select_for_update().get(pk=school.pk)
        hours = SessionHours.objects.filter(school=school)
        hours.filter(valid_from__gt=valid_from).delete()
        same_day = hours.filter(valid_from=valid_from)
        if same_day.update(valid_to=None, **asdict(times)):
            return same_day.get()
        hours.filter(Q(valid_to=None) | Q(valid_to__gt=valid_from)).update(valid_to=valid_from)
        return SessionHours.objects.create(school=school, valid_from=valid_from, **asdict(times))
