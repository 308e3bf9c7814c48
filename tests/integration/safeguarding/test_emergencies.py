"""Opening a file in an emergency: for whom, how long, who is told, and who reviews it."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.core.exceptions import ValidationError
from django.db import DatabaseError, connection, transaction
from django.http import Http404
from django.urls import reverse
from pytest_django import DjangoCaptureOnCommitCallbacks

from accounts.models import User
from accounts.roles import Role
from safeguarding.door import Emergency, Purpose, opened_file
from safeguarding.models import ConcernWords, EmergencyClock, GrantKind
from safeguarding.queries.emergencies import open_emergencies, overdue_reviews, reviews_due
from safeguarding.services.emergencies import BODY, open_in_emergency, tell_of_overdue_review
from safeguarding.tasks import tell_of_overdue_reviews
from safeguarding.tickets import Level
from schools.access import Rights, rights_of
from tests.integration.safeguarding.test_people import end, exclude, name, page_of, restrict
from tests.seats import confirmed, given_a_concern, seat
from tests.world import NOW, TODAY, World

pytestmark = pytest.mark.django_db
WHY = "He is at the gate with a man who says he is his uncle."


def rights(world: World, person: User) -> Rights:
    found = rights_of(person, world.marlowe.slug, on=TODAY)
    assert found is not None
    return found


def opens(world: World, person: User, *, level: Level = Level.STEPPED, why: str = WHY) -> Emergency:
    return open_in_emergency(
        rights=rights(world, person),
        seat=seat(person, level),
        pupil_id=world.pupils[0].pk,
        code="harm",
        reason=why,
        at=NOW,
    )


def facts_read(world: World, person: User) -> list[str]:
    with opened_file(
        seat(person), school_id=world.marlowe.pk, pupil_id=world.pupils[0].pk, purpose=Purpose.REVIEW
    ) as file:
        assert (file.reach, file.writes) == ("team", False)
        return list(ConcernWords.objects.values_list("facts", flat=True))


def test_the_head_reads_a_file_for_an_hour_and_no_longer(world: World) -> None:
    given_a_concern(world.lane, world.pupils[0])
    made = opens(world, world.adeyemi)
    assert made.until_at == NOW + timedelta(hours=1)
    assert facts_read(world, world.adeyemi) == ["Asked for a second lunch."]
    assert open_emergencies(rights(world, world.adeyemi), at=NOW) == [made.until_at]
    with time_machine.travel(NOW + timedelta(minutes=61), tick=False), pytest.raises(Http404):
        facts_read(world, world.adeyemi)


def test_the_officer_of_safeguarding_may_and_others_may_not(world: World) -> None:
    assert opens(world, world.staff[Role.DSO]).is_new
    for person in (world.lane, world.rahman, world.okafor, world.reid):
        with pytest.raises(Http404):
            opens(world, person)


def test_the_database_asks_for_the_post_the_second_factor_and_the_words_itself(world: World) -> None:
    with pytest.raises(Http404):
        opens(world, world.adeyemi, level=Level.CONFIRMED)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL ROLE daymark_sealed")
        cursor.execute(
            "SELECT safeguarding_break_glass(%s, %s, %s, %s)",
            [world.marlowe.pk, world.pupils[0].pk, WHY, NOW],
        )
        assert cursor.fetchone() == (None,)
        cursor.execute("SET LOCAL ROLE NONE")
    with pytest.raises(DatabaseError), transaction.atomic():
        EmergencyClock.objects.update(reviewed_at=NOW)


def test_twenty_characters_say_why(world: World) -> None:
    with pytest.raises(ValidationError, match="20 characters"):
        opens(world, world.adeyemi, why="  Because.          ")


def test_whoever_is_kept_out_stays_out(world: World) -> None:
    exclude(world, world.adeyemi)
    with pytest.raises(Http404):
        opens(world, world.adeyemi)
    restrict(world, world.reid)
    with pytest.raises(Http404):
        opens(world, world.staff[Role.DSO])
    assert not EmergencyClock.objects.exists()


def test_pressed_twice_it_is_one_emergency_and_one_mail_each(
    world: World, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    world.reid.email = "reid@example.org"
    world.reid.save()
    with django_capture_on_commit_callbacks(execute=True):
        first, second = opens(world, world.adeyemi), opens(world, world.adeyemi)
    assert (first.grant_id, first.is_new, second.is_new) == (second.grant_id, True, False)
    assert [(message.to, message.body) for message in mail.outbox] == [(["reid@example.org"], BODY)]


def test_somebody_else_reviews_it_and_the_clock_stops(world: World) -> None:
    opens(world, world.adeyemi)
    clock = EmergencyClock.objects.get()
    assert clock.due_at == NOW + timedelta(days=2)
    line = page_of(world).to_review[0]
    assert (line.person, line.kind) == ("Mrs Adeyemi", GrantKind.EMERGENCY)
    assert WHY in line.reason
    waiting = reviews_due(rights(world, world.reid), seat(world.reid))
    assert [row.pupil_id for row in waiting] == [world.pupils[0].pk]
    end(world, GrantKind.EMERGENCY)
    clock.refresh_from_db()
    assert clock.reviewed_at == NOW
    assert reviews_due(rights(world, world.reid), seat(world.reid)) == []


def test_nobody_else_reviews_it_who_is_kept_from_the_file(world: World) -> None:
    opens(world, world.staff[Role.DSO])
    exclude(world, world.adeyemi)
    assert reviews_due(rights(world, world.adeyemi), seat(world.adeyemi)) == []


def test_an_overdue_review_is_told_of_once_a_day(
    world: World, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    opens(world, world.staff[Role.DSO])
    assert overdue_reviews(at=NOW) == []
    row = EmergencyClock.objects.get()
    assert not tell_of_overdue_review(clock_row=row, at=NOW)
    late = NOW + timedelta(days=2, minutes=1)
    with time_machine.travel(late, tick=False), django_capture_on_commit_callbacks(execute=True):
        due = overdue_reviews(at=late)[0]
        assert tell_of_overdue_reviews() == "1 overdue review told of"
        assert not tell_of_overdue_review(clock_row=due, at=late)
    assert len(mail.outbox) == 2
    assert {message.body for message in mail.outbox} == {BODY}


def test_a_grant_of_a_day_that_has_come_waits_on_the_page(world: World) -> None:
    name(world, world.rahman)
    assert page_of(world).to_review == []


def test_the_page_opens_the_file_and_says_until_when(world: World) -> None:
    url = reverse("safeguarding_emergency", args=[world.marlowe.slug, world.pupils[0].pk])
    browser = confirmed(world.adeyemi)
    assert browser.get(url).status_code == 200
    assert browser.post(url, {"code": "harm", "reason": "Too short"}).status_code == 422
    done = browser.post(url, {"code": "harm", "reason": WHY}, follow=True)
    assert "Opened in an emergency" in done.text
    assert "09:49" in done.text
    assert confirmed(world.reid).get(url).status_code == 404
    elsewhere = reverse("safeguarding_emergency", args=[world.marlowe.slug, world.pupils_elsewhere["9T"].pk])
    assert browser.get(elsewhere).status_code == 404
