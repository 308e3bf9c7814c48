"""Every route of Daymark with the right that it needs and a sample of its arguments.

Written by hand and not read from the code: a route that is missing here, or that declares another gate in
the code, fails the matrix.
"""

from __future__ import annotations

from accounts.roles import Permission
from accounts.routing import Gate
from schools.calendar import Session
from tests.architecture.package_samples import PACKAGES
from tests.architecture.sample_arguments import (
    a_follow_up,
    a_lesson,
    a_permit,
    a_protected_fact,
    a_pupil,
    a_sign_out,
    a_support_fact,
    a_told_line,
    a_told_movement,
    a_trip,
    a_view,
    an_arrival,
    an_attempt,
    in_register,
    in_school,
    in_year,
    of_child,
    of_class,
    of_document,
    of_file,
    of_finding,
    of_line,
    of_person,
    of_run,
    of_visit,
    two_parents,
    two_pupils,
)
from tests.architecture.samples import GET, POST, Sample
from tests.architecture.sealed_samples import SEALED_AREA
from tests.world import TODAY, YESTERDAY

# The office and the administrator keep pupils, and see no support: these pages turn them away themselves.
SEES_NO_SUPPORT = (403,)
# Who sees the totals of a school is turned away from lists of people by the page itself.
TOTALS_ALONE = (403,)
# Nobody of the matrix is Notify, and has its secret.
NO_SECRET = (401,)
# Ms Okafor alone was told of the line that was withdrawn, and of the week's movement.
NOT_TOLD = (404,)
# The view of the matrix is shared by somebody else: who does not set up the school may not change it.
NOT_MINE = (404,)
# The pack of the matrix was cancelled: it has a page, and no file.
NO_FILE = (404,)


OURS = {
    "healthz": Sample(Gate.PUBLIC),
    "notify_receipts": Sample(
        Gate.PUBLIC, lambda _: {"slug": "no-such-school"}, methods=(POST,), own_answers=NO_SECRET
    ),
    "me": Sample(Gate.SIGNED_IN, methods=(GET,)),
    # Nobody but Notify has the secret of the hook.
    "notify_texts": Sample(
        Gate.PUBLIC, lambda _: {"slug": "no-such-school"}, methods=(POST,), own_answers=(401,)
    ),
    "choose_theme": Sample(Gate.SIGNED_IN, methods=(POST,)),
    "sign_out_elsewhere": Sample(Gate.SIGNED_IN, methods=(POST,)),
    "invitation": Sample(Gate.PUBLIC, lambda _: {"token": "no-such-token"}),
    "first_school": Sample(Gate.SIGNED_IN),
    "home": Sample(Gate.SIGNED_IN, methods=(GET,)),
    "gallery": Sample(Gate.SIGNED_IN, methods=(GET,)),
    "today": Sample(Gate.SIGNED_IN, in_school, methods=(GET,)),
    "trust_figures": Sample(Gate.SIGNED_IN, methods=(GET,)),
    "figures": Sample(Permission.FIGURES_VIEW, in_school, methods=(GET,)),
    "figures_explain": Sample(
        Permission.FIGURES_VIEW,
        in_school,
        methods=(GET,),
        query="figure=attendance",
        names_by=Permission.FIGURES_VIEW,
    ),
    "work": Sample(Gate.SIGNED_IN, in_school, methods=(GET,)),
    "pupils": Sample(Permission.PUPIL_SEARCH, in_school, methods=(GET,), query="q=Robin"),
    "pupils_file": Sample(
        Permission.EXPORT_ATTENDANCE, lambda place: in_school(place) | {"kind": "csv"}, methods=(GET,)
    ),
    "pupil_views": Sample(Permission.PUPIL_SEARCH, in_school),
    "pupil_view": Sample(Permission.PUPIL_SEARCH, a_view, has_number=True, own_answers=NOT_MINE),
    "search": Sample(Permission.PUPIL_SEARCH, in_school, methods=(GET,), query="q=Robin"),
    "pupil": Sample(
        Permission.PUPIL_SEARCH,
        lambda place: {"school": place.path, "pupil": place.pupil},
        methods=(GET,),
        of_object=True,
    ),
    "registers": Sample(Permission.REGISTER_VIEW, in_school, methods=(GET,)),
    "register": of_class(Permission.REGISTER_VIEW, methods=(GET,)),
    "register_print": of_class(Permission.REGISTER_VIEW, methods=(GET,)),
    "register_history": Sample(
        Permission.ATTENDANCE_HISTORY,
        lambda place: in_register(place) | {"on": YESTERDAY},
        methods=(GET,),
        of_object=True,
    ),
    "register_save": of_class(Permission.REGISTER_SAVE, query="since=1", posted={"action": "save"}),
    "register_submit": of_class(Permission.REGISTER_SAVE, methods=(POST,)),
    "register_amend": Sample(
        Permission.REGISTER_SAVE,
        lambda place: in_register(place) | {"pupil": place.pupil},
        of_object=True,
    ),
    "bulk": Sample(Permission.REGISTER_BULK, in_school),
    "bulk_act": Sample(
        Permission.REGISTER_BULK,
        lambda place: {"school": place.path, "act": place.act},
        has_number=True,
    ),
    "closure_new": Sample(Permission.REGISTER_BULK, in_school),
    "evacuation": Sample(
        Permission.EVACUATION_VIEW, in_school, names_by=Permission.EVACUATION_VIEW, own_answers=(400,)
    ),
    "audit_packs": Sample(Permission.REGISTER_SCRUTINY, in_school),
    "documents": Sample(Gate.SIGNED_IN, in_school, methods=(GET,)),
    "document": of_document(),
    "document_file": of_document(methods=(GET,)),
    "pupil_report": Sample(Permission.EXPORT_ATTENDANCE, a_pupil, of_object=True),
    "register_exports": Sample(Permission.HEALTH_VIEW, in_school, methods=(GET,)),
    "register_remind": of_class(Permission.REGISTER_AMEND, methods=(POST,)),
    "registers_remind": Sample(
        Permission.REGISTER_AMEND,
        lambda place: {"school": place.path, "on": TODAY, "half": Session.AM},
        methods=(POST,),
    ),
    "classroom": Sample(Permission.REGISTER_SAVE, in_school, methods=(POST,)),
    "alerts": Sample(Permission.REGISTER_VIEW, in_school, methods=(GET,)),
    "alert_seen": Sample(
        Permission.REGISTER_VIEW,
        lambda place: {"school": place.path, "alert": place.alert},
        methods=(POST,),
        has_number=True,
        own_answers=(403, 404),
    ),
    "lessons": Sample(Permission.REGISTER_VIEW, in_school, methods=(GET,)),
    "lesson": Sample(Permission.REGISTER_VIEW, a_lesson, methods=(GET,), of_object=True),
    "lesson_save": Sample(Permission.REGISTER_SAVE, a_lesson, methods=(POST,), of_object=True),
    "lesson_submit": Sample(Permission.REGISTER_SAVE, a_lesson, methods=(POST,), of_object=True),
    "missing_from_lesson": Sample(Permission.LESSON_FOLLOW_UP, in_school),
    "follow_up": Sample(Permission.LESSON_FOLLOW_UP, a_follow_up, of_object=True),
    "where_now": of_child(Permission.LESSON_FOLLOW_UP, methods=(GET,)),
    "lates": Sample(Permission.ATTENDANCE_HISTORY, in_school, methods=(GET,)),
    "lates_file": Sample(Permission.EXPORT_ATTENDANCE, in_school, methods=(GET,)),
    "late_gate": Sample(Permission.ATTENDANCE_HISTORY, in_school, methods=(GET,)),
    "never_signed_in": Sample(Permission.LESSON_FOLLOW_UP, in_school, methods=(GET,)),
    "late_marks": of_child(Permission.ATTENDANCE_HISTORY, methods=(GET,)),
    # Governors and the trust see totals: no list of people, and no child's marks.
    "figure_groups": Sample(
        Permission.FIGURES_VIEW, in_school, methods=(GET,), query="and=care-cp", own_answers=TOTALS_ALONE
    ),
    "figure_groups_file": Sample(
        Permission.EXPORT_ATTENDANCE, lambda place: {"school": place.path, "kind": "csv"}, methods=(GET,)
    ),
    "movement": Sample(
        Permission.FIGURES_VIEW,
        in_school,
        methods=(GET,),
        own_answers=TOTALS_ALONE,
        names_by=Permission.FIGURES_VIEW,
    ),
    "patterns": Sample(
        Permission.FIGURES_VIEW,
        in_school,
        methods=(GET,),
        own_answers=TOTALS_ALONE,
        names_by=Permission.FIGURES_VIEW,
    ),
    "movement_read": Sample(
        Permission.FIGURES_VIEW, a_told_movement, methods=(POST,), has_number=True, own_answers=NOT_TOLD
    ),
    "rewards": Sample(
        Permission.REPORT_WEEKLY,
        in_school,
        own_answers=TOTALS_ALONE,
        names_by=Permission.REPORT_WEEKLY,
    ),
    "pupil_marks": of_child(Permission.FIGURES_VIEW, methods=(GET,)),
    "lines": Sample(Permission.CASE_READ, in_school, methods=(GET,)),
    "line": of_line(Permission.CASE_READ, methods=(GET,)),
    "line_act": of_line(Permission.CASE_WRITE, methods=(POST,)),
    "line_end": of_line(Permission.CASE_WRITE, methods=(POST,)),
    "line_told_read": Sample(
        Permission.CASE_READ, a_told_line, methods=(POST,), has_number=True, own_answers=NOT_TOLD
    ),
    "expect_sickness": of_child(Permission.CASE_WRITE),
    "n_codes": Sample(Permission.REGISTER_VIEW, in_school, methods=(GET,)),
    "n_codes_set": Sample(Permission.N_CODE_RESOLVE, in_school, methods=(POST,)),
    "desk": Sample(Permission.DESK_SIGN_IN, in_school, query="q=Robin"),
    "arrive": Sample(Permission.DESK_SIGN_IN, in_school, methods=(POST,)),
    "arrival_reason": Sample(Permission.DESK_SIGN_IN, an_arrival, methods=(POST,), of_object=True),
    "arrival_undo": Sample(Permission.DESK_SIGN_IN, an_arrival, of_object=True),
    "slip": Sample(Permission.DESK_SIGN_IN, an_arrival, methods=(GET,), of_object=True),
    "kiosk": Sample(Permission.DESK_SIGN_IN, in_school),
    "kiosk_start": Sample(Permission.DESK_SIGN_IN, in_school, methods=(POST,)),
    "kiosk_slip": Sample(Permission.DESK_SIGN_IN, in_school, methods=(GET,)),
    "kiosk_leave": Sample(Permission.DESK_SIGN_IN, in_school),
    "sign_back": Sample(Permission.DESK_SIGN_IN, a_sign_out, methods=(POST,), of_object=True),
    "steps": Sample(Permission.FIRST_DAY_WORK, in_school, methods=(GET,)),
    "step_done": Sample(Permission.FIRST_DAY_WORK, in_school, methods=(POST,)),
    "hand_over": Sample(Permission.FIRST_DAY_WORK, in_school),
    "unseen": Sample(Permission.FIRST_DAY_WORK, in_school, methods=(GET,)),
    "call_list": Sample(Permission.FIRST_DAY_WORK, in_school, methods=(GET,)),
    "call": of_child(Permission.FIRST_DAY_WORK),
    "call_texts": Sample(Permission.ABSENCE_MESSAGE, in_school, own_answers=(302,)),
    "bulletin": Sample(Permission.REGISTER_VIEW, in_school, methods=(GET,)),
    "messages": Sample(Permission.ABSENCE_MESSAGE, in_school, methods=(GET,)),
    "messages_again": Sample(Permission.ABSENCE_MESSAGE, in_school, methods=(POST,)),
    "messages_withdraw": Sample(Permission.ABSENCE_MESSAGE, in_school, methods=(POST,)),
    "call_in": Sample(
        Permission.FIRST_DAY_WORK, in_school, query="q=Robin", names_by=Permission.FIRST_DAY_WORK
    ),
    "reply": Sample(Gate.PUBLIC, lambda _: {"token": "no-such-token"}),
    "replies": Sample(Permission.FIRST_DAY_WORK, in_school, methods=(GET,)),
    "replies_decide": Sample(Permission.N_CODE_RESOLVE, in_school, methods=(POST,)),
    "call_strike": Sample(Permission.FIRST_DAY_WORK, an_attempt, of_object=True),
    "stay_home": of_child(Permission.FIRST_DAY_WORK),
    "escalate": of_child(Permission.ESCALATION_RAISE),
    "agency_told": of_child(Permission.FIRST_DAY_WORK, own_answers=(404,)),
    "escalations": Sample(Permission.ESCALATION_DECIDE, in_school),
    "escalation": of_child(Permission.ESCALATION_DECIDE),
    "planned": Sample(Permission.PERMIT_MANAGE, in_school, methods=(GET,), query="view=coming"),
    "permit_new": Sample(Permission.PERMIT_MANAGE, in_school),
    "permit": Sample(Permission.PERMIT_MANAGE, a_permit, has_number=True),
    "trip_new": Sample(Permission.PERMIT_MANAGE, in_school),
    "trip": Sample(Permission.PERMIT_MANAGE, a_trip, has_number=True),
    "visits": Sample(Permission.VISIT_WORK, in_school, methods=(GET,), query="back=1"),
    "visit_new": Sample(Permission.VISIT_WORK, in_school, query="q=Robin"),
    "visit": of_visit(methods=(GET,)),
    "visit_plan": of_visit(),
    "visit_cancel": of_visit(),
    "visit_press": of_visit(methods=(POST,), posted={"step": "set_out"}),
    "visit_more_time": of_visit(methods=(POST,)),
    "visit_times": of_visit(own_answers=(302,)),
    "visit_answer": of_visit(methods=(POST,)),
    "visit_record": of_visit(),
    "visit_note": of_visit(methods=(POST,)),
    "pupil_new": Sample(Permission.PUPIL_MANAGE, in_school),
    "pupil_record": of_child(Permission.PUPIL_MANAGE, methods=(GET,)),
    "pupil_rejoin": of_child(Permission.PUPIL_MANAGE),
    "pupil_edit": of_child(Permission.PUPIL_MANAGE),
    "pupil_history": of_child(Permission.PUPIL_MANAGE, methods=(GET,)),
    "address_new": of_child(Permission.PUPIL_MANAGE),
    "address_edit": of_child(Permission.PUPIL_MANAGE, "address"),
    "family_add": of_child(Permission.PUPIL_MANAGE, query="find=z"),
    "family_edit": of_child(Permission.PUPIL_MANAGE, "contact"),
    "family_order": of_child(Permission.PUPIL_MANAGE, "contact", methods=(POST,)),
    "family_remove": of_child(Permission.PUPIL_MANAGE, "contact", methods=(POST,)),
    "pupil_safety": of_child(Permission.CONTACT_SAFETY_VIEW, methods=(GET,)),
    "safety_new": of_child(Permission.CONTACT_SAFETY_SET),
    "safety_end": of_child(Permission.CONTACT_SAFETY_SET, "safety_note", methods=(POST,)),
    "safety_stop": of_child(Permission.CONTACT_SAFETY_SET, "contact", methods=(POST,)),
    "marker_new": of_child(Permission.CONTACT_SAFETY_SET, methods=(POST,)),
    "marker_end": of_child(Permission.CONTACT_SAFETY_SET, "marker", methods=(POST,)),
    "people": Sample(Permission.USERS_MANAGE, in_school),
    "approvals": Sample(Permission.GRANT_SAFEGUARDING_ROLE, in_school),
    "end_access": Sample(
        Permission.USERS_MANAGE,
        lambda place: {"school": place.path, "membership": place.membership},
        methods=(POST,),
        has_number=True,
    ),
    "setup": Sample(Permission.SETUP_ATTENDANCE, in_school, methods=(GET,)),
    "change_access": Sample(
        Permission.USERS_MANAGE,
        lambda place: {"school": place.path, "membership": place.membership},
        has_number=True,
    ),
    "person": of_person(methods=(GET,)),
    "invite_again": of_person(methods=(POST,)),
    "close_person": of_person(),
    "staff": Sample(Permission.USERS_MANAGE, in_school, methods=(GET,)),
    "staff_new": Sample(Permission.USERS_MANAGE, in_school),
    "staff_edit": Sample(
        Permission.USERS_MANAGE,
        lambda place: {"school": place.path, "member": place.member},
        has_number=True,
    ),
    "invite_staff": Sample(Permission.USERS_MANAGE, in_school, methods=(POST,)),
    "values": Sample(Permission.SETUP_ATTENDANCE, in_school, methods=(GET,)),
    "value_change": Sample(
        Permission.SETUP_ATTENDANCE, lambda place: {"school": place.path, "key": "register.teacher_codes"}
    ),
    "messaging": Sample(Permission.SETUP_MANAGE, in_school),
    "messaging_forget": Sample(Permission.SETUP_MANAGE, in_school, methods=(POST,)),
    "messaging_secret": Sample(Permission.SETUP_MANAGE, in_school, methods=(POST,)),
    "messaging_stop": Sample(Permission.SETUP_ATTENDANCE, in_school),
    "messaging_start": Sample(Permission.SETUP_ATTENDANCE, in_school, methods=(POST,)),
    "never_messages": Sample(Permission.SETUP_ATTENDANCE, in_school),
    "never_message_end": Sample(
        Permission.SETUP_ATTENDANCE,
        lambda place: {"school": place.path, "line": place.run},
        methods=(POST,),
        has_number=True,
    ),
    "message_wordings": Sample(Permission.SETUP_ATTENDANCE, in_school, methods=(GET,)),
    "message_wording": Sample(
        Permission.SETUP_ATTENDANCE,
        lambda place: {"school": place.path, "kind": "first_day", "channel": "text", "language": "en"},
    ),
    "setup_school": Sample(Permission.SETUP_MANAGE, in_school),
    "cover": Sample(Permission.SETUP_ATTENDANCE, in_school),
    "groups": Sample(Permission.SETUP_ATTENDANCE, in_school),
    "group": Sample(
        Permission.SETUP_ATTENDANCE,
        lambda place: {"school": place.path, "group": place.group},
        has_number=True,
    ),
    "timetable": Sample(Permission.SETUP_ATTENDANCE, in_school),
    "periods": Sample(Permission.SETUP_ATTENDANCE, in_school),
    "timetable_lesson": Sample(
        Permission.SETUP_ATTENDANCE,
        lambda place: {"school": place.path, "lesson": place.lesson},
        has_number=True,
    ),
    "checks": Sample(Permission.HEALTH_VIEW, in_school, methods=(GET,)),
    "check": Sample(
        Permission.HEALTH_VIEW,
        lambda place: {"school": place.path, "slug": "no-emergency-phone"},
        methods=(GET,),
    ),
    "leavers": Sample(Permission.LEAVER_PREPARE, in_school, posted={"leaving": "1", "words": ""}),
    "year_end": Sample(Permission.SETUP_MANAGE, in_school),
    "school_new": Sample(Permission.SETUP_MANAGE, in_school),
    "gias_first": Sample(Gate.SIGNED_IN),
    "gias_next": Sample(Permission.SETUP_MANAGE, in_school),
    "calendar": Sample(Permission.SETUP_ATTENDANCE, in_school, methods=(GET,)),
    "calendar_year": Sample(Permission.SETUP_ATTENDANCE, in_year),
    "calendar_dates": Sample(Permission.SETUP_ATTENDANCE, in_year),
    "calendar_remove": Sample(Permission.SETUP_ATTENDANCE, in_year, methods=(POST,)),
    "closure_remove": Sample(
        Permission.SETUP_ATTENDANCE,
        lambda place: {"school": place.path, "closure": place.closure},
        methods=(POST,),
        has_number=True,
    ),
    "school_calendar_file": Sample(Permission.SETUP_ATTENDANCE, in_school),
    "comparators": Sample(Permission.IMPORT_RUN, in_school),
    "pupil_facts": Sample(Permission.SUPPORT_FACTS_VIEW, a_pupil, methods=(GET,), of_object=True),
    "support_fact_new": Sample(Permission.PUPIL_MANAGE, a_pupil, of_object=True, own_answers=SEES_NO_SUPPORT),
    "support_fact": Sample(
        Permission.PUPIL_MANAGE, a_support_fact, of_object=True, own_answers=SEES_NO_SUPPORT
    ),
    "pupil_protected": Sample(Permission.PROTECTED_FACTS_VIEW, a_pupil, methods=(GET,), of_object=True),
    "protected_fact_new": Sample(Permission.PROTECTED_FACTS_SET, a_pupil, of_object=True),
    "protected_fact": Sample(Permission.PROTECTED_FACTS_SET, a_protected_fact, of_object=True),
    "duplicates": Sample(Permission.PUPIL_MANAGE, in_school, methods=(GET,)),
    "duplicate": Sample(Permission.PUPIL_MANAGE, two_pupils, has_number=True),
    "duplicate_parent": Sample(Permission.PUPIL_MANAGE, two_parents, has_number=True),
    "siblings": Sample(Permission.PUPIL_MANAGE, in_school),
    "import_upload": Sample(Permission.IMPORT_RUN, in_school),
    "import_sources": Sample(Permission.IMPORT_RUN, in_school, methods=(GET,)),
    "import_source_forget": Sample(
        Permission.IMPORT_RUN,
        lambda place: {"school": place.path, "source": place.source},
        methods=(POST,),
        has_number=True,
    ),
    "import_run": of_run(methods=(GET,)),
    "import_columns": of_run(),
    "import_apply": of_run(methods=(POST,)),
    "import_discard": of_run(methods=(POST,)),
    "import_problems": of_run(methods=(GET,)),
    "import_take_marks": of_run(methods=(POST,)),
    "import_runs": Sample(Permission.IMPORT_RUN, in_school, methods=(GET,)),
    "import_rows": of_file(),
    "import_refused_rows": of_file(methods=(GET,)),
    "scrutiny": Sample(Permission.REGISTER_SCRUTINY, in_school, methods=(GET,)),
    "census": Sample(Permission.REGISTER_SCRUTINY, in_school, methods=(GET,)),
    "sixth_form": Sample(Permission.REGISTER_SCRUTINY, in_school, methods=(GET,)),
    "scrutiny_list": of_finding(),
    "scrutiny_file": of_finding(),
}


SAMPLES: dict[str, Sample] = OURS | SEALED_AREA | PACKAGES
