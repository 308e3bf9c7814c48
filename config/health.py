"""One address that says whether this installation works, without a word about anybody in it."""

from django.db import DatabaseError
from django.http import HttpRequest, JsonResponse
from django.utils import timezone

from schools.queries.jobs import last_beat

SCHEDULER = "scheduler"


def healthz(request: HttpRequest) -> JsonResponse:
    """200 while the database answers, else 503; and the minutes since the scheduler's last sign of life.

    A silent scheduler is no reason to take the pages from a school, so it does not change the answer's code.
    """
    try:
        beat = last_beat(SCHEDULER)
    except DatabaseError:
        return JsonResponse({"database": "no answer"}, status=503, headers={"Retry-After": "10"})
    silent = None if beat is None else int((timezone.now() - beat).total_seconds() // 60)
    return JsonResponse({"database": "ok", "scheduler_silent_minutes": silent})
