from accounts.roles import Permission
from accounts.routing import Gate, path
from schools.views import checks, cover, groups, leavers, people, set_up, timetable, year_end
from schools.views import addresses, contact_safety, parents, people, pupil_records, set_up

SETUP = "<slug:school>/setup/"
from schools.views import people, persons, set_up, staff, values
from schools.views import facts, people, set_up, siblings

urlpatterns = [
    path("setup/", set_up.first_school, name="first_school", gate=Gate.SIGNED_IN),
    path(SETUP, set_up.setup, name="setup", gate=Permission.SETUP_ATTENDANCE),
    path(
        "<slug:school>/setup/school/", set_up.setup_school, name="setup_school", gate=Permission.SETUP_MANAGE
    ),
    path(f"{SETUP}new-school/", set_up.school_new, name="school_new", gate=Permission.SETUP_MANAGE),
    path("<slug:school>/people/", people.people, name="people", gate=Permission.USERS_MANAGE),
    path(
        "<slug:school>/people/<int:membership>/end/",
        people.end_access,
        name="end_access",
        gate=Permission.USERS_MANAGE,
    ),
    path(
        "<slug:school>/people/approvals/",
        people.approvals,
        name="approvals",
        gate=Permission.GRANT_SAFEGUARDING_ROLE,
    ),
    path("<slug:school>/cover/", cover.cover, name="cover", gate=Permission.SETUP_ATTENDANCE),
    path("<slug:school>/setup/groups/", groups.groups, name="groups", gate=Permission.SETUP_ATTENDANCE),
    path(
        "<slug:school>/setup/groups/<int:group>/",
        groups.group,
        name="group",
        gate=Permission.SETUP_ATTENDANCE,
    ),
    path(
        "<slug:school>/setup/timetable/",
        timetable.timetable,
        name="timetable",
        gate=Permission.SETUP_ATTENDANCE,
    ),
    path(
        "<slug:school>/setup/timetable/periods/",
        timetable.periods,
        name="periods",
        gate=Permission.SETUP_ATTENDANCE,
    ),
    path(
        "<slug:school>/setup/timetable/<int:lesson>/",
        timetable.lesson,
        name="lesson",
        gate=Permission.SETUP_ATTENDANCE,
    ),
    path("<slug:school>/setup/checks/", checks.checks, name="checks", gate=Permission.HEALTH_VIEW),
    path("<slug:school>/setup/checks/<slug:slug>/", checks.check, name="check", gate=Permission.HEALTH_VIEW),
    path("<slug:school>/setup/leavers/", leavers.leavers, name="leavers", gate=Permission.LEAVER_PREPARE),
    path("<slug:school>/setup/year-end/", year_end.year_end, name="year_end", gate=Permission.SETUP_MANAGE),
    path(
        "<slug:school>/pupils/new/", pupil_records.pupil_new, name="pupil_new", gate=Permission.PUPIL_MANAGE
    ),
    path(
        "<slug:school>/pupils/<int:pupil>/record/",
        pupil_records.pupil_record,
        name="pupil_record",
        gate=Permission.PUPIL_MANAGE,
    ),
    path(
        "<slug:school>/pupils/<int:pupil>/record/edit/",
        pupil_records.pupil_edit,
        name="pupil_edit",
        gate=Permission.PUPIL_MANAGE,
    ),
    path(
        "<slug:school>/pupils/<int:pupil>/record/addresses/new/",
        addresses.address_new,
        name="address_new",
        gate=Permission.PUPIL_MANAGE,
    ),
    path(
        "<slug:school>/pupils/<int:pupil>/record/addresses/<int:address>/",
        addresses.address_edit,
        name="address_edit",
        gate=Permission.PUPIL_MANAGE,
    ),
    path(
        "<slug:school>/pupils/<int:pupil>/record/family/new/",
        parents.family_add,
        name="family_add",
        gate=Permission.PUPIL_MANAGE,
    ),
    path(
        "<slug:school>/pupils/<int:pupil>/record/family/<int:contact>/",
        parents.family_edit,
        name="family_edit",
        gate=Permission.PUPIL_MANAGE,
    ),
    path(
        "<slug:school>/pupils/<int:pupil>/record/family/<int:contact>/order/",
        parents.family_order,
        name="family_order",
        gate=Permission.PUPIL_MANAGE,
    ),
    path(
        "<slug:school>/pupils/<int:pupil>/record/family/<int:contact>/remove/",
        parents.family_remove,
        name="family_remove",
        gate=Permission.PUPIL_MANAGE,
    ),
    path(
        "<slug:school>/pupils/<int:pupil>/safety/",
        contact_safety.pupil_safety,
        name="pupil_safety",
        gate=Permission.CONTACT_SAFETY_VIEW,
    ),
    path(
        "<slug:school>/pupils/<int:pupil>/safety/notes/new/",
        contact_safety.safety_new,
        name="safety_new",
        gate=Permission.CONTACT_SAFETY_SET,
    ),
    path(
        "<slug:school>/pupils/<int:pupil>/safety/notes/<int:note>/end/",
        contact_safety.safety_end,
        name="safety_end",
        gate=Permission.CONTACT_SAFETY_SET,
    ),
    path(
        "<slug:school>/pupils/<int:pupil>/safety/contacts/<int:contact>/",
        contact_safety.safety_stop,
        name="safety_stop",
        gate=Permission.CONTACT_SAFETY_SET,
    ),
    path(
        "<slug:school>/pupils/<int:pupil>/record/history/",
        pupil_records.pupil_history,
        name="pupil_history",
        gate=Permission.PUPIL_MANAGE,
    ),
    path(
        "<slug:school>/people/<int:membership>/",
        persons.change_access,
        name="change_access",
        gate=Permission.USERS_MANAGE,
    ),
    path(
        "<slug:school>/people/person/<int:person>/",
        persons.person,
        name="person",
        gate=Permission.USERS_MANAGE,
    ),
    path(
        "<slug:school>/people/person/<int:person>/invite/",
        persons.invite_person_again,
        name="invite_again",
        gate=Permission.USERS_MANAGE,
    ),
    path(
        "<slug:school>/people/person/<int:person>/close/",
        persons.close_person,
        name="close_person",
        gate=Permission.USERS_MANAGE,
    ),
    path("<slug:school>/setup/staff/", staff.staff, name="staff", gate=Permission.USERS_MANAGE),
    path("<slug:school>/setup/staff/new/", staff.staff_new, name="staff_new", gate=Permission.USERS_MANAGE),
    path(
        "<slug:school>/setup/staff/invite/",
        staff.invite_chosen,
        name="invite_staff",
        gate=Permission.USERS_MANAGE,
    ),
    path(
        "<slug:school>/setup/staff/<int:member>/",
        staff.staff_edit,
        name="staff_edit",
        gate=Permission.USERS_MANAGE,
    ),
    path("<slug:school>/setup/values/", values.values, name="values", gate=Permission.SETUP_ATTENDANCE),
    path(
        "<slug:school>/setup/values/<str:key>/",
        values.value_change,
        name="value_change",
        gate=Permission.SETUP_ATTENDANCE,
    ),
    path(
        "<slug:school>/pupils/<int:pupil>/facts/",
        facts.facts,
        name="pupil_facts",
        gate=Permission.SUPPORT_FACTS_VIEW,
    ),
    path(
        "<slug:school>/pupils/<int:pupil>/facts/new/",
        facts.support_new,
        name="support_fact_new",
        gate=Permission.PUPIL_MANAGE,
    ),
    path(
        "<slug:school>/pupils/<int:pupil>/facts/<int:fact>/",
        facts.support_change,
        name="support_fact",
        gate=Permission.PUPIL_MANAGE,
    ),
    path(
        "<slug:school>/pupils/<int:pupil>/protected/",
        facts.protected,
        name="pupil_protected",
        gate=Permission.PROTECTED_FACTS_VIEW,
    ),
    path(
        "<slug:school>/pupils/<int:pupil>/protected/new/",
        facts.protection_new,
        name="protected_fact_new",
        gate=Permission.PROTECTED_FACTS_SET,
    ),
    path(
        "<slug:school>/pupils/<int:pupil>/protected/<int:fact>/",
        facts.protection_change,
        name="protected_fact",
        gate=Permission.PROTECTED_FACTS_SET,
    ),
    path("<slug:school>/setup/siblings/", siblings.siblings, name="siblings", gate=Permission.PUPIL_MANAGE),
]
