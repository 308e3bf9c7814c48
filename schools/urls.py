from accounts.roles import Permission
from accounts.routing import Gate, path
from schools.views import people, set_up

SETUP = "<slug:school>/setup/"

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
]
