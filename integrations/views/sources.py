"""Sources of imports: what is kept of each, and forgetting one."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from integrations.mis.csv.sources import sources_of
from integrations.services.sources import forget_source
from schools.middleware import SchoolRequest


@require_safe
def import_sources(request: SchoolRequest, school: str) -> HttpResponse:
    """Where this school's files come from, and how many columns of each are settled."""
    return render(request, "integrations/sources.html", {"sources": sources_of(request.rights.school)})


@require_POST
def import_source_forget(request: SchoolRequest, school: str, source: int) -> HttpResponseRedirect:
    """Forget how the files of a source are read."""
    name = forget_source(rights=request.rights, source_id=source, at=timezone.now())
    messages.success(request, f"{name} is forgotten. Its next files are read by their headings.")
    return redirect("import_sources", school)
