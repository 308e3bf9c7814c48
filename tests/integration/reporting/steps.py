"""What people see on first pages and pupils' pages, in the words of the tests."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import AuditEvent, User
from attendance.codes import find_code
from attendance.models import Mark, MarkSource, Register
from schools.calendar import Session
from schools.models import Group, Pupil
from tests.sign_in import signed_in
from tests.world import NOW, TODAY

TODAY_PAGE = "/marlowe-park/"
PUPILS_PAGE = "/marlowe-park/pupils/"


def opened(person: User, url: str) -> Any:
    """The answer to a person who opens an address."""
    return signed_in(person).get(url)


def shown(person: User, url: str) -> str:
    """The page as text; it must open."""
    response = opened(person, url)
    assert response.status_code == 200, response.status_code
    return str(response.content.decode())


def today_of(person: User) -> Any:
    """What stands on a person's first page at Marlowe Park."""
    return opened(person, TODAY_PAGE).context["today"]


def pupil_page(pupil: Pupil) -> str:
    """The address of a pupil's page at their own school."""
    return f"/{pupil.school.slug}/pupils/{pupil.pk}/"


def statements(person: User, url: str) -> list[str]:
    """The statements that a page sends, those of a savepoint left out: a request has none outside tests."""
    client = signed_in(person)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(url).status_code == 200
    sent = [query["sql"] for query in captured.captured_queries]
    return [sql for sql in sent if "SAVEPOINT" not in sql]


def marked(
    pupils: Iterable[Pupil],
    letter: str,
    *,
    on: date = TODAY,
    session: Session = Session.AM,
    minutes: int | None = None,
) -> None:
    """Marks as they stand after a register was saved."""
    code = find_code(letter, on)
    assert code is not None
    Mark.objects.bulk_create(
        Mark(
            pupil=pupil,
            school=pupil.school,
            date=on,
            session=session.value,
            code=code.number,
            minutes_late=minutes,
            source=MarkSource.REGISTER.value,
            set_at=NOW,
        )
        for pupil in pupils
    )


def submitted(group: Group, *, by: User, on: date = TODAY, session: Session = Session.AM) -> None:
    """A register that was handed in."""
    Register.objects.create(
        school=group.school,
        group=group,
        date=on,
        session=session.value,
        started_at=NOW,
        submitted_at=NOW,
        submitted_by=by,
    )


def audit_lines(verb: str, *, by: User) -> list[AuditEvent]:
    """What the audit says that a person did."""
    return list(AuditEvent.objects.filter(verb=verb, actor=by.pk))
