"""The numbers, times and texts that a law or a school's policy sets, each with its default and source. Pure.

A row here is what may be changed from a day on; what a school changed stands in `DatedValue`, with its days
and its own source. A limit of the law bounds what a school may choose.
"""

from __future__ import annotations

from collections.abc import Mapping

from accounts.roles import Permission
from schools.concern_values import CONCERN_VALUES
from schools.figure_values import FIGURE_VALUES
from schools.first_day_values import FIRST_DAY_VALUES
from schools.message_values import MESSAGE_VALUES
from schools.pattern_values import PATTERN_VALUES
from schools.referral_values import REFERRAL_VALUES
from schools.reward_values import REWARD_VALUES
from schools.value_kinds import GUIDANCE, OWN_CHOICE, REGULATIONS, Kind, Value

# What a school may let its teachers set. Leave, suspension and transport are never a teacher's to decide.
TEACHER_CHOICES = (
    ("/", "Present at the school (morning)"),
    ("\\", "Present at the school (afternoon)"),
    ("L", "Late arrival before the register is closed"),
    ("N", "Reason for absence not yet established"),
    ("U", "Arrived in school after registration closed"),
    ("O", "Absent in other or unknown circumstances"),
    ("I", "Illness (not medical or dental appointment)"),
    ("M", "Leave of absence: medical or dental appointment"),
    ("B", "Attending any other approved educational activity"),
    ("K", "Attending education provision arranged by the local authority"),
    ("P", "Participating in a sporting activity"),
    ("V", "Attending an educational visit or trip"),
    ("W", "Attending work experience"),
    ("D", "Dual registered at another school"),
)
VALUES = (
    Value(
        "register.teacher_codes",
        "Codes a teacher may set",
        "Registers",
        Kind.CODES,
        ["/", "\\", "L", "N"],
        "Only the school authorises absence. What is not chosen here is set by the office.",
        f"{REGULATIONS}, reg 10",
        choices=TEACHER_CHOICES,
        needed=frozenset({"/", "\\", "L", "N"}),
    ),
    Value(
        "n_code.school_days",
        "Replace N within",
        "Registers",
        Kind.NUMBER,
        5,
        "An N must become a reason, or O, no later than the fifth school day after its session. A school may "
        "ask for less time and not for more.",
        f"{REGULATIONS}, reg 10(7) to (9); {GUIDANCE}, paragraphs 407 to 409",
        unit="school day",
        least=1,
        most=5,
    ),
    Value(
        "n_code.written_at",
        "O is written for an N on its last day at",
        "Registers",
        Kind.TIME,
        "16:00",
        "An N that nobody settled by then on its last school day becomes O, in the name of the person below.",
        f"{REGULATIONS}, reg 10(9). The time is the school's own",
    ),
    Value(
        "n_code.written_by",
        "O is written in the name of",
        "Registers",
        Kind.PERSON,
        None,
        "An amendment carries a name and a title: this person's stand beside each O that the clock writes, "
        "also for N codes that are overdue already. None is written while nobody is named, while the "
        "person may not resolve N codes any more, and where your own system holds the legal register.",
        f"{REGULATIONS}, regs 6 and 10(9). The school says who",
        right=Permission.N_CODE_RESOLVE,
    ),
    Value(
        "late.count",
        "Punctuality: lates that matter",
        "Lateness",
        Kind.NUMBER,
        3,
        "So many lates within the weeks below put a pupil on the punctuality list.",
        OWN_CHOICE,
        unit="late",
        least=1,
        most=50,
    ),
    Value(
        "late.weeks",
        "Punctuality: within",
        "Lateness",
        Kind.NUMBER,
        2,
        "The school weeks over which lates are counted.",
        OWN_CHOICE,
        unit="school week",
        least=1,
        most=39,
    ),
    Value(
        "late.repeat_count",
        "Repeated lateness",
        "Lateness",
        Kind.NUMBER,
        6,
        "So many lates in a half term are repeated lateness, for which a parent is written to.",
        OWN_CHOICE,
        unit="late",
        least=1,
        most=80,
    ),
    *FIRST_DAY_VALUES,
    *MESSAGE_VALUES,
    *FIGURE_VALUES,
    Value(
        "part_time.weeks",
        "Part-time timetable: at most",
        "Duties",
        Kind.NUMBER,
        6,
        "A part-time timetable is temporary. The council's limit, where it has one, goes here.",
        "Council rules differ: 6 weeks in most, 12 at most",
        unit="week",
        least=1,
        most=12,
    ),
    *PATTERN_VALUES,
    *REWARD_VALUES,
    *CONCERN_VALUES,
    *REFERRAL_VALUES,
    Value(
        "words.early_help",
        "Name of early help here",
        "Words",
        Kind.TEXT,
        "Early help",
        "Councils name it differently: Early Help, Family Help, Help and Support Assessment.",
        "The local authority's own word",
    ),
    Value(
        "timetable.rotation",
        "Weeks of the timetable",
        "Timetable",
        Kind.ROTATION,
        {"weeks": 1, "first": 1},
        "After how many weeks the timetable repeats, and with which week it begins on its first Monday.",
        OWN_CHOICE,
        on_page=False,
    ),
)
BY_KEY: Mapping[str, Value] = {value.key: value for value in VALUES}
