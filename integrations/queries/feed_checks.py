"""What the checks and the first page say of files: what came in last, and what was refused."""

from __future__ import annotations

from datetime import date, datetime

from django.db.models import Count, Max, Sum
from django.urls import reverse
from django.utils import timezone

from integrations.models import ImportProblem, ImportRun, ProblemKind, RunState
from integrations.queries.feeds import Feed, latest_feeds
from schools.access import Rights
from schools.models import LegalRegister, SchoolDay
from schools.queries.health import HealthLine, add_lines
from schools.queries.set_up_checks.facts import Check, Family, Findings, Item, Severity
from schools.queries.set_up_checks.report import add_family
from schools.wording import count_words, list_words, short_day_words, time_words

SILENT_DAYS, SHOWN_REASONS = 2, 3
CHECKS = (
    Check(
        "feed",
        "Has each source sent a file in the last two school days?",
        "Who has joined, left or moved is known here only from the next file. The last file may have failed.",
        Severity.MEND,
        "source",
        "import_upload",
        "Import",
    ),
)


def find(rights: Rights, on: date) -> Findings:
    """Sources that have gone silent: three statements.

    A source that has sent one file only is no feed; where another system holds the legal register, its
    files are expected.
    """
    school = rights.school
    days = SchoolDay.objects.filter(school=school, date__lt=on).order_by("-date")
    latest = list(days.values_list("date", flat=True)[:SILENT_DAYS])
    runs = ImportRun.objects.filter(school=school, state=RunState.DONE).order_by()
    last = runs.aggregate(last=Max("created_at"))["last"]
    sources = runs.exclude(source=None).values_list("source__name").annotate(Count("pk"), Max("created_at"))
    if len(latest) < SILENT_DAYS:
        return {"feed": []}
    silent = [
        Item(name, _last_words(at)) for name, count, at in sources if count > 1 and _day(at) < latest[-1]
    ]
    expected = school.legal_register == LegalRegister.MIS
    if expected and not silent and (last is None or _day(last) < latest[-1]):
        silent = [Item(school.mis_name or "The school’s own system", _last_words(last))]
    return {"feed": silent}


def _day(at: datetime) -> date:
    """The school's day of an instant."""
    return timezone.localtime(at).date()


def _last_words(at: datetime | None) -> str:
    if at is None:
        return "Nothing has come in yet"
    return f"Last file {short_day_words(_day(at))}"


def import_lines(rights: Rights, now: datetime) -> list[HealthLine]:
    """The last import, its refused rows by column, imports that wait, and each feed: five statements."""
    runs = ImportRun.objects.filter(school=rights.school).order_by("-created_at", "-pk")
    latest = runs.exclude(state=RunState.DRAFT).annotate(
        refused=Sum("files__rows_with_errors"), rows=Sum("files__rows"), count=Count("files")
    )
    run = latest.first()
    upload = reverse("import_upload", args=[rights.school.slug])
    if run is None:
        return [HealthLine("Last import", "No file has been brought in yet", url=upload, link="Import")]
    page = reverse("import_run", args=[rights.school.slug, run.pk])
    lines = [HealthLine("Last import", _run_words(run), url=page, link="Report", tone=_tone(run))]
    if refused := run.__dict__["refused"] or 0:
        reasons = f"{count_words(refused, 'row')}: {_reasons(run)}"
        lines.append(HealthLine("Rows refused", reasons, refused, url=page, link="Put right", tone="due"))
    waiting = runs.filter(state=RunState.READY, dry_run=False).count()
    if waiting:
        words = f"{count_words(waiting, 'import')} checked and not brought in"
        lines.append(HealthLine("Waiting", words, waiting, url=upload, link="Import", tone="warn"))
    return lines + [_feed_line(feed, rights) for feed in latest_feeds(rights.school)]


def _feed_line(feed: Feed, rights: Rights) -> HealthLine:
    """The newest file of a kind and source: when it came, how much, up to which day, and whether it is in."""
    at = timezone.localtime(feed.at)
    parts = [
        f"{short_day_words(at.date())}, {time_words(at)}: {feed.rows:,} {'row' if feed.rows == 1 else 'rows'}"
    ]
    if feed.last_on:
        parts.append(f"marks to {short_day_words(feed.last_on)}")
    if not feed.is_in:
        parts.append("not brought in")
    label = f"{feed.kind_words}, {feed.source}" if feed.source else feed.kind_words
    url = reverse("import_run", args=[rights.school.slug, feed.run])
    return HealthLine(label, ", ".join(parts), url=url, link="Report", tone="" if feed.is_in else "warn")


def _tone(run: ImportRun) -> str:
    return "due" if run.state in (RunState.REFUSED, RunState.FAILED) else ""


def _run_words(run: ImportRun) -> str:
    counted = run.__dict__
    came = timezone.localtime(run.created_at)
    at = f"{short_day_words(came.date())}, {time_words(came)}"
    rows = counted["rows"] or 0
    files = count_words(counted["count"], "file")
    return f"{at}: {files}, {rows:,} {'row' if rows == 1 else 'rows'}. {RunState(run.state).label}"


def _reasons(run: ImportRun) -> str:
    """The columns that were refused most, without a cell of them: a cell may be about a child."""
    problems = ImportProblem.objects.filter(file__run=run, kind=ProblemKind.ERROR).order_by()
    counted = problems.values_list("field").annotate(count=Count("pk")).order_by("-count", "field")
    found = [f"{field or 'whole file'} ({count})" for field, count in counted[:SHOWN_REASONS]]
    return list_words(found) or "see the report"


def connect() -> None:
    """Add what this app knows to the checks and to the first page."""
    add_family(Family("Files", CHECKS, find))
    add_lines("imports", import_lines)
