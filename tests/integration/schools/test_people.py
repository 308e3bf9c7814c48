"""Letting people in: a new person by invitation, one who has an account by the role alone."""

from typing import Any

from django.core import mail
from pytest_django import DjangoCaptureOnCommitCallbacks

from accounts.models import AuditEvent, Invitation, User
from accounts.roles import Role
from schools.access import rights_of
from schools.models import Membership
from tests.sign_in import signed_in
from tests.world import TODAY, World

PEOPLE = "/marlowe-park/people/"
NEW = {"full_name": "Mx New", "email": "new@school.example", "job_title": "Clerk", "role": "office"}


def let_in(world: World, **changed: object) -> Any:
    return signed_in(world.staff[Role.ADMIN]).post(PEOPLE, NEW | changed, follow=True)


def test_a_new_person_is_invited_and_has_their_role_once_they_join(
    world: World, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        page = let_in(world)

    assert "Mx New was sent an invitation." in page.content.decode()
    person = User.objects.get(email="new@school.example")
    assert not person.is_active
    assert [grant.role for grant in Membership.objects.filter(user=person)] == ["office"]
    assert [message.to for message in mail.outbox] == [["new@school.example"]]
    assert {"person.invited", "grant"} <= set(AuditEvent.objects.values_list("verb", flat=True))


def test_a_person_with_an_account_gets_the_role_and_no_mail(world: World) -> None:
    page = let_in(world, email=world.shah.email.upper(), role="officer")

    assert "Mx New has the role now." in page.content.decode()
    rights = rights_of(world.shah, "marlowe-park", on=TODAY)
    assert rights is not None
    assert [grant.role for grant in rights.grants] == [Role.OFFICER]
    assert mail.outbox == []


def test_the_answer_tells_the_name_as_typed_and_that_it_is_not_stored(world: World) -> None:
    page = let_in(world, email=world.shah.email, role="dso")

    said = " ".join(map(str, page.context["messages"]))
    assert "Mx New has the role now. The address has an account already" in said
    assert "the name and job title typed here are not stored" in said
    assert world.shah.full_name not in said
    assert "not stored" not in " ".join(map(str, let_in(world).context["messages"]))


def test_where_the_role_is_refused_nobody_is_invited(world: World) -> None:
    page = let_in(world, role="pastoral")

    assert page.status_code == 422
    assert "Choose the years of the caseload" in page.content.decode()
    assert not Invitation.objects.exists()
    assert not User.objects.filter(email="new@school.example").exists()


def test_who_invites_for_safeguarding_learns_that_the_head_must_approve(world: World) -> None:
    assert "The head must approve the role" in let_in(world, role="dso").content.decode()
    assert rights_of(User.objects.get(email="new@school.example"), "marlowe-park", on=TODAY) is None


def test_a_teacher_lets_nobody_in(world: World) -> None:
    assert signed_in(world.lane).post(PEOPLE, NEW).status_code == 403
    assert not User.objects.filter(email="new@school.example").exists()
