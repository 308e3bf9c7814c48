"""Which visits a person may see, whom they may send, and to whom they may send them."""

from __future__ import annotations

from collections.abc import Container, Iterable
from datetime import date

from django.db.models import Q, QuerySet
from django.http import Http404

from accounts.models import User
from accounts.roles import Permission, Role, Scope, roles_with, scopes_of
from attendance.models import Visit
from schools.access import Rights, grants_in_force, in_force, pupils_visible_to
from schools.models import GroupKind, GroupMember, MarkerKind, Membership, Pupil, PupilMarker, School
from schools.names import name_words

MOST_CANDIDATES = 12


def visits_visible_to(rights: Rights) -> QuerySet[Visit]:
    """The visits to the pupils whom the right to visit reaches."""
    return Visit.objects.filter(
        school=rights.school, pupil__in=pupils_visible_to(rights, Permission.VISIT_WORK)
    )


def get_visit_for(rights: Rights, visit_id: int, *, lock: bool = False) -> Visit:
    """One visit within reach with its people: one statement; 404 otherwise. `lock` holds it until the end."""
    rows = visits_visible_to(rights).select_related(
        *("pupil", "visitor", "second", "planned_by"), *("safe_by", "alarm_by", "written_by", "cancelled_by")
    )
    if lock:
        rows = rows.select_for_update(of=("self",))
    row = rows.filter(pk=visit_id).first()
    if row is None:
        raise Http404
    return row


def visitors_for(school: School, pupil: Pupil, *, on: date) -> list[User]:
    """Who may visit this pupil on a day, by name: two statements, however many people work here."""
    years = set(
        GroupMember.objects.filter(in_force(on), pupil=pupil, group__kind=GroupKind.YEAR).values_list(
            "group__year_group", flat=True
        )
    )
    people = {
        row.user_id: row.user
        for row in _grants(school, Permission.VISIT_WORK, on=on)
        if _reaches(Role(row.role), row.year_groups, years)
    }
    return sorted(people.values(), key=lambda person: (person.full_name, person.pk))


def _grants(school: School, permission: Permission, *, on: date) -> QuerySet[Membership]:
    """The grants in force on a day whose role carries a right."""
    return (
        grants_in_force(on=on)
        .filter(school=school, user__is_active=True, role__in=roles_with(permission))
        .select_related("user")
    )


def _reaches(role: Role, caseload: Iterable[int], years: Container[int | None]) -> bool:
    scopes = scopes_of(role, Permission.VISIT_WORK)
    return Scope.SCHOOL in scopes or (Scope.CASELOAD in scopes and any(year in years for year in caseload))


def is_lead(school: School, person: User, *, on: date) -> bool:
    """Whether somebody decides for the safeguarding lead here: one statement."""
    return _grants(school, Permission.ESCALATION_DECIDE, on=on).filter(user=person).exists()


def asks_lead_first(pupil: Pupil, *, on: date) -> bool:
    """Whether the safeguarding lead is to be asked before anybody goes: one statement."""
    return PupilMarker.objects.filter(in_force(on), pupil=pupil, kind=MarkerKind.ASK_FIRST).exists()


def pupils_to_visit(rights: Rights, words: str, *, on: date) -> list[Pupil]:
    """At most twelve pupils on roll or joining within reach, by name: one statement, none without words."""
    typed = name_words(words)
    if not typed:
        return []
    named = pupils_visible_to(rights, Permission.VISIT_WORK).filter(
        Q(roll_entries__left_on=None) | Q(roll_entries__left_on__gte=on)
    )
    for word in typed:
        named = named.filter(Q(known_surname__icontains=word) | Q(known_forename__icontains=word))
    return list(named.distinct().order_by("known_surname", "known_forename", "pk")[:MOST_CANDIDATES])
