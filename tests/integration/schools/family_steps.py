"""Amir's family and record, in the words of the tests."""

import re
from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import AuditEvent, User
from accounts.roles import Role
from schools.access import Rights, rights_of
from schools.models import Contact, Parent, Pupil, PupilAddress
from tests.factories import ContactFactory, ParentFactory
from tests.sign_in import signed_in
from tests.world import TODAY, World

REFUGE = {"lines": "The Elms", "postcode": "LS9 7QQ"}
MILL = {"lines": "3 Mill Lane", "postcode": "LS1 4AB"}


def rights(person: User, slug: str = "marlowe-park") -> Rights:
    """What a person may do at a school today."""
    found = rights_of(person, slug, on=TODAY)
    assert found is not None
    return found


def osei(world: World) -> User:
    """Mr Osei, data manager: he keeps records, and may see no hidden address and no safety note."""
    return world.staff[Role.ADMIN]


def record(pupil: Pupil, part: str = "") -> str:
    """The address of a pupil's record, or of a part of it."""
    return f"/{pupil.school.slug}/pupils/{pupil.pk}/record/{part}"


def shown(person: User, url: str) -> str:
    """The page as text; it must open."""
    response = signed_in(person).get(url)
    assert response.status_code == 200, response.status_code
    return str(response.content.decode())


def form_of(person: User, url: str) -> Any:
    """The form that a page shows, filled as it is shown."""
    return signed_in(person).get(url).context["form"]


def filled(form: Any) -> dict[str, Any]:
    """What a browser would send back untouched."""
    values = {name: form[name].value() for name in form.fields}
    return {name: value for name, value in values.items() if value not in (None, False, "")}


def saved(person: User, url: str, **changed: Any) -> Any:
    """The answer to a person who opens a form, types over some fields and saves."""
    typed = filled(form_of(person, url)) | changed
    return signed_in(person).post(url, {key: value for key, value in typed.items() if value is not None})


def mother(world: World, **facts: Any) -> Contact:
    """Amir's mother, the first to ring, with whom he lives."""
    parent = ParentFactory.create(school=world.marlowe, **facts)
    contact: Contact = ContactFactory.create(pupil=world.pupils[0], parent=parent, lives_with_pupil=True)
    return contact


def father(world: World, **facts: Any) -> Contact:
    """Amir's father, the second to ring."""
    parent = ParentFactory.create(
        school=world.marlowe, title="Mr", forename="Imran", mobile="07700900999", **facts
    )
    contact: Contact = ContactFactory.create(
        pupil=world.pupils[0], parent=parent, call_order=2, relationship="Father"
    )
    return contact


def home(world: World, **facts: Any) -> PupilAddress:
    """An address of Amir."""
    return PupilAddress.objects.create(pupil=world.pupils[0], **facts)


def hide_the_family(world: World) -> Contact:
    """Amir and his mother live at a hidden address; nobody may tell the Elms, LS9 7QQ."""
    contact = mother(world, address_lines="The Elms", postcode="LS9 7QQ", address_hidden=True)
    home(world, **REFUGE, is_hidden=True)
    return contact


def tells_the_refuge(text: str) -> bool:
    """Whether a text gives the hidden address away."""
    return re.search(r"\b(elms|7qq)\b", text.lower()) is not None


def parent_now(contact: Contact) -> Parent:
    """A contact's parent as the database has them."""
    return Parent.objects.get(pk=contact.parent_id)


def audited(tbl: str, obj: int) -> AuditEvent:
    """The last line of the audit about a row."""
    return AuditEvent.objects.filter(tbl=tbl, obj=str(obj)).latest("id")


def statements(person: User, url: str) -> int:
    """How many statements a page sends."""
    client = signed_in(person)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(url).status_code == 200
    return len([query for query in captured.captured_queries if "SAVEPOINT" not in query["sql"]])
