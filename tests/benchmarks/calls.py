"""The call list of a large school beside a bare template: the same rows, ready, in the same page."""

from dataclasses import dataclass

from django.template.loader import get_template
from django.test import RequestFactory

from accounts.models import User
from attendance.codes import NO_REASON, PRESENT_MORNING
from attendance.models import Mark, MarkSource
from attendance.queries.first_day.call_list import call_list
from attendance.queries.first_day.call_pages import call_page
from schools.access import rights_of
from schools.models import Pupil, School
from schools.queries.school_days import school_day_now
from tests.benchmarks.timing import one_ms
from tests.sign_in import signed_in
from tests.world import NOW, TODAY

PAGE = "/marlowe-park/contact/"


def mark_morning(school: School, *, absent: int) -> None:
    """Everybody on roll is present this morning but so many, who are N by the office's hand."""
    pupils = Pupil.objects.filter(school=school).order_by("pk").values_list("pk", flat=True)
    marks = [
        Mark(
            pupil_id=pupil,
            school=school,
            date=TODAY,
            session=1,
            code=NO_REASON if place < absent else PRESENT_MORNING,
            version=absent,
            source=MarkSource.OFFICE,
            set_at=NOW,
        )
        for place, pupil in enumerate(pupils)
    ]
    Mark.objects.bulk_create(
        marks,
        update_conflicts=True,
        unique_fields=["pupil", "date", "session"],
        update_fields=["code", "version"],
    )


@dataclass(frozen=True)
class PageTimes:
    """Milliseconds of the page and of its template alone, with the same rows ready."""

    page: float
    bare: float

    @property
    def ratio(self) -> float:
        """How many times as long the page takes."""
        return self.page / self.bare


def page_times(school: School, person: User, *, runs: int = 15) -> PageTimes:
    """The whole request in this process and the bare template of the same size: the fastest of a few."""
    client = signed_in(person)
    rights = rights_of(person, school.slug, on=TODAY)
    assert rights is not None
    day = school_day_now(school, NOW)
    calls = call_list(rights, day)
    request = RequestFactory().get(PAGE)
    request.user = person
    request.__dict__["rights"] = rights
    request.session = client.session
    context = {"calls": calls, "page": call_page(rights, day, calls, show="")}
    template = get_template("attendance/call_list.html")
    ours = (lambda: client.get(PAGE), lambda: template.render(context, request))
    for warm_up in ours:
        warm_up()
    # By turns, and the fastest: whatever else the machine does slows both, and never speeds one.
    rounds = [[one_ms(call) for call in ours] for _ in range(runs)]
    return PageTimes(*(min(times) for times in zip(*rounds, strict=True)))
