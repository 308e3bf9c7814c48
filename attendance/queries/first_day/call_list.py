"""The call list of the first day: who is rung, in which order, why, and what was tried so far."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import reduce
from typing import Any

from django.core.paginator import Paginator

from accounts.roles import Permission
from attendance.call_order import CallLimits, rank, shared_why_words, why_words
from attendance.codes import code_of
from attendance.contact_words import SPOKE, SoFar, Try, so_far, so_far_of_each
from attendance.line_rules import BELOW, BY_DAY
from attendance.queries.first_day.absences import UNMARKED
from attendance.queries.first_day.call_facts import NoticeWeeks, UnexplainedPupil, absent_pupils
from attendance.queries.first_day.tries import tries_since
from attendance.queries.replies.home import HomeSays, home_says
from attendance.queries.row_links import row_links
from schools.access import Rights
from schools.models import MarkerKind
from schools.professionals import is_professional
from schools.pupil_flags import Flag, glance_flags, protected_flags
from schools.queries.dated_values import values_of
from schools.queries.rows import rows_of
from schools.queries.school_days import SchoolDayNow
from schools.wording import ordinal

Told = tuple[Permission, int]
ROWS_ON_PAGE = 150
ALL, MY_YEAR, NOT_TRIED, FIRST = "", "my-year", "not-tried", "first"
RING_NOW = "Home thought the child was in school: ring now"
ASK_DSL, READ_NOTE = "Speak to the DSL first", "Read the safety note first"
VALUES = (
    "first_day.order",
    "first_day.silent_days",
    "first_day.near_legal",
    "first_day.near_persistent",
    "absence.visit_day",
    "notice.sessions",
    "notice.weeks",
    "notice.bucket",
    "figures.few_sessions",
    "figures.persistent_rule",
)
PAIRS = """
SELECT s.one_id, s.other_id FROM schools_siblingpair s
WHERE s.are_siblings AND s.one_id = ANY (%(pupils)s) AND s.other_id = ANY (%(pupils)s)
"""


@dataclass(frozen=True, slots=True)
class PupilInCall:
    """A pupil whom a call is about; `version` is that of the mark, 0 for a session without one.

    Flags are those that the reader may see. `letter` is empty where there is no mark.
    """

    pupil_id: int
    name: str
    url: str
    group: str
    flags: list[Flag]
    protected: list[Flag]
    letter: str
    css: str
    title: str
    session: int
    version: int


@dataclass(frozen=True, slots=True)
class CallRow:
    """One call to make, about one pupil or about those whose first contact is the same adult.

    `why` are the reasons that this reader may see. `first_contact` is empty for who may not see contacts, and
    where nobody may be rung. `care` is what to do before anybody rings, `home` what the family has answered.
    """

    pupils: list[PupilInCall]
    priority: int
    why: str
    so_far: str
    so_far_tone: str
    is_tried: bool
    days_words: str
    first_contact: str
    care: str
    home: str
    url: str
    visit_url: str
    tell_url: str
    may_text: bool
    may_visit: bool
    may_tell: bool
    is_of_my_year: bool

    @property
    def is_first(self) -> bool:
        """Whether it comes before all others."""
        return self.priority == 1

    @property
    def names(self) -> str:
        """The pupils in one breath, for who cannot see the row."""
        return ", ".join(pupil.name for pupil in self.pupils)


@dataclass(frozen=True, slots=True)
class CallList:
    """The calls to make, in the order in which they are rung; `rows` are those of one page.

    `shown` are all that the filter lets through, `start` the place of the first row among them, 0 without
    rows. `unexplained` counts pupils; the other figures count calls. `opened` is what the rows tell that
    only some may read: the right to it, and the pupil. `to_text` counts the pupils marked N of whose absence
    their families have neither spoken nor been told today, for who may tell them.
    """

    rows: list[CallRow]
    shown: int
    page: int
    start: int
    unexplained: int
    calls: int
    not_tried: int
    to_text: int
    first_priority: int
    my_year: int
    opened: list[Told]

    @property
    def end(self) -> int:
        """The place of the last row."""
        return self.start + len(self.rows) - 1 if self.rows else 0

    @property
    def more(self) -> int:
        """How many calls come after these."""
        return self.shown - self.end


def call_list(
    rights: Rights, day: SchoolDayNow, *, show: str = ALL, page: str = "", most: int | None = ROWS_ON_PAGE
) -> CallList:
    """Everybody within reach who is absent without a reason, most at risk first: five statements.

    `most` calls stand on a page; None has them all on one. A page beyond the last is the last.

    A pupil is on it from the submission of a register with N, or from its close without a mark. `show` is one
    of the filters above; the figures are of all calls. The order is by priority, those who
    are marked before those whose register is missing, then the length of the absence, then surname: the same
    for everybody and at each look.
    """
    values = values_of(rights.school, VALUES, on=day.on)
    pupils = absent_pupils(rights, day, notice=notice_of(values))
    tries = tries_since({pupil.pupil_id: pupil.began_on for pupil in pupils}, on=day.on)
    siblings = siblings_among([pupil.pupil_id for pupil in pupils])
    home = home_says([pupil.pupil_id for pupil in pupils], on=day.on)
    limits, years = limits_of(values), my_years(rights)
    reader = _Reader(rights, day, values["first_day.order"], limits, tries, siblings, home, years)
    calls = sorted((reader.call(group) for group in grouped(pupils)), key=lambda call: call.place)
    shown = [call for call in calls if _is_shown(call.row, show)]
    found = Paginator(shown, most or max(1, len(shown))).get_page(page)
    return CallList(
        rows=[call.row for call in found],
        shown=len(shown),
        page=found.number,
        start=found.start_index(),
        unexplained=len(pupils),
        calls=len(calls),
        not_tried=sum(not call.row.is_tried for call in calls),
        to_text=sum(
            pupil.pupil_id not in home.answers and _is_to_text(pupil, tries.get(pupil.pupil_id, ()), day.on)
            for pupil in pupils
        ),
        first_priority=sum(call.row.priority == 1 for call in calls),
        my_year=sum(call.row.is_of_my_year for call in calls),
        opened=[told for call in found for told in call.opened],
    )


def _is_to_text(pupil: UnexplainedPupil, tries: Sequence[Try], on: date) -> bool:
    knows = any((one.state or one.outcome == SPOKE) and one.at.date() == on for one in tries)
    return bool(pupil.version) and Permission.ABSENCE_MESSAGE in pupil.rights and not knows


def notice_of(values: Mapping[str, Any]) -> NoticeWeeks:
    """The weeks of the penalty notice, by the keys of `VALUES`."""
    return NoticeWeeks(values["notice.weeks"], rolls_by_day=values["notice.bucket"] == BY_DAY)


def limits_of(values: Mapping[str, Any]) -> CallLimits:
    """The dated values of the order, by the keys of `VALUES`."""
    return CallLimits(
        silent_days=values["first_day.silent_days"],
        visit_day=values["absence.visit_day"],
        near_legal=values["first_day.near_legal"],
        near_persistent=values["first_day.near_persistent"],
        notice_sessions=values["notice.sessions"],
        notice_weeks=values["notice.weeks"],
        few_sessions=values["figures.few_sessions"],
        is_below=values["figures.persistent_rule"] == BELOW,
    )


def siblings_among(pupils: list[int]) -> set[frozenset[int]]:
    """The pairs among these pupils of whom a person said that they are siblings: one statement."""
    return {frozenset(pair) for pair in rows_of(PAIRS, {"pupils": pupils})}


def grouped(pupils: Iterable[UnexplainedPupil]) -> list[list[UnexplainedPupil]]:
    """The pupils by the adult who is rung about them; alone without one, or where the reader may not know.

    A social worker of several families is no adult whose one call covers them.
    """
    groups: defaultdict[tuple[str, int], list[UnexplainedPupil]] = defaultdict(list)
    for pupil in pupils:
        adult = pupil.parent_id if pupil.one_call_covers else None
        shares = adult is not None and Permission.CONTACTS_VIEW in pupil.rights
        groups[("adult", adult or 0) if shares else ("pupil", pupil.pupil_id)].append(pupil)
    return list(groups.values())


def _is_shown(row: CallRow, show: str) -> bool:
    return {
        MY_YEAR: row.is_of_my_year,
        NOT_TRIED: not row.is_tried,
        FIRST: row.priority == 1,
    }.get(show, True)


def shared_words(pupils: Sequence[UnexplainedPupil], siblings: Collection[frozenset[int]]) -> str:
    """Whom one call covers: "Brother and sister, one call covers both"; empty for one pupil."""
    if len(pupils) < 2:
        return ""
    ids = {pupil.pupil_id for pupil in pupils}
    paired = {pupil for pair in siblings if pair <= ids for pupil in pair}
    covers = "both" if len(ids) == 2 else f"all {len(ids)}"
    return f"{_who(pupils) if paired == ids else 'Same first contact'}, one call covers {covers}"


def _who(pupils: Sequence[UnexplainedPupil]) -> str:
    sexes = {pupil.sex for pupil in pupils}
    if len(sexes) == 1:
        return "Brothers" if sexes == {"M"} else "Sisters"
    return "Brother and sister" if len(pupils) == 2 else "Brothers and sisters"


@dataclass(frozen=True, slots=True)
class _Call:
    """A row with its place in the order, and what it tells that is written down."""

    row: CallRow
    place: tuple[int, bool, int, str, str, int]
    opened: list[Told]


@dataclass(frozen=True, slots=True)
class _Reader:
    """What turns pupils into the rows of one reader on one day."""

    rights: Rights
    day: SchoolDayNow
    order: Mapping[str, int]
    limits: CallLimits
    tries: Mapping[int, list[Try]]
    siblings: set[frozenset[int]]
    home: HomeSays
    years: frozenset[int]

    def call(self, pupils: list[UnexplainedPupil]) -> _Call:
        """The row of one call about these pupils, who stand by surname."""
        first, days = pupils[0], max(pupil.days for pupil in pupils)
        may = reduce(frozenset.intersection, (pupil.rights for pupil in pupils))
        ids = [pupil.pupil_id for pupil in pupils]
        is_alarm = self.home.alarms(ids)
        priority, why = (1, RING_NOW) if is_alarm else self._order(pupils, may)
        is_unmarked = all(pupil.latest == UNMARKED for pupil in pupils)
        done = self._so_far(pupils, may)
        links = row_links(self.rights, first.pupil_id)
        row = CallRow(
            pupils=[self._pupil(pupil) for pupil in pupils],
            priority=priority,
            why=why,
            so_far=done.words,
            so_far_tone=done.tone,
            is_tried=done.is_tried,
            days_words=f"{ordinal(days)} day",
            first_contact=_contact(first) if Permission.CONTACTS_VIEW in may else "",
            care=_care(pupils, may),
            home=self.home.words(ids),
            url=links.call,
            visit_url=links.visit,
            tell_url=links.tell,
            may_text=Permission.ABSENCE_MESSAGE in may and not is_unmarked and not _asks_lead(pupils),
            may_visit=Permission.VISIT_WORK in may,
            may_tell=Permission.ESCALATION_RAISE in may,
            is_of_my_year=any(pupil.year_group in self.years for pupil in pupils),
        )
        return _Call(
            row,
            (priority - is_alarm, is_unmarked, -days, first.surname, first.forename, first.pupil_id),
            [told for pupil in pupils for told in _opened(pupil)],
        )

    def _order(self, pupils: list[UnexplainedPupil], may: frozenset[Permission]) -> tuple[int, str]:
        """The priority of the pupil most at risk, and the reasons: with the name where there are several."""
        on, shared = self.day.on, shared_words(pupils, self.siblings)
        ranked = [rank(pupil.facts(shared, on=on), self.order, self.limits) for pupil in pupils]
        priority = min(each.priority for each in ranked)
        if not shared:
            return priority, why_words(ranked[0], may)
        own = [(pupil.forename, rank(pupil.facts("", on=on), self.order, self.limits)) for pupil in pupils]
        return priority, shared_why_words(own, priority, shared, may)

    def _so_far(self, pupils: list[UnexplainedPupil], may: frozenset[Permission]) -> SoFar:
        """The tries for each of them: a call about one of two leaves the other to ring about.

        The adult's name and words are for who may see contacts.
        """
        found = []
        for pupil in pupils:
            tries = self.tries.get(pupil.pupil_id, [])
            if Permission.CONTACTS_VIEW not in may:
                tries = [one.without_family() for one in tries]
            found.append((pupil.forename, so_far(tries, self.day.on)))
        return so_far_of_each(found)

    def _pupil(self, pupil: UnexplainedPupil) -> PupilInCall:
        code = code_of(pupil.latest) if pupil.latest != UNMARKED else None
        may = pupil.rights
        return PupilInCall(
            pupil_id=pupil.pupil_id,
            name=pupil.name,
            url=row_links(self.rights, pupil.pupil_id).pupil,
            group=pupil.group,
            flags=glance_flags(pupil.support) if Permission.SUPPORT_FACTS_VIEW in may else [],
            protected=protected_flags(pupil.protected) if Permission.PROTECTED_FACTS_VIEW in may else [],
            letter=code.letter if code else "",
            css=code.code_class.css if code else "",
            title=code.title if code else "No mark",
            session=pupil.session,
            version=pupil.version,
        )


def my_years(rights: Rights) -> frozenset[int]:
    """The years of the person's caseloads; none where the list holds them alone anyway."""
    if not rights.has_for_school(Permission.FIRST_DAY_WORK):
        return frozenset()
    return frozenset(year for grant in rights.grants for year in grant.year_groups)


def _contact(pupil: UnexplainedPupil) -> str:
    """The first who may be rung: "Mrs Sana Khan (mother)"; no social worker for who may not know of one."""
    if pupil.parent_id is None:
        return "Nobody to ring"
    if is_professional(pupil.relationship) and Permission.PROTECTED_FACTS_VIEW not in pupil.rights:
        return ""
    return f"{pupil.contact} ({pupil.relationship.lower()})" if pupil.relationship else pupil.contact


def _care(pupils: Iterable[UnexplainedPupil], may: Collection[Permission]) -> str:
    """What comes before the call, without its reason."""
    pupils = list(pupils)
    if _asks_lead(pupils):
        return ASK_DSL
    if any(pupil.has_note for pupil in pupils):
        return READ_NOTE if Permission.CONTACT_SAFETY_VIEW in may else ASK_DSL
    return ""


def _asks_lead(pupils: Iterable[UnexplainedPupil]) -> bool:
    """Whether the DSL is asked before anybody tries the family."""
    return any(MarkerKind.ASK_FIRST.value in pupil.markers for pupil in pupils)


def _opened(pupil: UnexplainedPupil) -> list[Told]:
    """What a row tells of a pupil that only some may read."""
    known = {
        Permission.PROTECTED_FACTS_VIEW: bool(pupil.protected),
        Permission.CONTACT_SAFETY_VIEW: pupil.has_note,
    }
    return [(right, pupil.pupil_id) for right, there in known.items() if there and right in pupil.rights]
