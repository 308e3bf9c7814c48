"""Who may do what, and how far: the only place in the code where rights are decided (pure)."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum


class Permission(StrEnum):
    """A right: one row of the table."""

    REGISTER_VIEW = "register.view"
    REGISTER_SAVE = "register.save"
    REGISTER_AMEND = "register.amend"
    REGISTER_BULK = "register.bulk"
    REGISTER_SCRUTINY = "register.scrutiny"
    DESK_SIGN_IN = "desk.sign_in"
    EVACUATION_VIEW = "evacuation.view"
    PUPIL_SEARCH = "pupil.search"
    PUPIL_MANAGE = "pupil.manage"
    ATTENDANCE_HISTORY = "attendance.history"
    CONTACTS_VIEW = "contacts.view"
    CONTACT_SAFETY_VIEW = "contact_safety.view"
    CONTACT_SAFETY_SET = "contact_safety.set"
    SUPPORT_FACTS_VIEW = "support_facts.view"
    PROTECTED_FACTS_VIEW = "protected_facts.view"
    PROTECTED_FACTS_SET = "protected_facts.set"
    FIRST_DAY_WORK = "first_day.work"
    ABSENCE_MESSAGE = "absence.message"
    N_CODE_RESOLVE = "n_code.resolve"
    VISIT_WORK = "visit.work"
    ESCALATION_RAISE = "escalation.raise"
    ESCALATION_DECIDE = "escalation.decide"
    CASE_READ = "case.read"
    CASE_WRITE = "case.write"
    CASE_SUPERVISE = "case.supervise"
    LETTER_PREPARE = "letter.prepare"
    LETTER_APPROVE = "letter.approve"
    LEAVE_PREPARE = "leave.prepare"
    LEAVE_DECIDE = "leave.decide"
    PART_TIME_APPROVE = "part_time.approve"
    LEGAL_NOTICE_PREPARE = "legal_notice.prepare"
    LEGAL_NOTICE_ISSUE = "legal_notice.issue"
    LEAVER_PREPARE = "leaver.prepare"
    LEAVER_DECIDE = "leaver.decide"
    MISSING_REFER = "missing.refer"
    CONCERN_RAISE = "concern.raise"
    CONCERN_READ_OWN = "concern.read_own"
    FLAG_VIEW = "flag.view"
    SAFEGUARDING_READ = "safeguarding.read"
    SAFEGUARDING_WRITE = "safeguarding.write"
    SAFEGUARDING_GRANT = "safeguarding.grant"
    STAFF_ALLEGATION_READ = "staff_allegation.read"
    TRANSFER_PREPARE = "transfer.prepare"
    TRANSFER_APPROVE = "transfer.approve"
    TRANSFER_SEND = "transfer.send"
    SUBJECT_ACCESS_PREPARE = "subject_access.prepare"
    SUBJECT_ACCESS_APPROVE = "subject_access.approve"
    EXPORT_ATTENDANCE = "export.attendance"
    EXPORT_SAFEGUARDING = "export.safeguarding"
    FIGURES_VIEW = "figures.view"
    REPORT_WEEKLY = "report.weekly"
    REPORT_GOVERNORS = "report.governors"
    AUDIT_WHO_VIEWED = "audit.who_viewed"
    SECURITY_LOG_VIEW = "security_log.view"
    USERS_MANAGE = "users.manage"
    GRANT_SAFEGUARDING_ROLE = "grant.safeguarding_role"
    SETUP_ATTENDANCE = "setup.attendance"
    SETUP_MANAGE = "setup.manage"
    IMPORT_RUN = "import.run"
    HEALTH_VIEW = "health.view"
    PERMIT_MANAGE = "permit.manage"
    HIDDEN_ADDRESS_VIEW = "hidden_address.view"
    LESSON_FOLLOW_UP = "lesson.follow_up"


class Role(StrEnum):
    """A post that a person is granted at a school."""

    TEACHER = "teacher"
    OFFICE = "office"
    OFFICER = "officer"
    PASTORAL = "pastoral"
    DSO = "dso"
    DSL = "dsl"
    SENCO = "senco"
    HEAD = "head"
    GOVERNOR = "governor"
    TRUST = "trust"
    ADMIN = "admin"

    @property
    def title(self) -> str:  # type: ignore[override]  # str.title() has no use on a role
        """The name of the post."""
        return _WORDS[self][0]

    @property
    def words(self) -> str:
        """The name of the post inside a sentence."""
        return self.title if self.title.isupper() else self.title.lower()

    @property
    def sentence(self) -> str:
        """What the post may do, in one sentence that a head can sign off."""
        return _WORDS[self][1]


_WORDS: Mapping[Role, tuple[str, str]] = {
    Role.TEACHER: (
        "Teacher",
        "Takes the registers of their own classes and of today's cover, and sees those pupils only.",
    ),
    Role.OFFICE: (
        "Office",
        "Runs the front desk: sees every register, signs pupils in and out, rings contacts on the first day.",
    ),
    Role.OFFICER: (
        "Attendance officer",
        "Answers for the school's registers: amends marks with a reason, resolves absences and works cases.",
    ),
    Role.PASTORAL: (
        "Pastoral lead",
        "Follows the attendance of an assigned year or caseload, and works its cases.",
    ),
    Role.DSO: (
        "Safeguarding officer",
        "Helps the safeguarding lead with the files that the lead grants, and prepares transfers of files.",
    ),
    Role.DSL: (
        "Safeguarding lead",
        "Leads safeguarding: reads and grants every file, and says who must not be contacted.",
    ),
    Role.SENCO: (
        "SENCO",
        "Sees attendance beside support needs for the whole school, and the cases that the lead grants.",
    ),
    Role.HEAD: (
        "Head teacher",
        "Answers for the school: decides leave, leavers, part-time timetables and legal steps.",
    ),
    Role.GOVERNOR: (
        "Governor",
        "Sees figures of the whole school in which no pupil can be recognised.",
    ),
    Role.TRUST: (
        "Trust viewer",
        "Sees figures of the schools granted, and a pupil only where a case is granted.",
    ),
    Role.ADMIN: (
        "Administrator",
        "Keeps people, pupils, imports and the set-up in order, and sees no marks and no safeguarding.",
    ),
}


class Scope(StrEnum):
    """How far a right reaches; the letters of the table."""

    OWN_CLASSES = "C"
    CASELOAD = "Y"
    SCHOOL = "S"
    TRUST = "T"
    CASE_GRANT = "G"
    AGGREGATE = "A"
    BREAK_GLASS = "B"
    PREPARE = "P"
    OWN_WORDS = "own"


# "-" is no right; "G+B" is two scopes. The order of the columns is the order of Role.
TABLE = """
capability               teacher  office  officer  pastoral  dso  dsl  senco  head  governor  trust  admin
register.view            C        S       S        Y         S    S    S      S     -         -      -
register.save            C        -       S        Y         -    -    -      S     -         -      -
register.amend           -        -       S        -         -    -    -      S     -         -      -
register.bulk            -        -       S        -         -    -    -      S     -         -      -
register.scrutiny        -        -       S        -         -    -    -      S     -         -      -
desk.sign_in             -        S       S        Y         -    -    -      S     -         -      -
evacuation.view          S        S       S        S         S    S    S      S     -         -      -
pupil.search             C        S       S        Y         S    S    S      S     -         G      S
pupil.manage             -        S       S        -         -    -    -      S     -         -      S
attendance.history       C        -       S        Y         S    S    S      S     -         G      -
contacts.view            -        S       S        Y         S    S    Y      S     -         -      S
contact_safety.view      -        S       S        Y         S    S    Y      S     -         -      -
contact_safety.set       -        -       -        -         -    S    -      -     -         -      -
support_facts.view       C        -       S        Y         S    S    S      S     -         -      -
protected_facts.view     -        -       S        Y         S    S    S      S     -         G      -
protected_facts.set      -        -       -        -         -    S    -      S     -         -      -
first_day.work           -        S       S        Y         S    S    -      S     -         -      -
absence.message          -        S       S        Y         -    S    -      S     -         -      -
n_code.resolve           -        -       S        -         -    -    -      S     -         -      -
visit.work               -        -       S        Y         S    S    -      S     -         -      -
escalation.raise         -        S       S        Y         S    S    -      S     -         -      -
escalation.decide        -        -       -        -         -    S    -      S     -         -      -
case.read                -        -       S        Y         S    S    G      S     -         G      -
case.write               -        -       S        Y         S    -    G      S     -         -      -
case.supervise           -        -       S        -         -    -    -      S     -         -      -
letter.prepare           -        -       S        Y         -    -    -      S     -         -      -
letter.approve           -        -       S        -         -    -    -      S     -         -      -
leave.prepare            -        S       S        Y         -    -    -      S     -         -      -
leave.decide             -        -       -        -         -    -    -      S     -         -      -
part_time.approve        -        -       -        -         -    -    -      S     -         -      -
legal_notice.prepare     -        -       S        -         -    -    -      S     -         -      -
legal_notice.issue       -        -       -        -         -    -    -      S     -         -      -
leaver.prepare           -        -       S        -         S    S    -      S     -         -      -
leaver.decide            -        -       -        -         -    -    -      S     -         -      -
missing.refer            -        -       S        -         S    S    -      S     -         -      -
concern.raise            S        S       S        S         S    S    S      S     -         -      S
concern.read_own         own      own     own      own       own  own  own    own   -         -      own
flag.view                -        S       S        Y         S    S    S      S     -         -      -
safeguarding.read        G        -       G        G         G+B  S    G      G+B   -         G      -
safeguarding.write       -        -       -        G         G    S    G      G     -         -      -
safeguarding.grant       -        -       -        -         -    S    -      -     -         -      -
staff_allegation.read    -        -       -        -         -    G    -      S     G         -      -
transfer.prepare         -        -       -        -         S    S    -      -     -         -      -
transfer.approve         -        -       -        -         -    S    -      -     -         -      -
transfer.send            -        -       S        -         S    S    -      S     -         -      -
subject_access.prepare   -        -       -        -         -    S    S      -     -         -      S
subject_access.approve   -        -       -        -         -    -    -      S     -         -      -
export.attendance        -        -       S        Y         -    S    S      S     -         -      -
export.safeguarding      -        -       -        -         -    S    -      -     -         -      -
figures.view             C        -       S        Y         S    S    S      S     A         A      -
report.weekly            -        -       S        Y         S    S    S      S     -         A      -
report.governors         -        -       S        -         -    -    -      S     A         -      -
audit.who_viewed         -        -       -        -         -    S    -      S     -         -      -
security_log.view        -        -       -        -         -    -    -      S     -         -      S
users.manage             -        -       -        -         -    -    -      -     -         -      S
grant.safeguarding_role  -        -       -        -         -    P    -      S     -         -      P
setup.attendance         -        -       S        -         -    -    -      S     -         -      S
setup.manage             -        -       -        -         -    -    -      S     -         -      S
import.run               -        -       S        -         -    -    -      -     -         -      S
health.view              -        -       S        -         -    -    -      S     -         -      S
permit.manage            -        S       S        -         -    -    -      S     -         -      -
hidden_address.view      -        -       S        -         -    S    -      S     -         -      -
lesson.follow_up         -        -       S        Y         S    S    -      S     -         -      -
"""


def _read(table: str) -> Mapping[tuple[Role, Permission], frozenset[Scope]]:
    head, *rows = (line.split() for line in table.strip().splitlines())
    roles = [Role(name) for name in head[1:]]
    return {
        (role, Permission(right)): _scopes(cell)
        for right, *cells in rows
        for role, cell in zip(roles, cells, strict=True)
    }


def _scopes(cell: str) -> frozenset[Scope]:
    return frozenset() if cell == "-" else frozenset(Scope(letter) for letter in cell.split("+"))


_SCOPES = _read(TABLE)


def scopes_of(role: Role, permission: Permission) -> frozenset[Scope]:
    """Say how far a role's right reaches; empty when the role does not have it."""
    return _SCOPES[role, permission]


def roles_with(permission: Permission) -> tuple[Role, ...]:
    """Return the roles that have a right in any scope, in the order of the table: whom to ask."""
    return tuple(role for role in Role if _SCOPES[role, permission])
