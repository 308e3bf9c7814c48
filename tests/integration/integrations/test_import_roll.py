"""The admission register: history comes in, a later leaving is only proposed, a starting day never moves."""

from datetime import date

import pytest

from schools.models import ProposedLeaving, RollEntry, School
from tests.factories import UserFactory
from tests.integration.integrations.steps import (
    AT,
    CALENDAR,
    PUPIL_HEADINGS,
    PUPILS,
    RHYS,
    brought_in,
    changed,
    nothing_changes,
    warnings_of,
)

pytestmark = pytest.mark.django_db


def rhys(admitted: str = "03/09/2024", left: str = "", status: str = "") -> dict[str, str]:
    """A file of one pupil."""
    headings = PUPIL_HEADINGS.strip() + (",Enrolment Status\n" if status else "\n")
    line = f"{RHYS},000103,Davies,Rhys,,M,04/08/2013,8,8HW,{admitted},{left},N,N,N,3 Mill Lane,TN1 1AA,,"
    return {"pupils.csv": headings + line + (f",{status}\n" if status else "\n")}


def entries(school: School) -> list[tuple[date, date | None, bool]]:
    found = RollEntry.objects.filter(school=school, pupil__upn=RHYS)
    return list(found.values_list("admitted_on", "left_on", "is_history"))


def told(words: list[str]) -> list[str]:
    """The warnings but for those who are not in the small file."""
    return [sentence for sentence in words if "not in this file" not in sentence]


def test_a_leaver_from_before_the_first_day_is_history(school: School) -> None:
    run = brought_in(school, {"calendar.csv": CALENDAR} | rhys(left="18/07/2025"))
    assert entries(school) == [(date(2024, 9, 3), date(2025, 7, 18), True)]
    assert told(warnings_of(run)) == []
    with nothing_changes():
        brought_in(school, rhys(left="18/07/2025"))


def test_a_later_leaving_is_only_proposed(full_school: School) -> None:
    run = brought_in(full_school, rhys(left="03/07/2026"))
    assert entries(full_school) == [(date(2024, 9, 3), None, False)]
    assert list(ProposedLeaving.objects.values_list("roll_entry__pupil__upn", "last_on", "state")) == [
        (RHYS, date(2026, 7, 3), "waiting")
    ]
    assert told(warnings_of(run)) == [
        "Proposed leaving on 3 July 2026. The pupil stays on roll until somebody decides it"
    ]


def test_a_leaving_is_proposed_once_and_learns_a_new_day(full_school: School) -> None:
    brought_in(full_school, rhys(left="03/07/2026"))
    with nothing_changes():
        brought_in(full_school, rhys(left="03/07/2026"))
    brought_in(full_school, rhys(left="17/07/2026"))
    assert ProposedLeaving.objects.get().last_on == date(2026, 7, 17)


def test_a_proposal_that_the_head_refused_is_not_made_again(full_school: School) -> None:
    brought_in(full_school, rhys(left="03/07/2026"))
    ProposedLeaving.objects.update(state="stays", decided_at=AT, words="Comes back in September")
    with nothing_changes():
        brought_in(full_school, rhys(left="03/07/2026"))


def test_a_leaving_that_a_person_decided_is_not_proposed_again(full_school: School) -> None:
    RollEntry.objects.filter(pupil__upn=RHYS).update(
        left_on="2026-07-03", ground="a", decided_by=UserFactory.create()
    )
    run = brought_in(full_school, rhys(left="03/07/2026"))
    assert told(warnings_of(run)) == []


def test_a_file_never_takes_a_pupil_off_roll_not_even_with_a_day_before_the_first(
    full_school: School,
) -> None:
    run = brought_in(full_school, rhys(left="18/07/2025"))
    assert entries(full_school) == [(date(2024, 9, 3), None, False)]
    assert list(ProposedLeaving.objects.values_list("last_on", "state")) == [(date(2025, 7, 18), "waiting")]
    assert told(warnings_of(run)) == [
        "Proposed leaving on 18 July 2025. The pupil stays on roll until somebody decides it"
    ]
    with nothing_changes():
        brought_in(full_school, rhys(left="18/07/2025"))


def test_a_starting_day_that_differs_is_told_and_kept(full_school: School) -> None:
    with nothing_changes():
        run = brought_in(full_school, rhys(admitted="10/09/2024"))
    assert told(warnings_of(run)) == ["The starting day here is 3 September 2024. It was not changed"]


def test_a_pupil_who_comes_back_gets_a_second_entry(school: School) -> None:
    brought_in(school, {"calendar.csv": CALENDAR} | rhys(left="18/07/2025"))
    brought_in(school, rhys(admitted="13/04/2026"))
    assert entries(school) == [(date(2024, 9, 3), date(2025, 7, 18), True), (date(2026, 4, 13), None, False)]


def test_dual_registration_is_kept_in_step(full_school: School) -> None:
    brought_in(full_school, rhys(status="M - Current main (dual registered)"))
    assert RollEntry.objects.get(pupil__upn=RHYS).enrolment == "M"
    with nothing_changes():
        brought_in(full_school, {"pupils.csv": changed(PUPILS, "Davies", "Davies")})
