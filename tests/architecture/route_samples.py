"""Every route of Daymark with the right that it needs and a sample of its arguments.

Written by hand and not read from the code: a route that is missing here, or that declares another gate in
the code, fails the matrix.
"""

from __future__ import annotations

from accounts.roles import Permission
from accounts.routing import Gate
from attendance.models import Arrival, CodePermit, ContactAttempt, LessonFollowUp, SignOut, Visit
from schools.calendar import Session
from schools.models import Parent, ProtectedFact, Pupil, SupportFact
from tests.architecture.matrix_world import Place
from tests.architecture.package_samples import PACKAGES
from tests.architecture.samples import GET, POST, Sample
from tests.world import TODAY, YEAR, YESTERDAY


def _school(place: Place) -> dict[str, object]:
    return {"school": place.path}


def _register(place: Place) -> dict[str, object]:
    return {"school": place.path, "on": TODAY, "group": place.group, "half": Session.AM}


def _year(place: Place) -> dict[str, object]:
    return {"school": place.path, "year": YEAR.starts_on.year}


def _of_finding() -> Sample:
    return Sample(
        Permission.REGISTER_SCRUTINY,
        lambda place: {"school": place.path, "finding": "nobody-took"},
        methods=(GET,),
    )


def _of_class(gate: Permission, **more: object) -> Sample:
    return Sample(gate, _register, of_object=True, **more)  # type: ignore[arg-type]


def _of_run(**more: object) -> Sample:
    return Sample(
        Permission.IMPORT_RUN,
        lambda place: {"school": place.path, "run": place.run},
        has_number=True,
        **more,  # type: ignore[arg-type]
    )


def _of_child(gate: Permission, *numbers: str, **more: object) -> Sample:
    """A page of a child; `numbers` name what else stands in its path, by the field of Place."""

    def arguments(place: Place) -> dict[str, object]:
        named = {name.removeprefix("safety_"): getattr(place, name) for name in numbers}
        return {"school": place.path, "pupil": place.pupil, **named}

    return Sample(gate, arguments, of_object=True, **more)  # type: ignore[arg-type]


def _of_person(**more: object) -> Sample:
    return Sample(
        Permission.USERS_MANAGE,
        lambda place: {"school": place.path, "person": place.person},
        has_number=True,
        **more,  # type: ignore[arg-type]
    )


def _of_file(**more: object) -> Sample:
    return Sample(
        Permission.IMPORT_RUN,
        lambda place: {"school": place.path, "run": place.run, "file": place.run},
        has_number=True,
        **more,  # type: ignore[arg-type]
    )


def _of_pack(**more: object) -> Sample:
    return Sample(
        Permission.REGISTER_SCRUTINY,
        lambda place: {"school": place.path, "pack": place.pack},
        has_number=True,
        **more,  # type: ignore[arg-type]
    )


def _pupil(place: Place) -> dict[str, object]:
    return {"school": place.path, "pupil": place.pupil}


def _support(place: Place) -> dict[str, object]:
    fact = SupportFact.objects.filter(pupil=place.pupil).first()
    return _pupil(place) | {"fact": fact.pk if fact else 1}


def _protection(place: Place) -> dict[str, object]:
    fact = ProtectedFact.objects.filter(pupil=place.pupil).first()
    return _pupil(place) | {"fact": fact.pk if fact else 1}


def _lesson(place: Place) -> dict[str, object]:
    return {"school": place.path, "on": TODAY, "lesson": place.lesson}


def _follow_up(place: Place) -> dict[str, object]:
    row = LessonFollowUp.objects.filter(pupil=place.pupil).first()
    return {"school": place.path, "follow_up": row.pk if row else 1}


def _sign_out(place: Place) -> dict[str, object]:
    row = SignOut.objects.filter(pupil=place.pupil).first()
    return {"school": place.path, "sign_out": row.pk if row else 1}


def _attempt(place: Place) -> dict[str, object]:
    row = ContactAttempt.objects.filter(pupil=place.pupil).first()
    return {"school": place.path, "attempt": row.pk if row else 1}


def _arrival(place: Place) -> dict[str, object]:
    row = Arrival.objects.filter(pupil=place.pupil).first()
    return {"school": place.path, "arrival": row.pk if row else 1}


def _permit(place: Place) -> dict[str, object]:
    permit = CodePermit.objects.filter(pupil=place.pupil).first()
    return {"school": place.path, "permit": permit.pk if permit else 1}


def _visit(place: Place) -> dict[str, object]:
    row = Visit.objects.filter(pupil=place.pupil).first()
    return {"school": place.path, "visit": row.pk if row else 1}


def _of_visit(**more: object) -> Sample:
    return Sample(Permission.VISIT_WORK, _visit, of_object=True, **more)  # type: ignore[arg-type]


def _trip(place: Place) -> dict[str, object]:
    permit = CodePermit.objects.filter(pupil=place.pupil).first()
    return {"school": place.path, "trip": permit.trip_id if permit else 1}


def _two_pupils(place: Place) -> dict[str, object]:
    """The pupil of the place and another of their school."""
    others = Pupil.objects.filter(school__pupils=place.pupil).exclude(pk=place.pupil)
    return {
        "school": place.path,
        "one": place.pupil,
        "other": others.values_list("pk", flat=True).first() or 1,
    }


def _two_parents(place: Place) -> dict[str, object]:
    """The parent of the place's pupil and another of their school."""
    parent = Parent.objects.filter(contacts__pupil=place.pupil).first()
    others = Parent.objects.filter(school=parent.school_id).exclude(pk=parent.pk) if parent else ()
    other = next(iter(others), None)
    return {"school": place.path, "one": parent.pk if parent else 1, "other": other.pk if other else 1}


# The office and the administrator keep pupils, and see no support: these pages turn them away themselves.
SEES_NO_SUPPORT = (403,)
# The pack of the matrix was cancelled: it has a page, and no file.
NO_FILE = (404,)

OURS = {
    "healthz": Sample(Gate.PUBLIC),
    "me": Sample(Gate.SIGNED_IN, methods=(GET,)),
    "choose_theme": Sample(Gate.SIGNED_IN, methods=(POST,)),
    "sign_out_elsewhere": Sample(Gate.SIGNED_IN, methods=(POST,)),
    "invitation": Sample(Gate.PUBLIC, lambda _: {"token": "no-such-token"}),
    "first_school": Sample(Gate.SIGNED_IN),
    "home": Sample(Gate.SIGNED_IN, methods=(GET,)),
    "gallery": Sample(Gate.SIGNED_IN, methods=(GET,)),
    "today": Sample(Gate.SIGNED_IN, _school, methods=(GET,)),
    "pupils": Sample(Permission.PUPIL_SEARCH, _school, methods=(GET,), query="q=Robin"),
    "search": Sample(Permission.PUPIL_SEARCH, _school, methods=(GET,), query="q=Robin"),
    "pupil": Sample(
        Permission.PUPIL_SEARCH,
        lambda place: {"school": place.path, "pupil": place.pupil},
        methods=(GET,),
        of_object=True,
    ),
    "registers": Sample(Permission.REGISTER_VIEW, _school, methods=(GET,)),
    "register": _of_class(Permission.REGISTER_VIEW, methods=(GET,)),
    "register_print": _of_class(Permission.REGISTER_VIEW, methods=(GET,)),
    "register_history": Sample(
        Permission.ATTENDANCE_HISTORY,
        lambda place: _register(place) | {"on": YESTERDAY},
        methods=(GET,),
        of_object=True,
    ),
    "register_save": _of_class(Permission.REGISTER_SAVE, query="since=1", posted={"action": "save"}),
    "register_submit": _of_class(Permission.REGISTER_SAVE, methods=(POST,)),
    "register_amend": Sample(
        Permission.REGISTER_SAVE,
        lambda place: _register(place) | {"pupil": place.pupil},
        of_object=True,
    ),
    "bulk": Sample(Permission.REGISTER_BULK, _school),
    "bulk_act": Sample(
        Permission.REGISTER_BULK,
        lambda place: {"school": place.path, "act": place.act},
        has_number=True,
    ),
    "closure_new": Sample(Permission.REGISTER_BULK, _school),
    "evacuation": Sample(
        Permission.EVACUATION_VIEW, _school, names_by=Permission.EVACUATION_VIEW, own_answers=(400,)
    ),
    "audit_packs": Sample(Permission.REGISTER_SCRUTINY, _school),
    "audit_pack": _of_pack(),
    "audit_pack_file": _of_pack(methods=(GET,), own_answers=NO_FILE),
    "register_exports": Sample(Permission.HEALTH_VIEW, _school, methods=(GET,)),
    "register_remind": _of_class(Permission.REGISTER_AMEND, methods=(POST,)),
    "registers_remind": Sample(
        Permission.REGISTER_AMEND,
        lambda place: {"school": place.path, "on": TODAY, "half": Session.AM},
        methods=(POST,),
    ),
    "classroom": Sample(Permission.REGISTER_SAVE, _school, methods=(POST,)),
    "alerts": Sample(Permission.REGISTER_VIEW, _school, methods=(GET,)),
    "alert_seen": Sample(
        Permission.REGISTER_VIEW,
        lambda place: {"school": place.path, "alert": place.alert},
        methods=(POST,),
        has_number=True,
        own_answers=(403, 404),
    ),
    "lessons": Sample(Permission.REGISTER_VIEW, _school, methods=(GET,)),
    "lesson": Sample(Permission.REGISTER_VIEW, _lesson, methods=(GET,), of_object=True),
    "lesson_save": Sample(Permission.REGISTER_SAVE, _lesson, methods=(POST,), of_object=True),
    "lesson_submit": Sample(Permission.REGISTER_SAVE, _lesson, methods=(POST,), of_object=True),
    "missing_from_lesson": Sample(Permission.LESSON_FOLLOW_UP, _school),
    "follow_up": Sample(Permission.LESSON_FOLLOW_UP, _follow_up, of_object=True),
    "where_now": _of_child(Permission.LESSON_FOLLOW_UP, methods=(GET,)),
    "lates": Sample(Permission.ATTENDANCE_HISTORY, _school, methods=(GET,)),
    "lates_file": Sample(Permission.EXPORT_ATTENDANCE, _school, methods=(GET,)),
    "late_gate": Sample(Permission.ATTENDANCE_HISTORY, _school, methods=(GET,)),
    "never_signed_in": Sample(Permission.LESSON_FOLLOW_UP, _school, methods=(GET,)),
    "late_marks": _of_child(Permission.ATTENDANCE_HISTORY, methods=(GET,)),
    "n_codes": Sample(Permission.REGISTER_VIEW, _school, methods=(GET,)),
    "n_codes_set": Sample(Permission.N_CODE_RESOLVE, _school, methods=(POST,)),
    "desk": Sample(Permission.DESK_SIGN_IN, _school, query="q=Robin"),
    "arrive": Sample(Permission.DESK_SIGN_IN, _school, methods=(POST,)),
    "arrival_reason": Sample(Permission.DESK_SIGN_IN, _arrival, methods=(POST,), of_object=True),
    "arrival_undo": Sample(Permission.DESK_SIGN_IN, _arrival, of_object=True),
    "slip": Sample(Permission.DESK_SIGN_IN, _arrival, methods=(GET,), of_object=True),
    "kiosk": Sample(Permission.DESK_SIGN_IN, _school),
    "kiosk_start": Sample(Permission.DESK_SIGN_IN, _school, methods=(POST,)),
    "kiosk_slip": Sample(Permission.DESK_SIGN_IN, _school, methods=(GET,)),
    "kiosk_leave": Sample(Permission.DESK_SIGN_IN, _school),
    "sign_back": Sample(Permission.DESK_SIGN_IN, _sign_out, methods=(POST,), of_object=True),
    "steps": Sample(Permission.FIRST_DAY_WORK, _school, methods=(GET,)),
    "step_done": Sample(Permission.FIRST_DAY_WORK, _school, methods=(POST,)),
    "hand_over": Sample(Permission.FIRST_DAY_WORK, _school),
    "unseen": Sample(Permission.FIRST_DAY_WORK, _school, methods=(GET,)),
    "call_list": Sample(Permission.FIRST_DAY_WORK, _school, methods=(GET,)),
    "call": _of_child(Permission.FIRST_DAY_WORK),
    "call_texts": Sample(Permission.ABSENCE_MESSAGE, _school, methods=(POST,)),
    "call_in": Sample(
        Permission.FIRST_DAY_WORK, _school, query="q=Robin", names_by=Permission.FIRST_DAY_WORK
    ),
    "call_strike": Sample(Permission.FIRST_DAY_WORK, _attempt, of_object=True),
    "stay_home": _of_child(Permission.FIRST_DAY_WORK),
    "escalate": _of_child(Permission.ESCALATION_RAISE),
    "agency_told": _of_child(Permission.FIRST_DAY_WORK, own_answers=(404,)),
    "escalations": Sample(Permission.ESCALATION_DECIDE, _school),
    "escalation": _of_child(Permission.ESCALATION_DECIDE),
    "planned": Sample(Permission.PERMIT_MANAGE, _school, methods=(GET,), query="view=coming"),
    "permit_new": Sample(Permission.PERMIT_MANAGE, _school),
    "permit": Sample(Permission.PERMIT_MANAGE, _permit, has_number=True),
    "trip_new": Sample(Permission.PERMIT_MANAGE, _school),
    "trip": Sample(Permission.PERMIT_MANAGE, _trip, has_number=True),
    "visits": Sample(Permission.VISIT_WORK, _school, methods=(GET,), query="back=1"),
    "visit_new": Sample(Permission.VISIT_WORK, _school, query="q=Robin"),
    "visit": _of_visit(methods=(GET,)),
    "visit_plan": _of_visit(),
    "visit_cancel": _of_visit(),
    "visit_press": _of_visit(methods=(POST,), posted={"step": "set_out"}),
    "visit_more_time": _of_visit(methods=(POST,)),
    "visit_times": _of_visit(own_answers=(302,)),
    "visit_answer": _of_visit(methods=(POST,)),
    "visit_record": _of_visit(),
    "visit_note": _of_visit(methods=(POST,)),
    "pupil_new": Sample(Permission.PUPIL_MANAGE, _school),
    "pupil_record": _of_child(Permission.PUPIL_MANAGE, methods=(GET,)),
    "pupil_rejoin": _of_child(Permission.PUPIL_MANAGE),
    "pupil_edit": _of_child(Permission.PUPIL_MANAGE),
    "pupil_history": _of_child(Permission.PUPIL_MANAGE, methods=(GET,)),
    "address_new": _of_child(Permission.PUPIL_MANAGE),
    "address_edit": _of_child(Permission.PUPIL_MANAGE, "address"),
    "family_add": _of_child(Permission.PUPIL_MANAGE, query="find=z"),
    "family_edit": _of_child(Permission.PUPIL_MANAGE, "contact"),
    "family_order": _of_child(Permission.PUPIL_MANAGE, "contact", methods=(POST,)),
    "family_remove": _of_child(Permission.PUPIL_MANAGE, "contact", methods=(POST,)),
    "pupil_safety": _of_child(Permission.CONTACT_SAFETY_VIEW, methods=(GET,)),
    "safety_new": _of_child(Permission.CONTACT_SAFETY_SET),
    "safety_end": _of_child(Permission.CONTACT_SAFETY_SET, "safety_note", methods=(POST,)),
    "safety_stop": _of_child(Permission.CONTACT_SAFETY_SET, "contact", methods=(POST,)),
    "marker_new": _of_child(Permission.CONTACT_SAFETY_SET, methods=(POST,)),
    "marker_end": _of_child(Permission.CONTACT_SAFETY_SET, "marker", methods=(POST,)),
    "people": Sample(Permission.USERS_MANAGE, _school),
    "approvals": Sample(Permission.GRANT_SAFEGUARDING_ROLE, _school),
    "end_access": Sample(
        Permission.USERS_MANAGE,
        lambda place: {"school": place.path, "membership": place.membership},
        methods=(POST,),
        has_number=True,
    ),
    "setup": Sample(Permission.SETUP_ATTENDANCE, _school, methods=(GET,)),
    "change_access": Sample(
        Permission.USERS_MANAGE,
        lambda place: {"school": place.path, "membership": place.membership},
        has_number=True,
    ),
    "person": _of_person(methods=(GET,)),
    "invite_again": _of_person(methods=(POST,)),
    "close_person": _of_person(),
    "staff": Sample(Permission.USERS_MANAGE, _school, methods=(GET,)),
    "staff_new": Sample(Permission.USERS_MANAGE, _school),
    "staff_edit": Sample(
        Permission.USERS_MANAGE,
        lambda place: {"school": place.path, "member": place.member},
        has_number=True,
    ),
    "invite_staff": Sample(Permission.USERS_MANAGE, _school, methods=(POST,)),
    "values": Sample(Permission.SETUP_ATTENDANCE, _school, methods=(GET,)),
    "value_change": Sample(
        Permission.SETUP_ATTENDANCE, lambda place: {"school": place.path, "key": "register.teacher_codes"}
    ),
    "setup_school": Sample(Permission.SETUP_MANAGE, _school),
    "cover": Sample(Permission.SETUP_ATTENDANCE, _school),
    "groups": Sample(Permission.SETUP_ATTENDANCE, _school),
    "group": Sample(
        Permission.SETUP_ATTENDANCE,
        lambda place: {"school": place.path, "group": place.group},
        has_number=True,
    ),
    "timetable": Sample(Permission.SETUP_ATTENDANCE, _school),
    "periods": Sample(Permission.SETUP_ATTENDANCE, _school),
    "timetable_lesson": Sample(
        Permission.SETUP_ATTENDANCE,
        lambda place: {"school": place.path, "lesson": place.lesson},
        has_number=True,
    ),
    "checks": Sample(Permission.HEALTH_VIEW, _school, methods=(GET,)),
    "check": Sample(
        Permission.HEALTH_VIEW,
        lambda place: {"school": place.path, "slug": "no-emergency-phone"},
        methods=(GET,),
    ),
    "leavers": Sample(Permission.LEAVER_PREPARE, _school, posted={"leaving": "1", "words": ""}),
    "year_end": Sample(Permission.SETUP_MANAGE, _school),
    "school_new": Sample(Permission.SETUP_MANAGE, _school),
    "gias_first": Sample(Gate.SIGNED_IN),
    "gias_next": Sample(Permission.SETUP_MANAGE, _school),
    "calendar": Sample(Permission.SETUP_ATTENDANCE, _school, methods=(GET,)),
    "calendar_year": Sample(Permission.SETUP_ATTENDANCE, _year),
    "calendar_dates": Sample(Permission.SETUP_ATTENDANCE, _year),
    "calendar_remove": Sample(Permission.SETUP_ATTENDANCE, _year, methods=(POST,)),
    "closure_remove": Sample(
        Permission.SETUP_ATTENDANCE,
        lambda place: {"school": place.path, "closure": place.closure},
        methods=(POST,),
        has_number=True,
    ),
    "school_calendar_file": Sample(Permission.SETUP_ATTENDANCE, _school),
    "pupil_facts": Sample(Permission.SUPPORT_FACTS_VIEW, _pupil, methods=(GET,), of_object=True),
    "support_fact_new": Sample(Permission.PUPIL_MANAGE, _pupil, of_object=True, own_answers=SEES_NO_SUPPORT),
    "support_fact": Sample(Permission.PUPIL_MANAGE, _support, of_object=True, own_answers=SEES_NO_SUPPORT),
    "pupil_protected": Sample(Permission.PROTECTED_FACTS_VIEW, _pupil, methods=(GET,), of_object=True),
    "protected_fact_new": Sample(Permission.PROTECTED_FACTS_SET, _pupil, of_object=True),
    "protected_fact": Sample(Permission.PROTECTED_FACTS_SET, _protection, of_object=True),
    "duplicates": Sample(Permission.PUPIL_MANAGE, _school, methods=(GET,)),
    "duplicate": Sample(Permission.PUPIL_MANAGE, _two_pupils, has_number=True),
    "duplicate_parent": Sample(Permission.PUPIL_MANAGE, _two_parents, has_number=True),
    "siblings": Sample(Permission.PUPIL_MANAGE, _school),
    "import_upload": Sample(Permission.IMPORT_RUN, _school),
    "import_sources": Sample(Permission.IMPORT_RUN, _school, methods=(GET,)),
    "import_source_forget": Sample(
        Permission.IMPORT_RUN,
        lambda place: {"school": place.path, "source": place.source},
        methods=(POST,),
        has_number=True,
    ),
    "import_run": _of_run(methods=(GET,)),
    "import_columns": _of_run(),
    "import_apply": _of_run(methods=(POST,)),
    "import_discard": _of_run(methods=(POST,)),
    "import_problems": _of_run(methods=(GET,)),
    "import_take_marks": _of_run(methods=(POST,)),
    "import_runs": Sample(Permission.IMPORT_RUN, _school, methods=(GET,)),
    "import_rows": _of_file(),
    "import_refused_rows": _of_file(methods=(GET,)),
    "scrutiny": Sample(Permission.REGISTER_SCRUTINY, _school, methods=(GET,)),
    "census": Sample(Permission.REGISTER_SCRUTINY, _school, methods=(GET,)),
    "sixth_form": Sample(Permission.REGISTER_SCRUTINY, _school, methods=(GET,)),
    "scrutiny_list": _of_finding(),
    "scrutiny_file": _of_finding(),
}


SAMPLES: dict[str, Sample] = OURS | PACKAGES
