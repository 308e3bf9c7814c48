"""One child's chronology: concerns, entries and referrals by when they happened, with what was put right."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from django.db.models import Q

from safeguarding.door import OpenFile
from safeguarding.models import (
    Action,
    Category,
    Concern,
    ConcernPupil,
    ConcernStep,
    Correction,
    Entry,
    RecordFile,
    Referral,
    Significance,
    StepKind,
)
from safeguarding.queries.own import words_of
from schools.calendar import LONDON
from schools.models import Pupil

ON_PAGE = 100
QUOTE, FACTS = "Child’s own words", "What was seen or heard"
BAR = {Significance.CRITICAL.value: "sg-high", Significance.IMPORTANT.value: "sg-med"}
URGENT = frozenset({"section_47", "police"})


@dataclass(frozen=True, slots=True)
class Filters:
    """What of a chronology is asked for; nothing given is everything. `page` counts from 1."""

    category: int | None = None
    first: date | None = None
    last: date | None = None
    by: int | None = None
    words: str = ""
    only_open: bool = False
    page: int = 1


@dataclass(frozen=True, slots=True)
class ActionChip:
    """Something to be done: by whom, until when, and how it stands."""

    pk: UUID
    what: str
    owner: str
    due_on: date
    state: str
    css: str
    is_open: bool
    number: int | None


@dataclass(frozen=True, slots=True)
class Item:
    """One concern, entry or referral as the chronology shows it. `late_days`: recorded so many days later."""

    pk: UUID
    kind: str
    at: datetime
    has_time: bool
    recorded_at: datetime
    number: int | None
    title: str
    source: str
    by: str
    by_id: int
    line: str
    quote: str = ""
    more: Sequence[tuple[str, str]] = ()
    css: str = ""
    categories: frozenset[int] = frozenset()
    actions: Sequence[ActionChip] = ()
    corrections: Sequence[str] = ()
    files: Sequence[tuple[UUID, str]] = ()

    @property
    def late_days(self) -> int:
        """How many days after it happened it was written down."""
        return (self.recorded_at.astimezone(LONDON).date() - self.at.astimezone(LONDON).date()).days

    @property
    def text(self) -> str:
        """All its words, to look for some in."""
        return " ".join((self.title, self.line, self.quote, *(text for _, text in self.more))).casefold()


@dataclass(frozen=True, slots=True)
class Chronology:
    """The entries that the filters leave, newest first, of how many; and every open action."""

    items: Sequence[Item]
    found: int
    total: int
    has_next: bool
    open_actions: Sequence[ActionChip]
    categories: Sequence[tuple[int, str]]
    writers: Sequence[tuple[int, str]]


@dataclass(slots=True)
class _Beside:
    """What stands beside concerns and entries, by the key of each."""

    actions: dict[UUID | None, list[ActionChip]] = field(default_factory=lambda: defaultdict(list))
    corrections: dict[UUID | None, list[str]] = field(default_factory=lambda: defaultdict(list))
    files: dict[UUID | None, list[tuple[UUID, str]]] = field(default_factory=lambda: defaultdict(list))
    steps: dict[UUID, list[ConcernStep]] = field(default_factory=lambda: defaultdict(list))


def chronology_of(file: OpenFile, filters: Filters, *, school_id: int, on: date) -> Chronology:
    """The chronology of an open file, inside the door: 11 statements, whatever its length."""
    own = Q(pk=file.pupil_id) | Q(merged_into=file.pupil_id)
    pupils = list(Pupil.objects.filter(own).values_list("pk", flat=True))
    titles = dict(Category.objects.filter(school=school_id).values_list("pk", "title"))
    linked = ConcernPupil.objects.filter(pupil__in=pupils).values("concern")
    concerns = list(Concern.objects.filter(pk__in=linked).select_related("writer", "words"))
    entries = list(Entry.objects.filter(pupil__in=pupils).select_related("by", "words"))
    numbers = {row.pk: row.number for row in concerns} | {row.pk: row.number for row in entries}
    beside = _beside(pupils, numbers, on=on)
    items = [
        *(_concern(row, beside, titles) for row in concerns),
        *(_entry(row, beside, titles) for row in entries),
        *_referrals(pupils),
    ]
    items.sort(key=lambda item: (item.at, item.recorded_at), reverse=True)
    found = [item for item in items if _fits(item, filters)]
    start = (filters.page - 1) * ON_PAGE
    chips = [chip for row in beside.actions.values() for chip in row if chip.is_open]
    return Chronology(
        items=found[start : start + ON_PAGE],
        found=len(found),
        total=len(items),
        has_next=len(found) > start + ON_PAGE,
        open_actions=sorted(chips, key=lambda chip: chip.due_on),
        categories=sorted(titles.items(), key=lambda pair: pair[1]),
        writers=sorted({item.by_id: item.by for item in items}.items(), key=lambda pair: pair[1]),
    )


def _fits(item: Item, filters: Filters) -> bool:
    day = item.at.astimezone(LONDON).date()
    return (
        (filters.category is None or filters.category in item.categories)
        and (filters.first is None or day >= filters.first)
        and (filters.last is None or day <= filters.last)
        and (filters.by is None or filters.by == item.by_id)
        and all(word in item.text for word in filters.words.casefold().split())
        and (not filters.only_open or any(chip.is_open for chip in item.actions))
    )


def _beside(pupils: Sequence[int], numbers: Mapping[UUID, int], *, on: date) -> _Beside:
    found = _Beside()
    for row in Action.objects.filter(pupil__in=pupils).select_related("owner", "end").order_by("due_on"):
        record = row.concern_id or row.entry_id
        found.actions[record].append(_chip(row, numbers.get(record) if record else None, on=on))
    of_these = Q(concern__in=list(numbers)) | Q(entry__in=list(numbers))
    for fix in Correction.objects.filter(of_these).select_related("by").order_by("at"):
        found.corrections[fix.concern_id or fix.entry_id].append(_correction(fix))
    for kept in RecordFile.objects.filter(of_these).order_by("at"):
        found.files[kept.concern_id or kept.entry_id].append((kept.pk, kept.name))
    steps = ConcernStep.objects.filter(concern__in=list(numbers)).select_related("by", "words")
    for step in steps.order_by("at"):
        found.steps[step.concern_id].append(step)
    return found


def _chip(row: Action, number: int | None, *, on: date) -> ActionChip:
    end = getattr(row, "end", None)
    if end is not None:
        state, css = end.get_kind_display(), "sg-act-done"
    elif row.due_on < on:
        state, css = "Overdue", "sg-act-late"
    elif row.due_on == on:
        state, css = "Due today", "sg-act-due"
    else:
        state, css = "Open", ""
    return ActionChip(
        row.pk, row.what, row.owner.full_name, row.due_on, state, css, is_open=end is None, number=number
    )


def _correction(fix: Correction) -> str:
    day = f"{fix.at.astimezone(LONDON):%d/%m/%Y}"
    said = f"{fix.get_part_display()}: was “{fix.was}”, now “{fix.now}”."
    return f"Corrected by {fix.by.full_name}, {day}. {said} {fix.reason}"


def _concern(row: Concern, beside: _Beside, titles: Mapping[int, str]) -> Item:
    steps = beside.steps[row.pk]
    decided = [step for step in steps if step.kind == StepKind.DECIDED]
    categories = decided[-1].categories if decided else []
    told = dict(words_of(row)) if hasattr(row, "words") else {}
    level = decided[-1].level if decided else ""
    return Item(
        pk=row.pk,
        kind="concern",
        at=row.happened_at,
        has_time=True,
        recorded_at=row.recorded_at,
        number=row.number,
        title=", ".join(titles[pk] for pk in categories if pk in titles) or "Concern",
        source="Concern form",
        by=", ".join(filter(None, (row.writer.full_name, row.writer.job_title))),
        by_id=row.writer_id,
        line=told.pop(FACTS, ""),
        quote=told.pop(QUOTE, ""),
        more=[*told.items(), *_step_lines(steps)],
        css="sg-high" if level in URGENT or not steps else "sg-med",
        categories=frozenset(categories),
        actions=beside.actions.get(row.pk, ()),
        corrections=beside.corrections.get(row.pk, ()),
        files=beside.files.get(row.pk, ()),
    )


def _step_lines(steps: Sequence[ConcernStep]) -> Iterable[tuple[str, str]]:
    for step in steps:
        words = getattr(step, "words", None)
        told = " ".join(filter(None, (words.decision, words.reason, words.outcome))) if words else ""
        level = step.get_level_display() if step.kind == StepKind.DECIDED else ""
        day = f"{step.at.astimezone(LONDON):%d/%m/%Y %H:%M}"
        yield step.get_kind_display(), " ".join(filter(None, (f"{day}, {step.by.full_name}.", level, told)))


def _entry(row: Entry, beside: _Beside, titles: Mapping[int, str]) -> Item:
    words = getattr(row, "words", None)
    told = [("Action", words.action), ("Outcome", words.outcome)] if words else []
    return Item(
        pk=row.pk,
        kind="entry",
        at=row.happened_at,
        has_time=row.has_time,
        recorded_at=row.recorded_at,
        number=row.number,
        title=titles.get(row.category_id or 0, "") or row.get_source_display(),
        source=row.get_source_display(),
        by=", ".join(filter(None, (row.by.full_name, row.by.job_title))),
        by_id=row.by_id,
        line=words.line if words else "",
        more=[(heading, text) for heading, text in told if text],
        css=BAR.get(row.significance, ""),
        categories=frozenset({row.category_id} if row.category_id else ()),
        actions=beside.actions.get(row.pk, ()),
        corrections=beside.corrections.get(row.pk, ()),
        files=beside.files.get(row.pk, ()),
    )


def _referrals(pupils: Sequence[int]) -> Iterable[Item]:
    rows = Referral.objects.filter(pupil__in=pupils).select_related("by", "words")
    for row in rows:
        words = getattr(row, "words", None)
        yield Item(
            pk=row.pk,
            kind="referral",
            at=row.sent_at,
            has_time=True,
            recorded_at=row.at,
            number=None,
            title=f"Referred to {row.agency}",
            source="Referral",
            by=", ".join(filter(None, (row.by.full_name, row.by.job_title))),
            by_id=row.by_id,
            line=words.reason if words else "",
            css="sg-high",
        )
