"""The set-up of a new installation starts from the school's row in the national register."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.factories import UserFactory
from tests.integration.attendance.pages import fields_of
from tests.references import GIAS_SAMPLE
from tests.sign_in import signed_in


@pytest.mark.django_db
def test_the_first_school_starts_from_a_gias_row_too() -> None:
    client = signed_in(UserFactory.create())
    file = SimpleUploadedFile("gias.csv", b"".join(GIAS_SAMPLE))

    page = client.post("/setup/gias/", {"uploaded": file, "urn": "142037"}, follow=True)

    fields = fields_of(page)
    assert (fields["trust_name"], fields["name"]) == ("Lincoln Carlton Academy", "Lincoln Carlton Academy")
