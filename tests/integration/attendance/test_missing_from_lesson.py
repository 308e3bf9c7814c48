"""Who is in school and not in their lesson: the list, the follow-up to its outcome, and where a pupil is."""

from datetime import time, timedelta
from typing import Any

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404

from accounts.models import AuditEvent, User
from attendance.codes import LATE_AFTER_CLOSE
from attendance.models import CodePermit, LessonFollowUp
from attendance.queries.lessons.follow_ups import follow_up_for, follow_up_page, version_of_follow_up
from attendance.queries.lessons.missing import MissingPage, missing_page
from attendance.queries.lessons.where_now import where_now
from attendance.services.follow_ups import FollowUpFacts, open_follow_up, write_follow_up
from attendance.services.sign_outs import sign_back
from schools.models import Lesson, Pupil
from schools.services.stale import StaleError
from tests.factories import LessonCoverFactory, MarkFactory
from tests.integration.attendance.desk_steps import desk_signs_out, geography, rights, staff_of, teacher_marks
from tests.integration.attendance.pages import statements, words_of
from tests.integration.attendance.permit_steps import permit_row
from tests.integration.attendance.steps import mark, officer_saves, teacher_saves
from tests.sign_in import signed_in
from tests.world import NOW, TODAY, TOMORROW, YESTERDAY, World, add_pupils

MISSING = "/marlowe-park/lessons/missing/"
TEN = NOW.replace(hour=10, minute=42)


def missing(person: User, on: Any = TODAY) -> MissingPage:
    return missing_page(rights(person), on=on)


def names(person: User, on: Any = TODAY) -> list[str]:
    return [line.name for line in missing(person, on).open]


def truant(world: World, pupil: Pupil | None = None, **facts: Any) -> Lesson:
    """In school by the register, and marked N in geography."""
    child = pupil or world.pupils[0]
    teacher_saves(world, mark(child, "/"))
    lesson = geography(world, **facts)
    teacher_marks(lesson, world.lane, (child, "N"), at=TEN)
    return lesson


def test_present_for_the_session_and_marked_n_is_missing(world: World) -> None:
    amir, zoe, jack = world.pupils
    teacher_saves(world, mark(amir, "/"), mark(zoe, "L"), mark(jack, "N"))
    teacher_marks(geography(world), world.lane, (amir, "N"), (zoe, "/"), (jack, "N"))
    (line,) = missing(world.rahman).open
    assert (line.name, line.tutor_group, line.when) == ("Amir Khan", "8HW", "09:00")
    assert line.where == "8HW Geography, P1, room H2, Ms Lane"
    assert line.last_seen == "Not seen in a lesson before it that day"


def test_a_pupil_without_a_register_mark_is_not_called_missing(world: World) -> None:
    teacher_marks(geography(world), world.lane, (world.pupils[0], "N"))
    assert names(world.rahman) == []


@pytest.mark.parametrize(("minutes", "found"), [(15, ["Amir Khan"]), (16, [])])
def test_u_counts_from_the_arrival_on(world: World, minutes: int, found: list[str]) -> None:
    amir = world.pupils[0]
    MarkFactory.create(pupil=amir, date=TODAY, code=LATE_AFTER_CLOSE, minutes_late=minutes)
    teacher_marks(geography(world), world.lane, (amir, "N"))
    assert names(world.rahman) == found


def test_who_was_signed_out_for_some_of_the_lesson_is_not_missing(world: World) -> None:
    amir = world.pupils[0]
    row = desk_signs_out(world, amir)
    truant(world)
    assert names(world.rahman) == []
    sign_back(rights=rights(world.bell), sign_out_id=row.pk, at=NOW + timedelta(minutes=10))
    assert names(world.rahman) == ["Amir Khan"]


def test_who_was_agreed_elsewhere_is_not_missing(world: World) -> None:
    truant(world)
    permit_row(world, world.pupils[0], places=[3])  # Tuesday afternoon alone
    assert names(world.rahman) == ["Amir Khan"]
    permit_row(world, world.pupils[0])
    assert names(world.rahman) == []


@pytest.mark.parametrize(("ended_days_ago", "missing"), [(0, []), (1, ["Amir Khan"])])
def test_a_permit_that_was_ended_still_excuses_the_days_before_its_end(
    world: World, ended_days_ago: int, missing: list[str]
) -> None:
    amir = world.pupils[0]
    MarkFactory.create(pupil=amir, date=YESTERDAY)
    lesson = geography(world, weekday=YESTERDAY.weekday())
    teacher_marks(lesson, world.lane, (amir, "N"), on=YESTERDAY)
    CodePermit.objects.create(
        school=world.marlowe,
        pupil=amir,
        code=33,
        starts_on=YESTERDAY,
        ends_on=TODAY,
        granted_by=world.okafor,
        granted_at=NOW,
        ended_at=NOW - timedelta(days=ended_days_ago),
        ended_by=world.okafor,
        ended_reason="Back early",
    )
    assert names(world.rahman) == missing


def test_the_list_says_where_they_were_seen_last_and_who_covers(world: World) -> None:
    amir = world.pupils[0]
    truant(world)
    later = geography(world, period="P2", starts=time(10), ends=time(11), subject="Art", room="A1")
    LessonCoverFactory.create(lesson=later, date=TODAY, staff=staff_of(world.mwangi), room="A9")
    teacher_marks(later, world.lane, (amir, "/"), at=TEN)
    third = geography(world, period="P3", starts=time(10, 45), ends=time(11, 30), subject="Music")
    teacher_marks(third, world.lane, (amir, "N"), at=TEN)
    first, second = missing(world.rahman).open
    assert (first.when, first.last_seen) == ("10:45", "Last seen in Art, P2, room A1")
    assert second.when == "09:00"
    teacher_marks(later, world.lane, (amir, "N", 1), at=TEN)
    where = {line.where for line in missing(world.rahman).open}
    assert "8HW Art, P2, room A9, Mr Mwangi" in where


def test_a_pupil_in_a_lesson_who_never_signed_in_is_named(world: World) -> None:
    amir, zoe, _ = world.pupils
    officer_saves(world, mark(amir, "N"), mark(zoe, "/"))
    teacher_marks(geography(world), world.lane, (amir, "/"), (zoe, "/"))
    page = missing(world.rahman)
    assert [(line.name, line.where) for line in page.not_signed_in] == [
        ("Amir Khan", "Geography, P1, room H2, Ms Lane")
    ]


def test_the_list_ends_at_the_caseload_and_the_school(world: World) -> None:
    megan = world.pupils_elsewhere["7A"]
    MarkFactory.create(pupil=megan, date=TODAY)
    other = geography(world, group=world.class_7a, staff=staff_of(world.mwangi))
    teacher_marks(other, world.mwangi, (megan, "N"))
    truant(world)
    assert names(world.rahman) == ["Amir Khan"]
    assert names(world.okafor) == ["Megan Hughes", "Amir Khan"]
    with pytest.raises(Http404):
        open_follow_up(rights=rights(world.rahman), pupil_id=megan.pk, lesson_id=other.pk, on=TODAY, at=TEN)
    with pytest.raises(PermissionDenied):
        follow(world, other, by=world.lane)


def follow(world: World, lesson: Lesson, *, by: User | None = None) -> LessonFollowUp:
    who = rights(by or world.rahman)
    return open_follow_up(rights=who, pupil_id=world.pupils[0].pk, lesson_id=lesson.pk, on=TODAY, at=TEN)


def write(world: World, row: LessonFollowUp, *, version: str = "", **facts: Any) -> LessonFollowUp:
    return write_follow_up(
        rights=rights(world.rahman),
        follow_up_id=row.pk,
        facts=FollowUpFacts(**facts),
        version=version or version_of_follow_up(follow_up_for(rights(world.rahman), row.pk)),
        at=TEN,
    )


def test_one_person_looks_and_the_other_is_told(world: World) -> None:
    lesson = truant(world)
    row = follow(world, lesson)
    assert follow(world, lesson).pk == row.pk
    with pytest.raises(ValidationError, match="Mr Rahman is looking for Amir Khan since 10:42"):
        follow(world, lesson, by=world.okafor)
    (line,) = missing(world.okafor).open
    assert (line.state, line.is_mine) == ("Mr Rahman is looking, 10:42", False)
    audit = AuditEvent.objects.get(tbl="attendance_lessonfollowup", verb="insert")
    assert (audit.actor, audit.pupil) == (world.rahman.pk, world.pupils[0].pk)


def test_a_mark_that_was_put_right_needs_no_follow_up(world: World) -> None:
    lesson = truant(world)
    teacher_marks(lesson, world.lane, (world.pupils[0], "L", 1), at=TEN)
    assert names(world.rahman) == []
    with pytest.raises(ValidationError, match="Amir Khan is marked late in this lesson now"):
        follow(world, lesson)


def test_an_outcome_settles_it_and_counts_as_truancy_of_the_half_term(world: World) -> None:
    lesson = truant(world)
    row = write(world, follow(world, lesson), found_at=TEN, found_where="Behind the gym", outcome="truanted")
    assert (row.settled_by, row.settled_at) == (world.rahman, TEN)
    page = missing(world.rahman)
    assert (page.open, [line.state for line in page.settled]) == ([], ["Truanted, in school, 10:42"])
    with pytest.raises(ValidationError, match=r"Mr Rahman settled this at 10:42\. Nothing was changed"):
        write(world, row, words="Again")
    again = geography(world, period="P2", starts=time(10), ends=time(11))
    teacher_marks(again, world.lane, (world.pupils[0], "N"), at=TEN)
    assert [line.repeat for line in missing(world.rahman).open] == ["Truanted 1 time this half term"]
    told = follow_up_page(
        rights(world.rahman), follow_up_for(rights(world.rahman), follow(world, again).pk), on=TODAY
    )
    assert [line.outcome for line in told.earlier] == ["Truanted, in school"]


def test_refusals_of_a_follow_up_are_plain_sentences(world: World) -> None:
    row = follow(world, truant(world))
    with pytest.raises(ValidationError, match="Give a time that is not still to come"):
        write(world, row, found_at=TEN + timedelta(hours=1))
    with pytest.raises(ValidationError, match="Say what came of it"):
        write(world, row, outcome="other")
    seen = version_of_follow_up(row)
    write(world, row, found_where="Library")
    with pytest.raises(StaleError, match="Where is now Library"):
        write(world, row, version=seen, found_where="Gym")


def test_what_is_not_settled_stays_on_the_list_of_the_next_day(world: World) -> None:
    lesson = truant(world)
    assert names(world.rahman, TOMORROW) == ["Amir Khan"]
    assert names(world.rahman, TODAY + timedelta(days=30)) == []
    row = follow(world, lesson)
    assert names(world.rahman, TODAY + timedelta(days=30)) == ["Amir Khan"]
    assert [line.when for line in missing(world.rahman, TOMORROW).open] == ["Tue 9 Mar, 09:00"]
    write(world, row, outcome="with_staff")
    assert names(world.rahman, TOMORROW) == []


def test_a_follow_up_from_the_list_to_its_outcome_by_the_pages(world: World) -> None:
    lesson = truant(world)
    with time_machine.travel(TEN, tick=False):
        client = signed_in(world.rahman)
        assert "Amir Khan 8HW 09:00 8HW Geography, P1, room H2, Ms Lane" in words_of(client.get(MISSING))
        sent = {"line": f"{world.pupils[0].pk}.{lesson.pk}.{TODAY}"}
        opened = client.post(MISSING, sent)
        page = opened.headers["Location"]
        other = signed_in(world.okafor).post(MISSING, sent, follow=True)
        assert "Mr Rahman is looking for Amir Khan since 10:42." in words_of(other)
        version = client.get(page).context["page"].version
        bad = client.post(page, {"version": version, "outcome": "other", "found_where": "Gym"})
        assert (bad.status_code, "Say what came of it" in words_of(bad)) == (422, True)
        assert 'value="Gym"' in bad.content.decode()
        done = client.post(
            page, {"version": version, "outcome": "truanted", "found_at": "10:40"}, follow=True
        )
        assert "Amir Khan: settled." in words_of(done)
        assert "Truanted, in school, 10:42" in words_of(done)
        assert "Settled 10:42 by Mr Rahman" in words_of(client.get(page))
        for garbled in ("x", "1.2", "1.x.2027-03-09", "1.2.2027-13-01"):
            told = client.post(MISSING, {"line": garbled}, follow=True)
            assert "We could not read that." in words_of(told)


def test_where_now_answers_first(world: World) -> None:
    amir = world.pupils[0]

    def answer() -> str:
        return where_now(rights(world.rahman), amir, now=TEN.replace(hour=9, minute=30)).answer

    assert answer() == "No mark this morning yet. No lesson now"
    geography(world)
    assert answer() == "Should be in Geography, 8HW, P1 (room H2, Ms Lane)"
    lesson = Lesson.objects.get()
    teacher_saves(world, mark(amir, "/"))
    teacher_marks(lesson, world.lane, (amir, "N"), at=TEN)
    assert answer() == "Missing from Geography, 8HW, P1 (room H2, Ms Lane)"
    teacher_marks(lesson, world.lane, (amir, "/", 1), at=TEN)
    assert answer() == "In Geography, 8HW, P1 (room H2, Ms Lane)"
    desk_signs_out(world, amir)
    assert answer() == "Left the site at 08:49"


def test_where_now_tells_the_letter_and_the_reason_by_right(world: World) -> None:
    amir = world.pupils[0]
    officer_saves(world, mark(amir, "I"))
    desk_signs_out(world, amir)
    url = f"/marlowe-park/pupils/{amir.pk}/now/"
    told = words_of(signed_in(world.rahman).get(url))
    assert "Absent this morning (I)" in told
    assert "Out 08:49: Medical or dental appointment: dentist" in told
    opened = AuditEvent.objects.get(verb="open", pupil=amir.pk)
    assert (opened.actor, opened.tbl) == (world.rahman.pk, "schools_pupil")
    assert "dentist" not in words_of(signed_in(world.reid).get(url))
    assert signed_in(world.lane).get(url).status_code == 403
    assert (
        signed_in(world.rahman)
        .get(f"/marlowe-park/pupils/{world.pupils_elsewhere['7A'].pk}/now/")
        .status_code
        == 404
    )


def test_the_pages_ask_as_often_for_many_as_for_one(world: World) -> None:
    lesson = truant(world)
    row = follow(world, lesson)
    client = signed_in(world.rahman)
    pages = (MISSING, f"{MISSING}{row.pk}/", f"/marlowe-park/pupils/{world.pupils[0].pk}/now/")

    def counts() -> list[int]:
        found = []
        for page in pages:
            with statements() as asked:
                client.get(page)
            found.append(len(asked))
        return found

    counts()
    few = counts()
    added = add_pupils(world.class_8hw, 12)
    for pupil in added:
        MarkFactory.create(pupil=pupil, date=TODAY)
    teacher_marks(lesson, world.lane, *((pupil, "N") for pupil in added))
    geography(world, period="P2", starts=time(10), ends=time(11))
    assert counts() == few
    assert len(missing(world.rahman).open) == 13
