"""What a sample of a route puts into its path: the things of a place, as its address names them."""

from __future__ import annotations

from uuid import UUID

from accounts.roles import Permission
from accounts.routing import Gate
from attendance.models import (
    Arrival,
    CodePermit,
    ContactAttempt,
    CrossedLine,
    LessonFollowUp,
    LineTold,
    MovementTold,
    SignOut,
    Visit,
)
from reporting.models import SavedView
from schools.calendar import Session
from schools.models import Parent, ProtectedFact, Pupil, SupportFact
from tests.architecture.matrix_places import Place
from tests.architecture.samples import BOTH, GET, Arguments, Sample
from tests.world import TODAY, YEAR

NO_RECORD = UUID(int=0)


def in_school(place: Place) -> dict[str, object]:
    return {"school": place.path}


def in_register(place: Place) -> dict[str, object]:
    return {"school": place.path, "on": TODAY, "group": place.group, "half": Session.AM}


def in_year(place: Place) -> dict[str, object]:
    return {"school": place.path, "year": YEAR.starts_on.year}


def of_finding() -> Sample:
    return Sample(
        Permission.REGISTER_SCRUTINY,
        lambda place: {"school": place.path, "finding": "nobody-took"},
        methods=(GET,),
    )


def of_class(gate: Permission, **more: object) -> Sample:
    return Sample(gate, in_register, of_object=True, **more)  # type: ignore[arg-type]


def of_run(**more: object) -> Sample:
    return Sample(
        Permission.IMPORT_RUN,
        lambda place: {"school": place.path, "run": place.run},
        has_number=True,
        **more,  # type: ignore[arg-type]
    )


def of_child(gate: Permission, *numbers: str, **more: object) -> Sample:
    """A page of a child; `numbers` name what else stands in its path, by the field of Place."""

    def arguments(place: Place) -> dict[str, object]:
        named = {name.removeprefix("safety_"): getattr(place, name) for name in numbers}
        return {"school": place.path, "pupil": place.pupil, **named}

    return Sample(gate, arguments, of_object=True, **more)  # type: ignore[arg-type]


def in_file(
    *,
    gate: Permission = Permission.SAFEGUARDING_GRANT,
    methods: tuple[str, ...] = BOTH,
    **more: object,
) -> Sample:
    """A page of a child's sealed file: nobody of the matrix has just shown a second factor."""

    def arguments(place: Place) -> dict[str, object]:
        return {"school": place.path, "pupil": place.pupil, **more}

    return Sample(gate, arguments, methods=methods, of_object=True, own_answers=(404,))


def of_person(**more: object) -> Sample:
    return Sample(
        Permission.USERS_MANAGE,
        lambda place: {"school": place.path, "person": place.person},
        has_number=True,
        **more,  # type: ignore[arg-type]
    )


def of_file(**more: object) -> Sample:
    return Sample(
        Permission.IMPORT_RUN,
        lambda place: {"school": place.path, "run": place.run, "file": place.run},
        has_number=True,
        **more,  # type: ignore[arg-type]
    )


def of_document(**more: object) -> Sample:
    """The pack of the matrix, which nobody there asked for: it was cancelled, and has no file."""
    return Sample(
        Gate.SIGNED_IN,
        lambda place: {"school": place.path, "document": place.pack},
        has_number=True,
        own_answers=(404,),
        **more,  # type: ignore[arg-type]
    )


def a_pupil(place: Place) -> dict[str, object]:
    return {"school": place.path, "pupil": place.pupil}


def a_support_fact(place: Place) -> dict[str, object]:
    fact = SupportFact.objects.filter(pupil=place.pupil).first()
    return a_pupil(place) | {"fact": fact.pk if fact else 1}


def a_protected_fact(place: Place) -> dict[str, object]:
    fact = ProtectedFact.objects.filter(pupil=place.pupil).first()
    return a_pupil(place) | {"fact": fact.pk if fact else 1}


def a_lesson(place: Place) -> dict[str, object]:
    return {"school": place.path, "on": TODAY, "lesson": place.lesson}


def a_follow_up(place: Place) -> dict[str, object]:
    row = LessonFollowUp.objects.filter(pupil=place.pupil).first()
    return {"school": place.path, "follow_up": row.pk if row else 1}


def a_sign_out(place: Place) -> dict[str, object]:
    row = SignOut.objects.filter(pupil=place.pupil).first()
    return {"school": place.path, "sign_out": row.pk if row else 1}


def an_attempt(place: Place) -> dict[str, object]:
    row = ContactAttempt.objects.filter(pupil=place.pupil).first()
    return {"school": place.path, "attempt": row.pk if row else 1}


def an_arrival(place: Place) -> dict[str, object]:
    row = Arrival.objects.filter(pupil=place.pupil).first()
    return {"school": place.path, "arrival": row.pk if row else 1}


def a_permit(place: Place) -> dict[str, object]:
    permit = CodePermit.objects.filter(pupil=place.pupil).first()
    return {"school": place.path, "permit": permit.pk if permit else 1}


def a_visit(place: Place) -> dict[str, object]:
    row = Visit.objects.filter(pupil=place.pupil).first()
    return {"school": place.path, "visit": row.pk if row else 1}


def a_line(place: Place) -> dict[str, object]:
    row = CrossedLine.objects.filter(pupil=place.pupil).first()
    return {"school": place.path, "line": row.pk if row else 1}


def of_line(gate: Permission, **more: object) -> Sample:
    return Sample(gate, a_line, of_object=True, **more)  # type: ignore[arg-type]


def a_told_line(place: Place) -> dict[str, object]:
    row = LineTold.objects.filter(line__pupil=place.pupil).first()
    return {"school": place.path, "told": row.pk if row else 1}


def a_told_movement(place: Place) -> dict[str, object]:
    school = Pupil.objects.filter(pk=place.pupil).values("school")
    row = MovementTold.objects.filter(sweep__school__in=school).first()
    return {"school": place.path, "told": row.pk if row else 1}


def of_visit(**more: object) -> Sample:
    return Sample(Permission.VISIT_WORK, a_visit, of_object=True, **more)  # type: ignore[arg-type]


def a_sealed_record(name: str, *, of_pupil: bool = False) -> Arguments:
    """A record behind the lock, by an id that nobody has: nobody of the matrix showed a second factor."""

    def arguments(place: Place) -> dict[str, object]:
        of_school = a_pupil(place) if of_pupil else in_school(place)
        return of_school | {name: UUID(int=place.pupil)}

    return arguments


def a_trip(place: Place) -> dict[str, object]:
    permit = CodePermit.objects.filter(pupil=place.pupil).first()
    return {"school": place.path, "trip": permit.trip_id if permit else 1}


def a_view(place: Place) -> dict[str, object]:
    """A view that somebody else shares at the school of the place's pupil."""
    view = SavedView.objects.filter(school__pupils=place.pupil).first()
    return {"school": place.path, "view": view.pk if view else 1}


def two_pupils(place: Place) -> dict[str, object]:
    """The pupil of the place and another of their school."""
    others = Pupil.objects.filter(school__pupils=place.pupil).exclude(pk=place.pupil)
    return {
        "school": place.path,
        "one": place.pupil,
        "other": others.values_list("pk", flat=True).first() or 1,
    }


def two_parents(place: Place) -> dict[str, object]:
    """The parent of the place's pupil and another of their school."""
    parent = Parent.objects.filter(contacts__pupil=place.pupil).first()
    others = Parent.objects.filter(school=parent.school_id).exclude(pk=parent.pk) if parent else ()
    other = next(iter(others), None)
    return {"school": place.path, "one": parent.pk if parent else 1, "other": other.pk if other else 1}


def a_kept_file(place: Place) -> dict[str, object]:
    return {"school": place.path, "pupil": place.pupil, "file": UUID(int=place.pupil)}
