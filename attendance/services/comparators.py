"""Published figures of the DfE, kept as they were loaded."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction

from accounts.audit import acting
from accounts.roles import Permission
from attendance.comparators import NationalRow
from attendance.models import NationalFigure, NationalRelease
from schools.access import Rights

BATCH = 2000


@dataclass(frozen=True, slots=True)
class ReleaseFacts:
    """What is known of a published file: its name, source in words, day of publication and SHA-256.

    `counts_from` and `counts_until` are the first and last day of its year to date, where they are known.
    """

    name: str
    sha256: str
    source: str = ""
    published_on: date | None = None
    counts_from: date | None = None
    counts_until: date | None = None


@transaction.atomic
def keep_release(
    facts: ReleaseFacts,
    rows: Sequence[NationalRow],
    *,
    withheld: int,
    notes: Sequence[str],
    rights: Rights | None,
    at: datetime,
) -> tuple[NationalRelease, bool]:
    """Keep the figures of a file, and say whether they are new: the same file again changes nothing.

    `rights` are None from the terminal. Raises PermissionDenied, and ValidationError where the days of the
    year to date are not in order.
    """
    if rights is not None:
        rights.check(Permission.IMPORT_RUN)
    if facts.counts_from and facts.counts_until and facts.counts_from > facts.counts_until:
        raise ValidationError("The year to date ends before it begins. Check both days.")
    acting(rights.user if rights else None, at=at)
    release, is_new = NationalRelease.objects.get_or_create(
        sha256=facts.sha256,
        counts_from=facts.counts_from,
        counts_until=facts.counts_until,
        defaults={
            "name": facts.name,
            "source": facts.source,
            "published_on": facts.published_on,
            "rows": len(rows),
            "withheld": withheld,
            "notes": list(notes),
            "school": rights.school if rights else None,
            "loaded_by": rights.user if rights else None,
            "loaded_at": at,
        },
    )
    if not is_new:
        return release, False
    NationalFigure.objects.bulk_create(
        (NationalFigure(release=release, **asdict(row)) for row in rows), batch_size=BATCH
    )
    return release, True
