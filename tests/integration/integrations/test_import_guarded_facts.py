"""What a file may change goes no further than the rights of whoever brings it in."""

from datetime import date

import pytest

from accounts.roles import Role
from integrations.models import ImportRun, RunState
from schools.models import Parent, ProtectedFact, Pupil, PupilAddress, School
from tests.integration.integrations.pages import latest_run, page_of
from tests.integration.integrations.steps import (
    CONTACTS,
    MAJA,
    PUPIL_HEADINGS,
    RHYS,
    brought_in,
    changes_of,
    warnings_of,
)

pytestmark = pytest.mark.django_db

HEADINGS = PUPIL_HEADINGS.strip() + ",Social worker name,Social worker phone\n"
WORKERS = HEADINGS + "".join(
    f"{upn},{number},{names},{born},8,8HW,03/09/2024,,N,N,Y,{home},TN1 1AA,,,Ann Other,01622 000000\n"
    for upn, number, names, born, home in (
        (MAJA, "000102", "O'Brien-Łukasiewicz,Maja,,F", "04/12/2012", "2 Mill Lane"),
        (RHYS, "000103", "Davies,Rhys,,M", "04/08/2013", "3 Mill Lane"),
    )
)
LEFT_OUT = (
    "Only the safeguarding lead sets protected facts, so these columns were left out: "
    "Social worker, Social worker name and Social worker phone"
)


def brought_in_by(school: School, role: Role, **files: str) -> ImportRun:
    """An import that a person with this role brought in at the page."""
    page = page_of(school, role, "Mr Osei")
    page.upload(**files)
    run = latest_run()
    page.settle(run)
    page.post(f"{run.pk}/apply/", anyway="on")
    run.refresh_from_db()
    assert run.state == RunState.DONE, run.words
    return run


def with_address(cells: str) -> str:
    """The contacts file with an address for Maja's mother: lines, postcode, and whether it is hidden."""
    lines = CONTACTS.splitlines()
    more = ["Address 1,Postcode,Address hidden", ",,", cells, ",,", ",,"]
    return "".join(f"{line},{end}\n" for line, end in zip(lines, more, strict=True))


def hide_beata() -> None:
    Parent.objects.filter(forename="Beata").update(
        address_lines="The Elms", postcode="LS9 7QQ", address_hidden=True
    )


def home_of_beata() -> tuple[str, str, bool]:
    beata = Parent.objects.get(forename="Beata")
    return beata.address_lines, beata.postcode, beata.address_hidden


@pytest.mark.parametrize("role", [Role.OFFICER, Role.ADMIN])
def test_a_file_sets_no_protected_fact_for_somebody_who_may_not(full_school: School, role: Role) -> None:
    ProtectedFact.objects.filter(pupil__upn=MAJA).update(worker_name="Jo Field", source="DSL")
    run = brought_in_by(full_school, role, pupils=WORKERS)
    assert list(ProtectedFact.objects.values_list("pupil__upn", "worker_name", "worker_phone", "source")) == [
        (MAJA, "Jo Field", "", "DSL")
    ]
    assert warnings_of(run).count(LEFT_OUT) == 1
    assert "protected facts" not in changes_of(run)


def test_the_terminals_file_sets_protected_facts(full_school: School) -> None:
    run = brought_in(full_school, {"pupils.csv": WORKERS})
    assert changes_of(run)["protected facts"] == (1, 1, 0)
    assert LEFT_OUT not in warnings_of(run)


@pytest.mark.parametrize("cells", [",,", ",,Y", ",TN1 1AA,"])
def test_a_blank_never_wipes_a_hidden_address(full_school: School, cells: str) -> None:
    hide_beata()
    brought_in(full_school, {"contacts.csv": with_address(cells)})
    brought_in_by(full_school, Role.OFFICER, contacts=with_address(cells))
    assert home_of_beata() == ("The Elms", "LS9 7QQ", True)


def test_an_address_that_is_not_hidden_takes_a_hidden_ones_place_only_for_who_may_see_it(
    full_school: School,
) -> None:
    hide_beata()
    brought_in_by(full_school, Role.ADMIN, contacts=with_address("4 New Road,TN2 2BB,"))
    assert home_of_beata() == ("The Elms", "LS9 7QQ", True)
    brought_in_by(full_school, Role.OFFICER, contacts=with_address("4 New Road,TN2 2BB,"))
    assert home_of_beata() == ("4 New Road", "TN2 2BB", True)


def test_a_hidden_address_of_a_file_takes_a_hidden_ones_place(full_school: School) -> None:
    hide_beata()
    brought_in_by(full_school, Role.ADMIN, contacts=with_address("4 New Road,TN2 2BB,Y"))
    assert home_of_beata() == ("4 New Road", "TN2 2BB", True)


def test_a_file_leaves_a_pupils_hidden_home_as_it_is(full_school: School) -> None:
    rhys = Pupil.objects.get(upn=RHYS)
    PupilAddress.objects.filter(pupil=rhys).update(
        is_hidden=True, postcode="LS9 7QQ", until_on=date(2026, 7, 1)
    )
    brought_in_by(full_school, Role.ADMIN, pupils=WORKERS)
    home = PupilAddress.objects.get(pupil=rhys)
    assert (home.postcode, home.until_on, home.is_hidden) == ("LS9 7QQ", date(2026, 7, 1), True)
