"""The audit grows and never changes, for the application and for the owner of its table."""

from datetime import timedelta

import psycopg
import pytest
from django.db import connection, transaction
from django.db.transaction import TransactionManagementError
from django.utils import timezone

from accounts.audit import acting, current_request_id, log_event
from accounts.models import AuditEvent, Invitation, User
from tests.databases import Addresses
from tests.sign_in_pages import make_person

CHANGES = [
    "UPDATE accounts_auditevent SET verb = 'other'",
    "DELETE FROM accounts_auditevent",
    "TRUNCATE accounts_auditevent",
]


def given_an_invitation() -> Invitation:
    now = timezone.now()
    return Invitation.objects.create(
        user=make_person("h.lane@oak.example", "H Lane"),
        token_digest="d",
        email="h.lane@oak.example",
        full_name="H Lane",
        created_at=now,
        expires_at=now + timedelta(days=7),
    )


def run(statement: str) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.mark.django_db
@pytest.mark.parametrize("statement", CHANGES)
def test_the_application_may_not_change_the_audit(statement: str) -> None:
    log_event("open", by=None)

    with pytest.raises(Exception, match="permission denied"):
        run(statement)


@pytest.mark.django_db
@pytest.mark.parametrize("statement", CHANGES)
def test_the_owner_is_refused_too(
    statement: str, own_database: Addresses, owner: psycopg.Connection[tuple[object, ...]]
) -> None:
    owner.execute("SELECT daymark_log_event('open', 1, NULL, NULL, NULL, '', '', NULL, NULL, '', '')")

    with pytest.raises(psycopg.errors.InsufficientPrivilege, match="can only grow"):
        owner.execute(statement.encode())


@pytest.mark.django_db
def test_the_application_may_not_write_a_line_past_the_function() -> None:
    with pytest.raises(Exception, match="permission denied for table accounts_auditevent"):
        run("INSERT INTO accounts_auditevent (verb, actor) VALUES ('open', 1)")


@pytest.mark.django_db
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE daymark_clock SET shift_allowed = true",
        "UPDATE daymark_audit_epoch SET epoch = 9",
        "SELECT daymark_audit_table('accounts_user')",
        "SELECT daymark_write_rows('insert', 'x', '{}', '', '', '{}', '{}')",
        "ALTER TABLE accounts_auditevent DISABLE TRIGGER ALL",
        "DELETE FROM django_migrations",
    ],
)
def test_what_belongs_to_the_owner_is_closed_to_the_application(statement: str) -> None:
    with pytest.raises(Exception, match=r"permission denied|must be owner"):
        run(statement)


@pytest.mark.django_db
def test_an_event_keeps_all_that_it_was_given() -> None:
    person = make_person()
    token = current_request_id.set("abc123")
    try:
        log_event(
            "print", by=person, school=3, pupil=4, tbl="t", obj="5", after={"page": "Łukasz"}, reason="asked"
        )
    finally:
        current_request_id.reset(token)

    row = AuditEvent.objects.get(verb="print")
    assert (row.actor, row.school, row.pupil, row.tbl, row.obj) == (person.pk, 3, 4, "t", "5")
    assert (row.before, row.after, row.reason, row.request_id) == (
        None,
        {"page": "Łukasz"},
        "asked",
        "abc123",
    )
    assert row.epoch == 1
    assert row.txid > 0


@pytest.mark.django_db
def test_an_event_goes_with_its_transaction() -> None:
    class UndoneError(Exception):
        pass

    def open_and_fail() -> None:
        with transaction.atomic():
            log_event("open", by=None)
            assert AuditEvent.objects.filter(verb="open").exists()
            raise UndoneError

    with pytest.raises(UndoneError):
        open_and_fail()

    assert not AuditEvent.objects.filter(verb="open").exists()


@pytest.mark.django_db
def test_a_changed_row_is_written_down_with_before_after_and_who() -> None:
    head = make_person("head@ash.example", "Mrs Head")
    person = make_person()

    acting(head, at=timezone.now(), reason="Married", request_id="r1")
    User.objects.filter(pk=person.pk).update(full_name="Mrs Okafor-Bright")

    row = AuditEvent.objects.get(verb="update", tbl="accounts_user", obj=str(person.pk))
    assert row.before is not None
    assert row.after is not None
    assert (row.before["full_name"], row.after["full_name"]) == ("Ms Okafor", "Mrs Okafor-Bright")
    assert (row.actor, row.reason, row.request_id) == (head.pk, "Married", "r1")


@pytest.mark.django_db
def test_insert_and_delete_are_written_down_row_by_row_and_without_secrets() -> None:
    make_person()
    User.objects.create_user("h.lane@ash.example", full_name="Ms Lane")

    inserted = AuditEvent.objects.filter(verb="insert", tbl="accounts_user")
    assert [row.after and row.after["email"] for row in inserted] == [
        "a.okafor@ash.example",
        "h.lane@ash.example",
    ]
    assert all(row.after is not None and "password" not in row.after for row in inserted)

    given_an_invitation().delete()
    gone = AuditEvent.objects.get(verb="delete", tbl="accounts_invitation")
    assert gone.after is None
    assert gone.before is not None
    assert gone.before["full_name"] == "H Lane"
    assert "token_digest" not in gone.before


@pytest.mark.django_db
def test_a_statement_that_changes_nothing_leaves_no_line() -> None:
    person = make_person()
    before = AuditEvent.objects.count()

    User.objects.filter(pk=person.pk).update(full_name=person.full_name, last_login=timezone.now())

    assert AuditEvent.objects.count() == before


@pytest.mark.django_db
def test_a_new_key_is_one_row_gone_and_one_row_come() -> None:
    invitation = given_an_invitation()

    Invitation.objects.filter(pk=invitation.pk).update(id=invitation.pk + 1000)

    rows = AuditEvent.objects.filter(verb="update", tbl="accounts_invitation").values_list("obj", flat=True)
    assert sorted(rows) == sorted([str(invitation.pk), str(invitation.pk + 1000)])


@pytest.mark.django_db
def test_an_inner_act_gives_the_outer_one_its_name_back() -> None:
    head, person = make_person("head@ash.example", "Mrs Head"), make_person()

    with acting(head, at=timezone.now(), reason="outer"):
        with acting(None, at=timezone.now(), reason="inner"):
            User.objects.filter(pk=person.pk).update(job_title="Tutor")
        User.objects.filter(pk=person.pk).update(job_title="Teacher")

    rows = AuditEvent.objects.filter(verb="update", obj=str(person.pk)).values_list("actor", "reason")
    assert list(rows) == [(None, "inner"), (head.pk, "outer")]


def test_an_act_outside_a_transaction_is_refused(own_database: Addresses) -> None:
    with pytest.raises(TransactionManagementError):
        acting(None, at=timezone.now())


def test_an_act_ends_with_its_transaction(own_database: Addresses) -> None:
    with transaction.atomic():
        acting(None, at=timezone.now(), reason="first")
    with transaction.atomic():
        person = make_person()

    row = AuditEvent.objects.get(verb="insert", obj=str(person.pk), tbl="accounts_user")
    assert (row.actor, row.reason) == (None, "")
