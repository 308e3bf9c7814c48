"""A missed check-in is told at once to the whole office, without the child's name, until it is answered."""

from datetime import timedelta

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import DatabaseError

from accounts.models import User
from attendance.home_visits import Press
from attendance.models import Visit
from attendance.queries.visits.alarms import missed_check_ins
from attendance.services.visits.presses import answer_alarm, ask_more_time
from attendance.services.visits.records import write_visit
from tests.integration.attendance.desk_steps import rights
from tests.integration.attendance.pages import statements, words_of
from tests.integration.attendance.steps import raw_act, run
from tests.integration.attendance.visit_steps import found, planned, presses, today_at
from tests.sign_in import signed_in
from tests.world import World

ALERTS = "/marlowe-park/alerts/"
MISSED = "Check-in missed: Ms Okafor should have said at 15:00 that they are safe."


def under_way(world: World) -> Visit:
    """Ms Okafor set out at 14:00 and says by 15:00 that she is safe."""
    return presses(planned(world), Press.SET_OUT, at=today_at(14))


def told(person: User, *, at: int, minute: int = 0) -> list[str]:
    return [line.words for line in missed_check_ins(rights(person), today_at(at, minute))]


def test_the_alarm_rises_at_the_minute_for_who_visits_the_whole_school(world: World) -> None:
    under_way(world)
    assert told(world.adeyemi, at=14, minute=59) == []
    for person in (world.okafor, world.reid, world.adeyemi):
        assert told(person, at=15) == [MISSED]
    for person in (world.rahman, world.lane, world.bell):
        assert told(person, at=15) == []


def test_nobody_at_another_school_is_told(world: World) -> None:
    under_way(world)
    assert missed_check_ins(rights(world.shah, "tallis-wood"), today_at(16)) == []


def test_it_stays_until_the_visitor_says_so(world: World) -> None:
    visit = under_way(world)
    assert told(world.reid, at=23) == [MISSED]
    presses(visit, Press.SAFE, at=today_at(23))
    assert told(world.reid, at=23) == []


def test_it_stays_until_somebody_answers_it_in_words(world: World) -> None:
    visit = under_way(world)
    with pytest.raises(ValidationError, match="Say what you learned"):
        answer_alarm(is_safe=True, rights=rights(world.reid), visit_id=visit.pk, words="", at=today_at(15))
    answered = answer_alarm(
        is_safe=True,
        rights=rights(world.reid),
        visit_id=visit.pk,
        words="I rang her, she is safe",
        at=today_at(15, 5),
    )
    assert (answered.alarm_by, answered.alarm_at) == (world.reid, today_at(15, 5))
    assert told(world.okafor, at=16) == []


def test_an_answer_does_not_cover_a_time_that_was_asked_for_after_it(world: World) -> None:
    visit = under_way(world)
    answer_alarm(
        is_safe=True, rights=rights(world.reid), visit_id=visit.pk, words="She is safe", at=today_at(15, 5)
    )
    ask_more_time(
        rights=rights(world.okafor), visit_id=visit.pk, seen_check_in=today_at(15), at=today_at(15, 6)
    )
    assert told(world.reid, at=15, minute=20) == []
    assert told(world.reid, at=15, minute=21) == [MISSED.replace("15:00", "15:21")]


def test_once_it_is_written_down_safety_is_answered_once(world: World) -> None:
    visit, officer, lead = under_way(world), rights(world.okafor), rights(world.reid)
    write_visit(rights=officer, visit_id=visit.pk, found=found(), at=today_at(14, 40))
    with pytest.raises(ValidationError, match="Press “I am safe”"):
        ask_more_time(rights=officer, visit_id=visit.pk, seen_check_in=visit.check_in_by, at=today_at(14, 50))
    assert told(world.reid, at=15) == [MISSED]
    answer_alarm(
        is_safe=True, rights=lead, visit_id=visit.pk, words="I rang her, she is safe", at=today_at(15, 5)
    )
    with pytest.raises(ValidationError, match="Mr Reid answered this"):
        answer_alarm(is_safe=True, rights=lead, visit_id=visit.pk, words="Not so", at=today_at(15, 6))
    with pytest.raises(DatabaseError, match="safety stands"), raw_act(world.reid):
        run("UPDATE attendance_visit SET alarm_words = 'Not so' WHERE id = %s", visit.pk)
    presses(visit, Press.SAFE, at=today_at(15, 10))
    with pytest.raises(DatabaseError, match="safety stands"), raw_act(world.okafor):
        run("UPDATE attendance_visit SET safe_at = NULL, safe_by_id = NULL WHERE id = %s", visit.pk)


def test_every_open_page_is_told_first_and_nobody_puts_it_away(world: World) -> None:
    visit = under_way(world)
    with time_machine.travel(today_at(15, 1), tick=False):
        (line,) = signed_in(world.adeyemi).get(ALERTS).json()["alerts"]
    assert (line["kind"], line["words"], line["seen_url"]) == ("alarm", MISSED, "")
    assert line["url"] == f"/marlowe-park/visits/{visit.pk}/"
    assert "Amir" not in str(line)


def test_the_alarm_goes_on_while_nobody_reached_the_visitor(world: World) -> None:
    visit = under_way(world)
    with time_machine.travel(today_at(15, 1), tick=False):
        client = signed_in(world.reid)
        client.post(
            f"/marlowe-park/visits/{visit.pk}/answer/", {"words": "Rang twice, no answer", "safe": "no"}
        )
        assert MISSED in words_of(client.get(f"/marlowe-park/visits/{visit.pk}/"))
    assert told(world.okafor, at=15, minute=30) == [MISSED]
    assert [note.words for note in visit.notes.all()] == ["Rang twice, no answer"]


def test_the_page_of_the_visit_asks_for_the_answer_and_keeps_what_was_typed(world: World) -> None:
    visit = under_way(world)
    with time_machine.travel(today_at(15, 1), tick=False):
        client = signed_in(world.reid)
        assert MISSED in words_of(client.get(f"/marlowe-park/visits/{visit.pk}/"))
        empty = client.post(f"/marlowe-park/visits/{visit.pk}/answer/", {"words": ""})
        assert empty.status_code == 422
        client.post(
            f"/marlowe-park/visits/{visit.pk}/answer/", {"words": "I rang her, she is safe", "safe": "yes"}
        )
        words = words_of(client.get(f"/marlowe-park/visits/{visit.pk}/"))
    assert MISSED not in words
    assert "Answered by Mr Reid 15:01: I rang her, she is safe" in words
    presses(visit, Press.SAFE, at=today_at(15, 20))
    with time_machine.travel(today_at(15, 30), tick=False):
        words = words_of(client.get(f"/marlowe-park/visits/{visit.pk}/"))
    assert "Safe 15:20, said by Ms Okafor" in words
    assert "Answered by Mr Reid 15:01" in words


def test_the_alarms_cost_one_statement_however_many(world: World) -> None:
    under_way(world)
    with statements() as one:
        assert len(missed_check_ins(rights(world.reid), today_at(16))) == 1
    for pupil in world.pupils[1:]:
        presses(planned(world, pupil), Press.SET_OUT, at=today_at(14))
    with statements() as more:
        assert len(missed_check_ins(rights(world.reid), today_at(16))) == 3
    assert len(one) == len(more)


def test_the_clock_alone_raises_it(world: World) -> None:
    """No job runs between two looks: only the hour is another."""
    under_way(world)
    before, after = (
        missed_check_ins(rights(world.reid), today_at(15) + timedelta(seconds=each)) for each in (-1, 0)
    )
    assert (len(before), len(after)) == (0, 1)
