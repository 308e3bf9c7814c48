"""Groups of an academic year, and one group with its pupils and tutors by date."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from schools import clock
from schools.access import Rights
from schools.forms.groups import EndTutorForm, GroupForm, MoveForm, NewGroupForm, PupilsForm, TutorForm
from schools.middleware import SchoolRequest
from schools.models import Group, GroupKind, School
from schools.queries.cover import staff_choices
from schools.queries.groups import (
    MemberLine,
    get_group,
    groups_by_kind,
    groups_like,
    members_of,
    pupils_to_add,
    tutors_of,
    year_of,
    years_to_choose,
)
from schools.services.group_changes import (
    GroupWords,
    add_group,
    add_members,
    change_group,
    end_tutor,
    move_members,
    name_tutor,
)
from schools.wording import count_words


def _years(school: School) -> range:
    return range(school.youngest_year, school.oldest_year + 1)


@require_http_methods(["GET", "POST"])
def groups(request: SchoolRequest, school: str) -> HttpResponse:
    """The groups of an academic year by kind, and a form that adds one."""
    now = clock.now()
    ours = request.rights.school
    years = years_to_choose(ours, on=now.date())
    year = year_of(years, request.GET.get("year", ""), on=now.date())
    form = NewGroupForm(request.POST or None, years=_years(ours), initial={"kind": GroupKind.REGISTRATION})
    if request.method == "POST" and year and form.is_valid():
        try:
            added = add_group(
                rights=request.rights,
                year_id=year.pk,
                kind=form.cleaned_data["kind"],
                words=form.words(),
                at=now,
            )
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, f"{added.name} is there now. Put its pupils in.")
            return redirect("group", school, added.pk)
    context = {
        "years": years,
        "year": year,
        "kinds": groups_by_kind(ours, year) if year else [],
        "form": form,
    }
    return render(request, "schools/groups.html", context, status=422 if form.errors else 200)


@dataclass
class GroupForms:
    """The forms of a group's page; the posted one alone is bound."""

    facts: GroupForm
    join: PupilsForm
    move: MoveForm
    tutor: TutorForm
    end: EndTutorForm

    def failed(self) -> forms.Form:
        """The form whose errors the page shows."""
        every = (self.facts, self.join, self.move, self.tutor, self.end)
        return next((form for form in every if form.errors), self.facts)


@require_http_methods(["GET", "POST"])
def group(request: SchoolRequest, school: str, group: int) -> HttpResponse:
    """One group: its name, its pupils and its tutors, each changed from a day on."""
    now = clock.now()
    found = get_group(request.rights, group)
    words = request.GET.get("q", "")[:60]
    members = members_of(found, on=now.date(), page=request.GET.get("page", ""))
    whole_year = "year" in request.GET
    candidates, more = pupils_to_add(request.rights, found, words, whole_year=whole_year, on=now.date())
    page = _forms(request, found, list(members.object_list), candidates, now)
    if told := _told(request, found, page, now):
        messages.success(request, told)
        return redirect(request.get_full_path())
    failed = page.failed()
    context = {
        "group": found,
        "members": members,
        "tutors": tutors_of(found, on=now.date()),
        "candidates": candidates,
        "more": more,
        "words": words,
        "is_asked": bool(words) or whole_year,
        "page": page,
        "failed": failed,
        "today": now.date(),
    }
    return render(request, "schools/group.html", context, status=422 if failed.errors else 200)


def _forms(
    request: SchoolRequest,
    found: Group,
    members: list[MemberLine],
    candidates: list[tuple[int, str]],
    now: datetime,
) -> GroupForms:
    asked = request.POST.get("form", "")

    def posted(name: str) -> Any:
        return request.POST if asked == name else None

    initial = {name: getattr(found, name) for name in GroupWords.__dataclass_fields__}
    here = [(line.pupil_id, line.name) for line in members if not line.is_over]
    staff, on = staff_choices(request.rights.school), now.date()
    return GroupForms(
        facts=GroupForm(posted("facts"), years=_years(request.rights.school), initial=initial),
        join=PupilsForm(posted("join"), pupils=candidates, on=on),
        move=MoveForm(posted("move"), pupils=here, on=on, groups=groups_like(found)),
        tutor=TutorForm(posted("tutor"), staff=staff, on=on),
        end=EndTutorForm(posted("end")),
    )


def _told(request: SchoolRequest, found: Group, page: GroupForms, at: datetime) -> str:
    """What the posted form's act says that it did; empty where either refuses, with the words on the form."""
    asked = request.POST.get("form", "")
    if request.method != "POST" or asked not in ACTS:
        return ""
    form: Any = getattr(page, asked)
    if not form.is_valid():
        return ""
    try:
        return ACTS[asked](request.rights, found, form, at)
    except ValidationError as refusal:
        form.add_error(None, refusal)
        return ""


def _change(rights: Rights, found: Group, form: GroupForm, at: datetime) -> str:
    change_group(rights=rights, group_id=found.pk, words=form.words(), at=at)
    return "Group saved."


def _join(rights: Rights, found: Group, form: PupilsForm, at: datetime) -> str:
    chosen = form.cleaned_data
    count = add_members(
        rights=rights, group_id=found.pk, pupil_ids=chosen["pupils"], from_on=chosen["from_on"], at=at
    )
    return f"{count_words(count, 'pupil')} put in {found.name}."


def _move(rights: Rights, found: Group, form: MoveForm, at: datetime) -> str:
    chosen = form.cleaned_data
    count = move_members(
        rights=rights,
        group_id=found.pk,
        to_id=chosen["to"],
        pupil_ids=chosen["pupils"],
        from_on=chosen["from_on"],
        at=at,
    )
    return f"{count_words(count, 'pupil')} moved."


def _name_tutor(rights: Rights, found: Group, form: TutorForm, at: datetime) -> str:
    chosen = form.cleaned_data
    part = name_tutor(
        rights=rights,
        group_id=found.pk,
        staff_id=chosen["staff"],
        from_on=chosen["from_on"],
        in_place=chosen["in_place"],
        at=at,
    )
    return f"{part.staff.title_name} is a tutor of {found.name}."


def _end_tutor(rights: Rights, found: Group, form: EndTutorForm, at: datetime) -> str:
    chosen = form.cleaned_data
    name = end_tutor(
        rights=rights, group_id=found.pk, part_id=chosen["part"], last_on=chosen["last_on"], at=at
    )
    return f"{name}: last day saved."


# The act of each form of the page, by the form's name there.
ACTS: Mapping[str, Callable[[Rights, Group, Any, datetime], str]] = {
    "facts": _change,
    "join": _join,
    "move": _move,
    "tutor": _name_tutor,
    "end": _end_tutor,
}
