"""A second school of the trust: its administrator adds it, and neither school knows of the other."""

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from accounts.models import AuditEvent
from accounts.roles import Role
from schools.access import rights_of
from schools.models import Membership, School
from schools.queries.calendar import times_on
from schools.services.set_up import SchoolFacts, set_up_next_school
from tests.integration.attendance.pages import fields_of, words_of
from tests.references import GIAS_SAMPLE
from tests.sign_in import signed_in
from tests.world import NOW, TODAY, World

PAGE = "/marlowe-park/setup/new-school/"
GIAS = f"{PAGE}gias/"
NEW = {
    "name": "Fernhill Infants",
    "urn": "151234",
    "la_code": "925",
    "establishment": "2001",
    "phase": "PS",
    "youngest_year": "0",
    "oldest_year": "2",
    "legal_register": "daymark",
    "mis_name": "",
    "am_starts": "08:50",
    "am_ends": "12:00",
    "pm_starts": "13:00",
    "pm_ends": "15:10",
    "register_minutes": "20",
}


@pytest.fixture
def admin(world: World) -> Client:
    return signed_in(world.staff[Role.ADMIN])


def test_an_administrator_adds_a_school_and_becomes_its_administrator(world: World, admin: Client) -> None:
    page = admin.post(PAGE, NEW, follow=True)

    assert "Fernhill Infants is set up, and you are its administrator." in words_of(page)
    school = School.objects.get(slug="fernhill-infants")
    assert school.trust == world.marlowe.trust
    assert times_on(school, TODAY) is not None
    rights = rights_of(world.staff[Role.ADMIN], school.slug, on=TODAY)
    assert rights is not None
    assert [grant.role for grant in rights.grants] == [Role.ADMIN]
    assert AuditEvent.objects.filter(verb="grant", school=school.pk).exists()


def test_another_system_that_holds_the_legal_register_has_a_name(admin: Client) -> None:
    page = admin.post(PAGE, NEW | {"legal_register": "mis"})

    assert page.status_code == 422
    assert "Name the system that holds the legal register" in words_of(page)
    assert not School.objects.filter(slug="fernhill-infants").exists()


def test_the_new_school_is_another_world(world: World, admin: Client) -> None:
    admin.post(PAGE, NEW)

    assert signed_in(world.okafor).get("/fernhill-infants/setup/").status_code == 404
    words = words_of(admin.get("/fernhill-infants/setup/"))
    assert "No pupil is on roll" in words
    assert "2026/27 has no school days" in words
    assert "1 person has access" in words
    assert "No staff list yet" in words
    assert "Robin" not in words_of(admin.get("/fernhill-infants/pupils/"))


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"urn": "12345"}, "A URN is six digits"),
        ({"oldest_year": "-1"}, "The oldest year cannot be younger than the youngest"),
        ({"register_minutes": "45"}, "A register can stay open for 30 minutes at most"),
    ],
)
def test_what_cannot_be_is_refused_and_kept_to_be_mended(
    admin: Client, changed: dict[str, str], sentence: str
) -> None:
    page = admin.post(PAGE, NEW | changed)

    assert page.status_code == 422
    assert sentence in words_of(page)
    assert fields_of(page)["name"] == "Fernhill Infants"
    assert not School.objects.filter(slug="fernhill-infants").exists()


def test_a_number_that_another_school_has_is_refused_without_its_name(world: World, admin: Client) -> None:
    page = admin.post(PAGE, NEW | {"urn": world.tallis.urn})

    assert page.status_code == 422
    assert "This URN is in use. Check the number" in words_of(page)
    assert "Tallis" not in words_of(page)


def test_a_head_adds_no_school(world: World) -> None:
    head = signed_in(world.adeyemi)
    assert "Only an administrator adds a school." in words_of(head.get(PAGE))

    head.post(PAGE, NEW)
    assert not School.objects.filter(slug="fernhill-infants").exists()

    rights = rights_of(world.adeyemi, "marlowe-park", on=TODAY)
    times = times_on(world.marlowe, TODAY)
    assert rights is not None
    assert times is not None
    facts = SchoolFacts("Other", "151235", "925", "2002", "PS", 0, 2, "daymark")
    with pytest.raises(ValidationError, match="Only an administrator"):
        set_up_next_school(rights=rights, facts=facts, times=times, at=NOW)
    assert Membership.objects.filter(user=world.adeyemi).count() == 1


def test_a_gias_row_fills_the_form(admin: Client) -> None:
    file = SimpleUploadedFile("gias.csv", b"".join(GIAS_SAMPLE))
    page = admin.post(GIAS, {"uploaded": file, "urn": "142037"}, follow=True)

    words = words_of(page)
    assert "Lincoln Carlton Academy is filled in from GIAS. Check it and go on." in words
    assert "The file does not say the establishment number." in words
    fields = fields_of(page)
    assert (fields["name"], fields["urn"], fields["la_code"]) == ("Lincoln Carlton Academy", "142037", "925")


def test_a_gias_file_without_the_school_is_refused(admin: Client) -> None:
    file = SimpleUploadedFile("gias.csv", b"".join(GIAS_SAMPLE))
    page = admin.post(GIAS, {"uploaded": file, "urn": "999999"})
    assert page.status_code == 422
    assert "URN 999999 is not in this file" in words_of(page)


def test_the_look_up_for_the_first_school_is_over_when_a_school_is_there(world: World) -> None:
    assert signed_in(world.lane).get("/setup/gias/").status_code == 302
