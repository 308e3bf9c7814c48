"""Numbers, times and texts that a law or a policy sets: what is in force, and changing it from a day on."""

from __future__ import annotations

from itertools import groupby

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from schools import clock
from schools.forms.refusals import add_refusal
from schools.forms.values import ValueForm
from schools.middleware import SchoolRequest
from schools.queries.dated_values import value_lines
from schools.queries.named_people import people_to_name
from schools.services.dated_values import set_value


@require_safe
def values(request: SchoolRequest, school: str) -> HttpResponse:
    """Every value in force today, by what it is about."""
    lines = value_lines(request.rights.school, on=clock.today())
    areas = [(area, list(found)) for area, found in groupby(lines, key=lambda line: line.value.area)]
    return render(request, "schools/values.html", {"areas": areas})


@require_http_methods(["GET", "POST"])
def value_change(request: SchoolRequest, school: str, key: str) -> HttpResponse:
    """One value: its reason, its history, and the form that changes it from a day on."""
    now = clock.now()
    lines = value_lines(request.rights.school, on=now.date())
    line = next((line for line in lines if line.value.key == key), None)
    if line is None:
        raise Http404
    people = people_to_name(request.rights.school, line.value, on=now.date())
    form = ValueForm(
        request.POST or None,
        value=line.value,
        people=[(pk, person.words) for pk, person in people.items()],
        initial={"value": line.value.read(line.stored), "valid_from": now.date()},
    )
    if request.method == "POST" and form.is_valid():
        try:
            set_value(
                school=request.rights.school,
                key=key,
                value=form.cleaned_data["value"],
                valid_from=form.cleaned_data["valid_from"],
                source=form.cleaned_data["source"],
                by=request.user,
                at=now,
            )
        except ValidationError as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, f"{line.value.title}: saved.")
            return redirect("values", school)
    context = {"line": line, "form": form}
    return render(request, "schools/value.html", context, status=422 if form.errors else 200)
