"""Numbers that children of a school had before, for files that still name them so."""

from __future__ import annotations

from django.db.models.functions import Coalesce

from schools.models import Pupil, School


def former_upns(school: School) -> dict[str, str]:
    """Former UPN to the UPN that the same child has now, duplicates that were merged included.

    One statement. A number that another pupil holds now is that pupil's and is not among them.
    """
    rows = (
        Pupil.objects.filter(school=school)
        .exclude(former_upn="")
        .annotate(now=Coalesce("merged_into__upn", "upn"))
        .exclude(now="")
        .exclude(former_upn__in=Pupil.objects.filter(school=school).exclude(upn="").values("upn"))
    )
    return dict(rows.order_by("pk").values_list("former_upn", "now"))
