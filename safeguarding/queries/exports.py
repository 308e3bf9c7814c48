"""A child's chronology as it leaves the school: oldest first, with what was put right and what was done.

Called inside the door, with the child's file open.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeVar
from uuid import UUID

from django.db.models import Model, Q, QuerySet

from accounts.models import User
from safeguarding.concern_rules import PART_WORDS
from safeguarding.models import (
    Action,
    Audience,
    AudienceChange,
    Category,
    Concern,
    ConcernPupil,
    ConcernStep,
    ConcernWords,
    Correction,
    Entry,
    EntryWords,
    Referral,
    ReferralStep,
    StepKind,
)
from schools.calendar import LONDON
from schools.models import Pupil

ModelT = TypeVar("ModelT", bound=Model)
WORDS = (
    ("place", "Place"),
    ("childs_words", "Child’s words"),
    ("facts", "Facts"),
    ("opinion", "Opinion of the writer"),
    ("witnesses", "Witnesses"),
    ("childs_wishes", "What the child wants"),
    ("immediate_action", "Done at once"),
    ("told_whom", "Told"),
    ("parent_reason", "Parent informed or not, and why"),
)


@dataclass(frozen=True, slots=True)
class ExportLine:
    """One concern, entry or referral: when it happened and was recorded, by whom, and its labelled words."""

    at: datetime
    has_time: bool
    recorded_at: datetime
    kind: str
    by: str
    about: str
    words: Sequence[tuple[str, str]]
    notes: Sequence[str]


@dataclass(frozen=True, slots=True)
class Export:
    """The lines of some days, oldest first, and how many entries were left out."""

    lines: Sequence[ExportLine]
    left_out: int


@dataclass(frozen=True, slots=True)
class _Beside:
    """What stands beside concerns and entries, by the number of each."""

    notes: Mapping[UUID | None, Sequence[str]]
    categories: Mapping[int, str]
    restricted: frozenset[UUID]


def export_of(pupil_id: int, *, first: date | None, last: date | None, leaves_out: bool) -> Export:
    """The chronology of one child between two days, of which either may be open; 12 statements at most."""
    files = list(Pupil.objects.filter(Q(pk=pupil_id) | Q(merged_into=pupil_id)).values_list("pk", flat=True))
    linked = ConcernPupil.objects.filter(pupil__in=files).values_list("concern", flat=True)
    concerns = _chosen(Concern.objects.filter(pk__in=list(linked)).select_related("writer"), first, last)
    entries = _chosen(Entry.objects.filter(pupil__in=files).select_related("by"), first, last)
    beside = _beside(files, [row.pk for row in concerns], [row.pk for row in entries])
    kept = frozenset() if not leaves_out else beside.restricted
    lines = [
        *_concern_lines([row for row in concerns if row.pk not in kept], beside),
        *_entry_lines([row for row in entries if row.pk not in kept], beside),
        *_action_lines(files, first, last),
        *_referral_lines(files, first, last, kept),
    ]
    left_out = sum(row.pk in kept for row in (*concerns, *entries))
    return Export(sorted(lines, key=lambda line: (line.at, line.recorded_at)), left_out)


def _chosen(rows: QuerySet[ModelT], first: date | None, last: date | None) -> list[ModelT]:
    return [row for row in rows if _is_between(row.happened_at, first, last)]  # type: ignore[attr-defined]


def _is_between(at: datetime, first: date | None, last: date | None) -> bool:
    day = at.astimezone(LONDON).date()
    return (first is None or first <= day) and (last is None or day <= last)


def _beside(files: Sequence[int], concerns: Sequence[UUID], entries: Sequence[UUID]) -> _Beside:
    changes = AudienceChange.objects.filter(pupil__in=files).order_by("at")
    newest = dict(changes.values_list("record", "audience"))
    notes: dict[UUID | None, list[str]] = defaultdict(list)
    _note_steps(notes, concerns)
    put_right = Correction.objects.filter(Q(concern__in=concerns) | Q(entry__in=entries)).select_related("by")
    for row in put_right.order_by("at"):
        said = f"Corrected {_day(row.at)} by {_name(row.by)}: {row.get_part_display().lower()} was "
        notes[row.concern_id or row.entry_id].append(f"{said}“{row.was}”, now “{row.now}”. {row.reason}")
    found = Action.objects.filter(Q(concern__in=concerns) | Q(entry__in=entries), pupil__in=files)
    actions = found.select_related("owner", "end").order_by("at")
    for action in actions:
        notes[action.concern_id or action.entry_id].append(_action_words(action))
    return _Beside(
        notes,
        dict(Category.objects.values_list("pk", "title")),
        frozenset(record for record, audience in newest.items() if audience != Audience.TEAM),
    )


def _note_steps(notes: dict[UUID | None, list[str]], concerns: Sequence[UUID]) -> None:
    for step in ConcernStep.objects.filter(concern__in=concerns).select_related("words", "by").order_by("at"):
        words = getattr(step, "words", None)
        told = " ".join(filter(None, (words.decision, words.reason, words.outcome))) if words else ""
        level = f": {step.get_level_display()}" if step.level and step.kind == StepKind.DECIDED else ""
        said = f"{step.get_kind_display()}{level}, {_day(step.at)} by {_name(step.by)}."
        notes[step.concern_id].append(f"{said} {told}".strip())


def _action_words(action: Action) -> str:
    end = getattr(action, "end", None)
    state = (
        f"{end.get_kind_display()} {_day(end.at)}. {end.outcome}" if end else f"due {action.due_on:%d/%m/%Y}"
    )
    return f"Action: {action.what} ({_name(action.owner)}), {state}".strip()


def _concern_lines(rows: Sequence[Concern], beside: _Beside) -> Iterable[ExportLine]:
    words = {row.concern_id: row for row in ConcernWords.objects.filter(concern__in=[row.pk for row in rows])}
    newest = ConcernStep.objects.filter(concern__in=[row.pk for row in rows], kind=StepKind.DECIDED)
    about = {step.concern_id: step.categories for step in newest.order_by("at")}
    for row in rows:
        said = _said(words[row.pk]) if row.pk in words else []
        titles = [beside.categories.get(pk, "") for pk in about.get(row.pk, [])]
        yield ExportLine(
            row.happened_at,
            True,
            row.recorded_at,
            f"Concern {row.number}",
            _name(row.writer),
            ", ".join(filter(None, titles)),
            said,
            beside.notes.get(row.pk, ()),
        )


def _said(words: ConcernWords) -> list[tuple[str, str]]:
    marks = [f"{PART_WORDS.get(mark['part'], '')}: {mark['words']}" for mark in words.body_map]
    told = [(label, getattr(words, field)) for field, label in WORDS]
    return [(label, text) for label, text in (*told, ("Body map", "; ".join(marks))) if text]


def _entry_lines(rows: Sequence[Entry], beside: _Beside) -> Iterable[ExportLine]:
    words = {row.entry_id: row for row in EntryWords.objects.filter(entry__in=[row.pk for row in rows])}
    for row in rows:
        told = words.get(row.pk)
        said = [("", told.line), ("Action", told.action), ("Outcome", told.outcome)] if told else []
        yield ExportLine(
            row.happened_at,
            row.has_time,
            row.recorded_at,
            f"{row.get_source_display()} {row.number}",
            _name(row.by),
            beside.categories.get(row.category_id or 0, ""),
            [(label, text) for label, text in said if text],
            beside.notes.get(row.pk, ()),
        )


def _action_lines(files: Sequence[int], first: date | None, last: date | None) -> Iterable[ExportLine]:
    """Actions that follow from no one entry."""
    rows = Action.objects.filter(pupil__in=files, concern=None, entry=None)
    for row in rows.select_related("owner", "by", "end"):
        if _is_between(row.at, first, last):
            yield ExportLine(
                row.at, True, row.at, "Action", _name(row.by), "", [("", _action_words(row))], ()
            )


def _referral_lines(
    files: Sequence[int], first: date | None, last: date | None, kept: frozenset[UUID]
) -> Iterable[ExportLine]:
    rows = [
        row
        for row in Referral.objects.filter(pupil__in=files).select_related("by", "words")
        if _is_between(row.sent_at, first, last) and row.concern_id not in kept
    ]
    steps: dict[UUID, list[str]] = defaultdict(list)
    found = ReferralStep.objects.filter(referral__in=[row.pk for row in rows])
    for step in found.select_related("words").order_by("at"):
        words = getattr(step, "words", None)
        steps[step.referral_id].append(
            f"{step.get_kind_display()} {_day(step.at)}. {words.words if words else ''}"
        )
    for row in rows:
        told = getattr(row, "words", None)
        said = [("To", row.agency)]
        if told:
            said += [("Shared", told.shared), ("Why", told.reason), ("Lawful basis", told.lawful_basis)]
        yield ExportLine(
            row.sent_at,
            True,
            row.at,
            "Referral",
            _name(row.by),
            "",
            [(label, text) for label, text in said if text],
            steps.get(row.pk, ()),
        )


def _name(person: User) -> str:
    return f"{person.full_name}, {person.job_title}" if person.job_title else person.full_name


def _day(at: datetime) -> str:
    return f"{at.astimezone(LONDON):%d/%m/%Y}"
