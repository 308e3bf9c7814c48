from accounts.roles import Permission
from accounts.routing import Gate, path
from schools.views import facts, people, set_up, siblings

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
