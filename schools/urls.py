from accounts.roles import Permission
from accounts.routing import Gate, path
from schools.views import people, persons, set_up, staff, values

urlpatterns = [
    path("setup/", set_up.first_school, name="first_school", gate=Gate.SIGNED_IN),
    path("<slug:school>/setup/", set_up.setup_school, name="setup_school", gate=Permission.SETUP_MANAGE),
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
]
