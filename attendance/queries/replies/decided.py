"""What the school made of families' answers today, for who asks what became of one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time

from django.utils import timezone

from attendance.codes import code_of
from attendance.models import FamilyReply
from attendance.queries.replies.home import replies_within
from attendance.queries.row_links import row_links
from schools.access import Rights
from schools.wording import short_day_words, time_words

MOST_DECIDED = 20


@dataclass(frozen=True)
class DecidedReply:
    """One answer that is settled: about whom, what was said, what the school made of it, who and when."""

    name: str
    url: str
    about: str
    reason: str
    said: str
    outcome: str
    why: str
    by: str


def decided_today(rights: Rights, *, at: datetime) -> list[DecidedReply]:
    """The answers within reach that were settled today, latest first, 20 at most: one statement."""
    midnight = datetime.combine(timezone.localtime(at).date(), time(), tzinfo=timezone.localtime(at).tzinfo)
    rows = replies_within(rights).filter(decided_at__gte=midnight).select_related("pupil", "decided_by")
    return [_line(rights, row) for row in rows.order_by("-decided_at", "-pk")[:MOST_DECIDED]]


def _line(rights: Rights, row: FamilyReply) -> DecidedReply:
    code = f", {code_of(row.decided_code).letter} set" if row.decided_code is not None else ""
    at = time_words(timezone.localtime(row.decided_at)) if row.decided_at else ""
    return DecidedReply(
        name=row.pupil.known_name if row.pupil else "Nobody known by this number",
        url=row_links(rights, row.pupil_id).pupil if row.pupil_id else "",
        about=short_day_words(row.date) if row.pupil_id else "",
        reason=row.get_reason_display(),
        said=row.words,
        outcome=f"{row.get_decision_display()}{code}",
        why=row.decided_why,
        by=f"{row.decided_by}, {at}",
    )
