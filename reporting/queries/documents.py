"""Documents as pages show them: of what each is, where it stands, and until when its file is kept."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.urls import reverse
from django.utils import timezone

from accounts.roles import Permission
from attendance.scrutiny import Period
from reporting.access import may_have
from reporting.document_kinds import KINDS
from reporting.models import WAITS, Document, DocumentKind, DocumentState
from schools.access import Rights, pupils_visible_to
from schools.wording import count_words

SHOWN, NAMED = 50, 6


@dataclass(frozen=True)
class DocumentLine:
    """A document as lists and its own page show it. `name` is of whom it is, `percent` how far it is made.

    `until` is the last day of its file; `holds` what lies in the file.
    """

    pk: int
    kind: str
    title: str
    name: str
    period: str
    by: str
    began_at: datetime
    made_at: datetime | None
    state: str
    state_words: str
    words: str
    size: str
    sha256: str
    done: int
    total: int
    until: date | None
    holds: str
    names_pupils: bool
    url: str

    @property
    def asked_at(self) -> datetime:
        """When it was asked for, in London."""
        return timezone.localtime(self.began_at)

    @property
    def percent(self) -> int:
        """How much of the work is done."""
        return 100 * self.done // self.total if self.total else 0

    @property
    def of_words(self) -> str:
        """Of whom and of which days it is: "Amir Khan. 1 September 2026 to 9 March 2027."."""
        return "".join(f"{part}. " for part in (self.name, self.period) if part).strip()

    @property
    def is_at_work(self) -> bool:
        """Whether a worker has it, or will."""
        return self.state in WAITS

    @property
    def is_ready(self) -> bool:
        """Whether there is a file to fetch."""
        return self.state == DocumentState.DONE


def my_documents(rights: Rights) -> list[DocumentLine]:
    """The latest documents that the person asked for here, newest first: two statements."""
    asked = Document.objects.filter(school=rights.school, asked_by=rights.user, kind__in=KINDS)
    return document_lines(rights, asked.select_related("asked_by")[:SHOWN])


def document_lines(rights: Rights, documents: Iterable[Document]) -> list[DocumentLine]:
    """Documents in words: the statement that reads them, and one for the names of their pupils."""
    found = list(documents)
    names = _names(rights, {document.parameters.get("pupil") for document in found} - {None})
    return [_line(rights, document, names) for document in found]


def document_line(rights: Rights, document: Document) -> DocumentLine:
    """One document in words: one statement where it is of a pupil."""
    return document_lines(rights, [document])[0]


def may_fetch(rights: Rights, document: Document) -> bool:
    """Whether the file may be fetched, which is asked again when it is."""
    return document.state == DocumentState.DONE and may_have(rights, document)


def days_of(document: Document) -> Period:
    """The days that a document is of; KeyError where it is of no days."""
    return Period(*(date.fromisoformat(document.parameters[name]) for name in ("first", "last")))


def size_words(size: int) -> str:
    """The size of a file: "412 KB", "3.4 MB"."""
    return f"{size / 1_000_000:.1f} MB" if size >= 1_000_000 else f"{max(1, size // 1000)} KB"


def of_words(document: Document, names: Mapping[int, str] | None = None) -> str:
    """Of whom a document is: a pupil within reach by name, groups while they are few, or its own words."""
    parameters = document.parameters
    if "pupil" in parameters:
        return (names or {}).get(parameters["pupil"], "One pupil")
    if "group_names" in parameters:
        return _groups(parameters["group_names"])
    return str(parameters.get("of", ""))


def _groups(names: list[str]) -> str:
    """Group names while they are few; without any, the whole school."""
    if not names:
        return "Whole school"
    return ", ".join(names) if len(names) <= NAMED else count_words(len(names), "group")


def _names(rights: Rights, pupils: set[int]) -> dict[int, str]:
    """The names of the pupils whose figures the person may take out: one statement, none without pupils."""
    if not pupils:
        return {}
    seen = pupils_visible_to(rights, Permission.EXPORT_ATTENDANCE).filter(pk__in=pupils)
    return {pupil.pk: pupil.known_name for pupil in seen}


def _line(rights: Rights, document: Document, names: Mapping[int, str]) -> DocumentLine:
    rule = KINDS.get(document.kind)
    made_at = timezone.localtime(document.made_at) if document.made_at else None
    return DocumentLine(
        pk=document.pk,
        kind=document.kind,
        title=str(DocumentKind(document.kind).label),
        name=of_words(document, names),
        period=days_of(document).words if "first" in document.parameters else "",
        by=document.asked_by.full_name if document.asked_by else "",
        began_at=document.asked_at,
        made_at=made_at,
        state=document.state,
        state_words=str(DocumentState(document.state).label),
        words=document.words,
        size=size_words(document.bytes) if document.bytes else "",
        sha256=document.sha256,
        done=document.done,
        total=document.total,
        until=made_at.date() + timedelta(days=rule.kept_days) if made_at and rule else None,
        holds=rule.holds if rule else "",
        # A sheet for which nobody was picked has groups alone.
        names_pupils=bool(document.parameters.get("picks", True)),
        url=reverse("document", args=[rights.school.slug, document.pk]) if rule else "",
    )
