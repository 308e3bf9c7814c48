from accounts.roles import Permission
from accounts.routing import Gate, path
from schools.views import checks, cover, groups, leavers, people, set_up, timetable, year_end

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
]
