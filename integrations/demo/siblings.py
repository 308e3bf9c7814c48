"""Brothers and sisters of the demo whom the office has confirmed."""

from __future__ import annotations

from datetime import datetime

from integrations.demo.marks import write_year
from integrations.demo.schools import SchoolPlan, World
from schools.access import Rights
from schools.calendar import academic_year_of
from schools.models import Pupil, SiblingPair
from schools.services.siblings import decide_siblings


def confirm_siblings(world: World, plan: SchoolPlan, office: Rights, *, at: datetime) -> None:
    """Confirm those whose marks are to be seen together; what was decided already is left alone."""
    pairs = write_year(world, plan, academic_year_of(office.on)).siblings
    upns = [(one.place.child.upn, other.place.child.upn) for one, other in pairs]
    known = Pupil.objects.filter(school=office.school, upn__in=[upn for pair in upns for upn in pair])
    ids = dict(known.values_list("upn", "pk"))
    wanted = [(ids[one], ids[other]) for one, other in upns if one in ids and other in ids]
    decided = set(SiblingPair.objects.filter(one__school=office.school).values_list("one", "other"))
    if missing := [pair for pair in wanted if (min(pair), max(pair)) not in decided]:
        decide_siblings(rights=office, pairs=missing, are_siblings=True, at=at)
