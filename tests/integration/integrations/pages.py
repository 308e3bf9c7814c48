"""People at the import's pages, in the words of the tests."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client

from accounts.models import User
from accounts.roles import Role
from integrations.models import ImportRun
from schools.models import School
from tests.factories import MembershipFactory, UserFactory
from tests.sign_in import signed_in


@dataclass
class Page:
    """One person's browser at one school's imports."""

    client: Client
    school: School
    user: User

    def url(self, path: str = "") -> str:
        """An address under the school's imports."""
        return f"/{self.school.slug}/import/{path}"

    def upload(self, **files: str | bytes) -> HttpResponse:
        """Send files by the names of their keyword."""
        return self.upload_from({}, **files)

    def upload_from(self, source: dict[str, str], **files: str | bytes) -> HttpResponse:
        """Send files with the boxes that say where they come from."""
        sent = [
            SimpleUploadedFile(f"{name}.csv", text if isinstance(text, bytes) else text.encode())
            for name, text in files.items()
        ]
        return self.client.post(self.url(), {"uploaded": sent, **source})  # type: ignore[return-value]

    def get(self, path: str = "", **headers: str) -> HttpResponse:
        """Open a page."""
        return self.client.get(self.url(path), headers=headers)  # type: ignore[return-value]

    def post(self, path: str, **data: str) -> HttpResponse:
        """Press a button."""
        return self.client.post(self.url(path), data)  # type: ignore[return-value]

    def settle(self, run: ImportRun, *, action: str = "check", **kinds: str) -> HttpResponse:
        """Send the form of columns as it stands, with other kinds for the files named."""
        data = self.form_of(run)
        for name, kind in kinds.items():
            data[f"file-{run.files.get(name=f'{name}.csv').pk}-kind"] = kind
        return self.post(f"{run.pk}/columns/", action=action, **data)

    def form_of(self, run: ImportRun) -> dict[str, str]:
        """The form of columns as its page shows it."""
        response: Any = self.get(f"{run.pk}/columns/")
        boxes = [
            box for form in response.context["forms"] for box in (form.kind, *(row[2] for row in form.rows))
        ]
        return {box.html_name: box.initial for box in boxes}


def latest_run() -> ImportRun:
    """The import that was uploaded last."""
    run = ImportRun.objects.order_by("pk").last()
    assert run is not None
    return run


def page_of(school: School, role: Role = Role.OFFICER, name: str = "Ms Okafor") -> Page:
    """A person with one role at the school, signed in."""
    person = UserFactory.create(full_name=name)
    MembershipFactory.create(user=person, school=school, role=role.value, approved_by=UserFactory.create())
    return Page(signed_in(person), school, person)
