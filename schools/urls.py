from accounts.roles import Permission
from accounts.routing import Gate, path
from schools.views import (
    addresses,
    checks,
    classroom,
    contact_safety,
    cover,
    facts,
    groups,
    joiners,
    leavers,
    messaging,
    parents,
    people,
    persons,
    pupil_records,
    set_up,
    siblings,
    staff,
    timetable,
    values,
    wordings,
    work,
    year_end,
)

SETUP, PEOPLE = "<slug:school>/setup/", "<slug:school>/people/"
PUPIL = "<slug:school>/pupils/<int:pupil>/"
MESSAGES = f"{SETUP}messages/"
WORDINGS, NEVER = f"{MESSAGES}wordings/", f"{MESSAGES}never/"
RECORD, SAFETY = f"{PUPIL}record/", f"{PUPIL}safety/"
PERSON = f"{PEOPLE}person/<int:person>/"
CONTACT = f"{RECORD}family/<int:contact>/"

urlpatterns = [
    path("<slug:school>/classroom/", classroom.classroom, name="classroom", gate=Permission.REGISTER_SAVE),
    path("<slug:school>/running/", work.work, name="work", gate=Gate.SIGNED_IN),
    path("setup/", set_up.first_school, name="first_school", gate=Gate.SIGNED_IN),
    path(SETUP, set_up.setup, name="setup", gate=Permission.SETUP_ATTENDANCE),
    path(f"{SETUP}school/", set_up.setup_school, name="setup_school", gate=Permission.SETUP_MANAGE),
    path(f"{SETUP}new-school/", set_up.school_new, name="school_new", gate=Permission.SETUP_MANAGE),
    path(PEOPLE, people.people, name="people", gate=Permission.USERS_MANAGE),
    path(
        f"{PEOPLE}<int:membership>/end/", people.end_access, name="end_access", gate=Permission.USERS_MANAGE
    ),
    path(f"{PEOPLE}approvals/", people.approvals, name="approvals", gate=Permission.GRANT_SAFEGUARDING_ROLE),
    path(
        f"{PEOPLE}<int:membership>/",
        persons.change_access,
        name="change_access",
        gate=Permission.USERS_MANAGE,
    ),
    path(PERSON, persons.person, name="person", gate=Permission.USERS_MANAGE),
    path(f"{PERSON}invite/", persons.invite_person_again, name="invite_again", gate=Permission.USERS_MANAGE),
    path(f"{PERSON}close/", persons.close_person, name="close_person", gate=Permission.USERS_MANAGE),
    path(f"{SETUP}staff/", staff.staff, name="staff", gate=Permission.USERS_MANAGE),
    path(f"{SETUP}staff/new/", staff.staff_new, name="staff_new", gate=Permission.USERS_MANAGE),
    path(f"{SETUP}staff/invite/", staff.invite_chosen, name="invite_staff", gate=Permission.USERS_MANAGE),
    path(f"{SETUP}staff/<int:member>/", staff.staff_edit, name="staff_edit", gate=Permission.USERS_MANAGE),
    path("<slug:school>/cover/", cover.cover, name="cover", gate=Permission.SETUP_ATTENDANCE),
    path(f"{SETUP}groups/", groups.groups, name="groups", gate=Permission.SETUP_ATTENDANCE),
    path(f"{SETUP}groups/<int:group>/", groups.group, name="group", gate=Permission.SETUP_ATTENDANCE),
    path(f"{SETUP}timetable/", timetable.timetable, name="timetable", gate=Permission.SETUP_ATTENDANCE),
    path(f"{SETUP}timetable/periods/", timetable.periods, name="periods", gate=Permission.SETUP_ATTENDANCE),
    path(
        f"{SETUP}timetable/<int:lesson>/",
        timetable.lesson,
        name="timetable_lesson",
        gate=Permission.SETUP_ATTENDANCE,
    ),
    path(f"{SETUP}checks/", checks.checks, name="checks", gate=Permission.HEALTH_VIEW),
    path(f"{SETUP}checks/<slug:slug>/", checks.check, name="check", gate=Permission.HEALTH_VIEW),
    path(f"{SETUP}leavers/", leavers.leavers, name="leavers", gate=Permission.LEAVER_PREPARE),
    path(f"{SETUP}year-end/", year_end.year_end, name="year_end", gate=Permission.SETUP_MANAGE),
    path("<slug:school>/pupils/new/", joiners.pupil_new, name="pupil_new", gate=Permission.PUPIL_MANAGE),
    path(RECORD, pupil_records.pupil_record, name="pupil_record", gate=Permission.PUPIL_MANAGE),
    path(f"{RECORD}edit/", pupil_records.pupil_edit, name="pupil_edit", gate=Permission.PUPIL_MANAGE),
    path(
        f"{RECORD}history/", pupil_records.pupil_history, name="pupil_history", gate=Permission.PUPIL_MANAGE
    ),
    path(f"{RECORD}enter-again/", joiners.pupil_rejoin, name="pupil_rejoin", gate=Permission.PUPIL_MANAGE),
    path(f"{RECORD}addresses/new/", addresses.address_new, name="address_new", gate=Permission.PUPIL_MANAGE),
    path(
        f"{RECORD}addresses/<int:address>/",
        addresses.address_edit,
        name="address_edit",
        gate=Permission.PUPIL_MANAGE,
    ),
    path(f"{RECORD}family/new/", parents.family_add, name="family_add", gate=Permission.PUPIL_MANAGE),
    path(CONTACT, parents.family_edit, name="family_edit", gate=Permission.PUPIL_MANAGE),
    path(f"{CONTACT}order/", parents.family_order, name="family_order", gate=Permission.PUPIL_MANAGE),
    path(f"{CONTACT}remove/", parents.family_remove, name="family_remove", gate=Permission.PUPIL_MANAGE),
    path(SAFETY, contact_safety.pupil_safety, name="pupil_safety", gate=Permission.CONTACT_SAFETY_VIEW),
    path(
        f"{SAFETY}notes/new/",
        contact_safety.safety_new,
        name="safety_new",
        gate=Permission.CONTACT_SAFETY_SET,
    ),
    path(
        f"{SAFETY}notes/<int:note>/end/",
        contact_safety.safety_end,
        name="safety_end",
        gate=Permission.CONTACT_SAFETY_SET,
    ),
    path(
        f"{SAFETY}contacts/<int:contact>/",
        contact_safety.safety_stop,
        name="safety_stop",
        gate=Permission.CONTACT_SAFETY_SET,
    ),
    path(
        f"{SAFETY}marker/",
        contact_safety.marker_new,
        name="marker_new",
        gate=Permission.CONTACT_SAFETY_SET,
    ),
    path(
        f"{SAFETY}marker/<int:marker>/end/",
        contact_safety.marker_end,
        name="marker_end",
        gate=Permission.CONTACT_SAFETY_SET,
    ),
    path(f"{SETUP}values/", values.values, name="values", gate=Permission.SETUP_ATTENDANCE),
    path(
        f"{SETUP}values/<str:key>/",
        values.value_change,
        name="value_change",
        gate=Permission.SETUP_ATTENDANCE,
    ),
    path(MESSAGES, messaging.messaging, name="messaging", gate=Permission.SETUP_MANAGE),
    path(
        f"{MESSAGES}forget/",
        messaging.messaging_forget,
        name="messaging_forget",
        gate=Permission.SETUP_MANAGE,
    ),
    path(
        f"{MESSAGES}secret/",
        messaging.messaging_secret,
        name="messaging_secret",
        gate=Permission.SETUP_MANAGE,
    ),
    path(
        f"{MESSAGES}stop/", messaging.messaging_stop, name="messaging_stop", gate=Permission.SETUP_ATTENDANCE
    ),
    path(
        f"{MESSAGES}start/",
        messaging.messaging_start,
        name="messaging_start",
        gate=Permission.SETUP_ATTENDANCE,
    ),
    path(NEVER, messaging.never_messages, name="never_messages", gate=Permission.SETUP_ATTENDANCE),
    path(
        f"{NEVER}<int:line>/end/",
        messaging.never_message_end,
        name="never_message_end",
        gate=Permission.SETUP_ATTENDANCE,
    ),
    path(WORDINGS, wordings.message_wordings, name="message_wordings", gate=Permission.SETUP_ATTENDANCE),
    path(
        f"{WORDINGS}<slug:kind>/<slug:channel>/<slug:language>/",
        wordings.message_wording,
        name="message_wording",
        gate=Permission.SETUP_ATTENDANCE,
    ),
    path(f"{PUPIL}facts/", facts.facts, name="pupil_facts", gate=Permission.SUPPORT_FACTS_VIEW),
    path(f"{PUPIL}facts/new/", facts.support_new, name="support_fact_new", gate=Permission.PUPIL_MANAGE),
    path(
        f"{PUPIL}facts/<int:fact>/", facts.support_change, name="support_fact", gate=Permission.PUPIL_MANAGE
    ),
    path(f"{PUPIL}protected/", facts.protected, name="pupil_protected", gate=Permission.PROTECTED_FACTS_VIEW),
    path(
        f"{PUPIL}protected/new/",
        facts.protection_new,
        name="protected_fact_new",
        gate=Permission.PROTECTED_FACTS_SET,
    ),
    path(
        f"{PUPIL}protected/<int:fact>/",
        facts.protection_change,
        name="protected_fact",
        gate=Permission.PROTECTED_FACTS_SET,
    ),
    path(f"{SETUP}siblings/", siblings.siblings, name="siblings", gate=Permission.PUPIL_MANAGE),
]
