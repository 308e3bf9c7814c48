"""A contacts file over what is here: each adult once, the order as the file has it, no protection lifted."""

import pytest

from schools.models import Contact, Parent, School
from tests.integration.integrations.steps import (
    CONTACTS,
    FOLDER,
    MAJA,
    PUPILS,
    RHYS,
    TOBI,
    brought_in,
    changed,
    changes_of,
    checked,
    errors_of,
    nothing_changes,
    warnings_of,
)

pytestmark = pytest.mark.django_db


def contacts(text: str) -> dict[str, str]:
    return {"contacts.csv": text}


def in_order(upn: str) -> list[tuple[int, str]]:
    found = Contact.objects.filter(pupil__upn=upn).order_by("call_order")
    return list(found.values_list("call_order", "parent__surname"))


def test_siblings_share_their_parent(full_school: School) -> None:
    shared = CONTACTS + f"{TOBI},2,Mother,Ms,Beata,O'Brien-Łukasiewicz,07700 900102,,Y,N\n"
    brought_in(full_school, contacts(shared))
    beata = Parent.objects.get(school=full_school, forename="Beata")
    assert sorted(beata.contacts.values_list("pupil__upn", flat=True)) == sorted([MAJA, TOBI])
    assert beata.email == "b.obrien@example.com"


def test_a_sibling_who_joins_later_finds_the_parent(full_school: School) -> None:
    text = CONTACTS.splitlines()[0] + f"\n{TOBI},2,Mother,Ms,Beata,O'Brien-Łukasiewicz,07700 900102,,Y,N\n"
    brought_in(full_school, contacts(text))
    assert Parent.objects.filter(school=full_school, forename="Beata").count() == 1


def test_a_new_phone_is_the_same_adult(full_school: School) -> None:
    before = Parent.objects.get(school=full_school, forename="Andrew").pk
    brought_in(full_school, contacts(changed(CONTACTS, "07700 900103", "07700 900555")))
    after = Parent.objects.get(school=full_school, forename="Andrew")
    assert (after.pk, after.mobile) == (before, "07700900555")


def test_a_new_surname_is_the_same_adult_when_place_and_phone_agree(full_school: School) -> None:
    before = Parent.objects.get(school=full_school, forename="Folasade").pk
    run = brought_in(full_school, contacts(changed(CONTACTS, "Folasade,Adeyemi", "Folasade,Bello")))
    assert Parent.objects.get(school=full_school, forename="Folasade").pk == before
    assert in_order(TOBI) == [(1, "Bello")]
    assert changes_of(run) == {"parents": (0, 1, 0)}


def test_two_adults_of_one_name_with_different_phones_are_two(full_school: School) -> None:
    twins = CONTACTS + f"{RHYS},2,Grandfather,Mr,Andrew,Davies,07700 900777,,N,N\n"
    brought_in(full_school, contacts(twins))
    assert Parent.objects.filter(school=full_school, surname="Davies").count() == 2
    with nothing_changes():
        brought_in(full_school, contacts(twins))


def test_the_order_follows_the_file(full_school: School) -> None:
    swapped = changed(changed(CONTACTS, f"{MAJA},1", f"{MAJA},3"), f"{MAJA},2", f"{MAJA},1")
    brought_in(full_school, contacts(swapped))
    assert in_order(MAJA) == [(1, "Łukasiewicz"), (3, "O'Brien-Łukasiewicz")]


NO_ORDER = "UPN,Relationship,Title,Forename,Surname,Mobile\n"
EVE = "Aunt,Ms,Eve,Cole,07700 900888\n"
ANN = "Grandmother,Mrs,Ann,Gran,07700 900999\n"


def test_without_a_number_a_new_contact_comes_last(full_school: School) -> None:
    text = NO_ORDER + f"{MAJA},{EVE}{MAJA},Father,Mr,Piotr,Łukasiewicz,07700 900112\n{MAJA},{ANN}"
    run = brought_in(full_school, contacts(text))
    assert in_order(MAJA) == [(1, "O'Brien-Łukasiewicz"), (2, "Łukasiewicz"), (3, "Cole"), (4, "Gran")]
    assert changes_of(run)["contacts"] == (2, 0, 0)
    with nothing_changes():
        brought_in(full_school, contacts(text))


def test_without_numbers_the_first_contacts_are_rung_in_the_order_of_the_file(full_school: School) -> None:
    Contact.objects.filter(pupil__upn=RHYS).delete()
    brought_in(full_school, contacts(NO_ORDER + f"{RHYS},{EVE}{RHYS},{ANN}"))
    assert in_order(RHYS) == [(1, "Cole"), (2, "Gran")]


def test_a_place_that_a_number_gives_to_another_is_left(full_school: School) -> None:
    headings = NO_ORDER.replace("UPN,", "UPN,Priority,")
    text = headings + f"{RHYS},,Father,Mr,Andrew,Davies,07700 900103\n{RHYS},,{ANN}{RHYS},1,{EVE}"
    brought_in(full_school, contacts(text))
    assert in_order(RHYS) == [(1, "Cole"), (2, "Davies"), (3, "Gran")]
    with nothing_changes():
        brought_in(full_school, contacts(text))


def test_a_contact_that_only_we_have_stays_behind_and_is_told(full_school: School) -> None:
    gran = Parent.objects.create(school=full_school, title="Mrs", forename="Ann", surname="Gran")
    rhys = Contact.objects.get(pupil__upn=RHYS)
    Contact.objects.create(pupil=rhys.pupil, parent=gran, call_order=2, relationship="Grandmother")
    more = CONTACTS + f"{RHYS},2,Mother,Ms,Eve,Cole,07700 900888,,Y,N\n"
    run = brought_in(full_school, contacts(more))
    assert in_order(RHYS) == [(1, "Davies"), (2, "Cole"), (3, "Gran")]
    assert warnings_of(run) == [
        "Mrs Ann Gran is a contact of this pupil here and not in this file. The contact stays"
    ]
    with nothing_changes():
        brought_in(full_school, contacts(more))


def test_a_no_contact_fact_is_never_lifted(full_school: School) -> None:
    with nothing_changes():
        brought_in(
            full_school,
            contacts(changed(CONTACTS, "Łukasiewicz,07700 900112,,Y,Y", "Łukasiewicz,07700 900112,,Y,N")),
        )
    assert Contact.objects.get(parent__forename="Piotr").must_not_contact


def test_a_no_contact_fact_comes_in(full_school: School) -> None:
    brought_in(
        full_school, contacts(changed(CONTACTS, "a.davies@example.com,Y,N", "a.davies@example.com,Y,Y"))
    )
    assert Contact.objects.get(parent__forename="Andrew").must_not_contact


def test_a_hidden_address_stays_hidden(full_school: School) -> None:
    Parent.objects.filter(school=full_school, forename="Beata").update(address_hidden=True)
    with nothing_changes():
        brought_in(full_school, contacts(CONTACTS))


def test_an_adult_listed_twice_for_a_pupil_comes_in_once(full_school: School) -> None:
    twice = CONTACTS + f"{RHYS},2,Guardian,Mr,Andrew,Davies,07700 900103,,Y,N\n"
    run = brought_in(full_school, contacts(twice))
    assert in_order(RHYS) == [(1, "Davies")]
    assert warnings_of(run) == ["This is the same adult as on row 5. The row was left out"]


def test_contacts_of_a_pupil_at_fault_are_not_told_again(school: School) -> None:
    run = checked(school, dict(FOLDER) | {"pupils.csv": changed(PUPILS, "Davies,Rhys,,M", "Davies,Rhys,,Q")})
    assert [name for name, *_ in errors_of(run)] == ["pupils.csv"]


def test_how_to_reach_a_parent_is_kept_and_a_blank_takes_nothing_away(full_school: School) -> None:
    more = "Former names,Language,Needs interpreter,Reading needs"
    rows = ("", "Kowalska,Polish,Y,Large print", ",,,", ",,,")
    lines = zip(CONTACTS.splitlines(), (more, ",,,", *rows[1:]), strict=True)
    text = "".join(f"{line},{cells}\n" for line, cells in lines)
    run = brought_in(full_school, {"contacts.csv": text})
    assert changes_of(run) == {"parents": (0, 1, 0)}
    beata = Parent.objects.get(forename="Beata")
    assert (beata.language, beata.needs_interpreter, beata.reading_needs) == ("Polish", True, "Large print")
    assert beata.former_names == "Kowalska"
    with nothing_changes():
        brought_in(full_school, {"contacts.csv": text.replace("Kowalska,Polish,Y,Large print", ",,N,")})
        brought_in(full_school, {"contacts.csv": CONTACTS})
