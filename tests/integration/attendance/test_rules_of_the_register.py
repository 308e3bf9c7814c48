"""The rules of domain.md 1.3 where codes are set: a save of the register, and an amendment."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, IntegrityError, transaction

from attendance.codes import LATE, LATE_AFTER_CLOSE, NO_REASON, find_code, present_letter
from attendance.models import CodePermit, Mark
from attendance.services.marks import SaveOutcome, save_marks
from schools.calendar import Session
from schools.models import Pupil, RollEntry, SessionHours
from schools.services.dated_values import set_value
from tests.factories import MarkFactory
from tests.integration.attendance.desk_steps import desk_signs_out
from tests.integration.attendance.pages import address, as_sent, fields_of, rows_of, send, words_of
from tests.integration.attendance.steps import (
    AFTER_CLOSE,
    amendments,
    mark,
    officer_amends,
    officer_saves,
    standing,
    teacher_saves,
)
from tests.sign_in import signed_in
from tests.world import NOW, TODAY, YESTERDAY, World

YEAR_12 = date(2009, 11, 9)
OLD = date(2027, 3, 1)


def said(outcome: SaveOutcome) -> list[str]:
    """What a save refused, in the order of the page."""
    assert outcome.saved == []
    return [problem.message for problem in outcome.problems]


def refused(world: World, pupil: Pupil, letter: str, *, on: date = TODAY, **facts: Any) -> str:
    """What an amendment by the officer is told; nothing was changed."""
    before = standing(pupil, on=on)
    with pytest.raises(ValidationError) as refusal:
        officer_amends(world, pupil, letter, on=on, **facts)
    after = standing(pupil, on=on)
    assert before is not None
    assert after is not None
    assert before.version == after.version
    return str(refusal.value.message_dict["code"][0])


@pytest.fixture
def amir(world: World) -> Pupil:
    return world.pupils[0]


@pytest.fixture
def absent(world: World, amir: Pupil) -> Pupil:
    """Amir, first coded N."""
    teacher_saves(world, mark(amir, "N"))
    return amir


@pytest.mark.parametrize("born_on", [date(2023, 1, 9), date(2014, 3, 4), YEAR_12])
def test_one_code_for_each_session_whatever_the_pupils_age(world: World, amir: Pupil, born_on: date) -> None:
    Pupil.objects.filter(pk=amir.pk).update(born_on=born_on)
    for half, at in ((Session.AM, NOW), (Session.PM, NOW.replace(hour=13, minute=10))):
        frame = world.frame(session=half)
        teacher_saves(world, mark(amir, present_letter(half)), frame=frame, at=at)
        assert teacher_saves(world, mark(amir, "N", base=1), frame=frame, at=at).problems == []

    standing_codes = Mark.objects.filter(pupil=amir, date=TODAY).order_by("session")
    assert list(standing_codes.values_list("session", "code")) == [(1, NO_REASON), (2, NO_REASON)]
    with pytest.raises(IntegrityError), transaction.atomic():
        MarkFactory.create(pupil=amir, date=TODAY, session=1, code=LATE)


def test_leaving_early_does_not_alter_the_code_set_at_registration(world: World, amir: Pupil) -> None:
    teacher_saves(world, mark(amir, "/"))
    before = Mark.objects.filter(pupil=amir).values().get()

    desk_signs_out(world, amir, out_at=NOW + timedelta(hours=1))

    assert Mark.objects.filter(pupil=amir).values().get() == before


def agree_part_time(world: World, pupil: Pupil, *, places: list[int]) -> None:
    """A part-time timetable agreed for these sessions of the week."""
    code = find_code("C2", TODAY)
    assert code
    CodePermit.objects.create(
        school=world.marlowe,
        pupil=pupil,
        code=code.number,
        starts_on=YESTERDAY,
        ends_on=TODAY + timedelta(days=20),
        places=places,
        granted_by=world.okafor,
        granted_at=NOW,
    )


@pytest.mark.parametrize("minutes", [0, 31])
def test_a_register_stays_open_for_30_minutes_at_most(world: World, minutes: int) -> None:
    with pytest.raises(DatabaseError), transaction.atomic():
        SessionHours.objects.filter(school=world.marlowe).update(register_minutes=minutes)


@pytest.mark.parametrize("letter", ["\\", "L", "U"])
def test_nobody_is_here_before_the_register_of_a_session_opens(
    world: World, amir: Pupil, letter: str
) -> None:
    afternoon = world.frame(session=Session.PM)
    early = NOW.replace(hour=13, minute=0) - timedelta(minutes=16)
    sentence = "he afternoon has not begun, so nobody has come to it yet"

    assert said(officer_saves(world, mark(amir, letter), frame=afternoon, at=early)) == [
        f"Amir Khan: t{sentence}"
    ]
    officer_saves(world, mark(amir, "I"), frame=afternoon, at=early)
    with pytest.raises(ValidationError, match=f"T{sentence}"):
        officer_amends(world, amir, letter, session=Session.PM, at=early)


def test_a_pupil_is_present_once_the_register_is_open(world: World, amir: Pupil) -> None:
    opens_at = NOW.replace(hour=13, minute=0) - timedelta(minutes=15)

    outcome = teacher_saves(world, mark(amir, "\\"), frame=world.frame(session=Session.PM), at=opens_at)

    assert [saved.pupil_id for saved in outcome.saved] == [amir.pk]


def test_l_is_refused_to_a_teacher_once_the_register_has_closed(world: World, amir: Pupil) -> None:
    assert said(teacher_saves(world, mark(amir, "L"), at=AFTER_CLOSE)) == [
        "Amir Khan: the register closed at 09:15. After that an arrival is U: ask the office"
    ]
    assert standing(amir) is None


def test_l_with_the_minutes_of_an_earlier_arrival_is_kept(world: World, amir: Pupil) -> None:
    assert [
        saved.minutes for saved in teacher_saves(world, mark(amir, "L", minutes=10), at=AFTER_CLOSE).saved
    ] == [10]


@pytest.mark.parametrize(("hour", "minute", "minutes"), [(8, 52, [7]), (9, 16, []), (3, 0, [0])])
def test_an_l_that_waited_for_the_network_is_judged_by_when_it_was_pressed(
    world: World, amir: Pupil, hour: int, minute: int, minutes: list[int]
) -> None:
    pressed = {amir.pk: NOW.replace(hour=hour, minute=minute).isoformat()}

    outcome = save_marks(
        world.frame(), [mark(amir, "L")], by=world.lane, office=False, at=AFTER_CLOSE, pressed=pressed
    )

    assert [saved.minutes for saved in outcome.saved] == minutes


def test_u_is_refused_while_the_register_is_open_and_kept_after_its_close(world: World, amir: Pupil) -> None:
    assert said(officer_saves(world, mark(amir, "U"))) == [
        "Amir Khan: the register is open until 09:15. An arrival before that is L"
    ]

    officer_saves(world, mark(amir, "U"), at=AFTER_CLOSE)

    kept = standing(amir)
    assert kept is not None
    assert (kept.code, kept.minutes_late) == (LATE_AFTER_CLOSE, 44)


def test_u_is_refused_for_who_came_when_the_session_was_over(world: World, amir: Pupil) -> None:
    assert said(officer_saves(world, mark(amir, "U", minutes=200), at=NOW.replace(hour=14))) == [
        "Amir Khan: the morning ended at 12:00. A pupil who came later missed it: choose the reason, or N"
    ]


def test_a_pupil_first_coded_n_who_arrives_after_close_becomes_u(world: World, absent: Pupil) -> None:
    assert refused(world, absent, "L") == (
        "The register closed at 09:15. After that an arrival is U, "
        "and for an earlier one give the minutes late"
    )
    assert refused(world, absent, "L", minutes=44) == (
        "The register closed at 09:15. After that an arrival is U"
    )
    assert refused(world, absent, "/", reason="Arrived late") == (
        "/ is for a pupil who was here when the register began. An arrival is L or U"
    )

    officer_amends(world, absent, "U", minutes=44, reason="Arrived late")

    kept = standing(absent)
    assert kept is not None
    assert (kept.code, kept.minutes_late) == (LATE_AFTER_CLOSE, 44)
    assert [change.reason for change in amendments(absent)] == ["Arrived late"]


def test_an_arrival_before_the_close_that_was_seen_late_is_l(world: World, absent: Pupil) -> None:
    officer_amends(world, absent, "L", minutes=25, reason="Arrived late")

    kept = standing(absent)
    assert kept is not None
    assert kept.code == LATE


def test_an_n_past_its_fifth_school_day_is_shown_and_never_changed(world: World, amir: Pupil) -> None:
    officer_saves(world, mark(amir, "N"), frame=world.frame(OLD))

    response = signed_in(world.okafor).get(address(world, on=OLD))

    assert "N could stand until Monday 8 March. Give the reason, or change it to O" in words_of(response)
    kept = standing(amir, on=OLD)
    assert kept is not None
    assert kept.version == 1


def test_an_n_on_its_fifth_school_day_is_not_yet_spoken_of(world: World, amir: Pupil) -> None:
    on = date(2027, 3, 2)
    officer_saves(world, mark(amir, "N"), frame=world.frame(on))

    assert "could stand until" not in words_of(signed_in(world.okafor).get(address(world, on=on)))


def test_setting_an_old_n_is_kept_with_a_warning(world: World, amir: Pupil) -> None:
    outcome = officer_saves(world, mark(amir, "N"), frame=world.frame(OLD))

    assert [saved.pupil_id for saved in outcome.saved] == [amir.pk]
    assert [warning.message for warning in outcome.warnings] == [
        "N could stand until Monday 8 March. Give the reason, or change it to O"
    ]


def test_a_school_that_asks_for_fewer_days_is_told_after_them(world: World, amir: Pupil) -> None:
    set_value(
        school=world.marlowe,
        key="n_code.school_days",
        value=1,
        valid_from=TODAY,
        source="Policy, page 4",
        by=world.okafor,
        at=NOW,
    )
    on = date(2027, 3, 5)
    overdue = "N could stand until Monday 8 March. Give the reason, or change it to O"

    outcome = officer_saves(world, mark(amir, "N"), frame=world.frame(on))

    assert [warning.message for warning in outcome.warnings] == [overdue]
    assert overdue in words_of(signed_in(world.okafor).get(address(world, on=on)))


def test_x_is_refused_at_compulsory_school_age(world: World, absent: Pupil) -> None:
    sentence = "X is only for a pupil who is not of compulsory school age on that day"
    assert refused(world, absent, "X") == sentence
    assert said(officer_saves(world, mark(world.pupils[1], "X"))) == [f"Zoë O'Brien-Łukasiewicz: {sentence}"]
    Pupil.objects.filter(pk=absent.pk).update(born_on=YEAR_12)
    assert officer_saves(world, mark(absent, "X", base=1)).problems == []


def test_c2_is_refused_without_an_agreement_for_that_session(world: World, absent: Pupil) -> None:
    sentence = (
        "C2 needs a part-time timetable that is agreed for this session. "
        "Enter the agreement first, or choose another code"
    )
    agree_part_time(world, absent, places=[3, 4])
    assert refused(world, absent, "C2") == sentence
    assert said(officer_saves(world, mark(absent, "C2", base=1))) == [f"Amir Khan: {sentence}"]

    agree_part_time(world, absent, places=[2])

    assert [saved.version for saved in officer_saves(world, mark(absent, "C2", base=1)).saved] == [2]


def test_c2_is_refused_for_a_pupil_not_of_compulsory_school_age(world: World, absent: Pupil) -> None:
    Pupil.objects.filter(pk=absent.pk).update(born_on=YEAR_12)
    agree_part_time(world, absent, places=[2])
    absent.refresh_from_db()

    assert (
        refused(world, absent, "C2")
        == "C2 is only for a pupil of compulsory school age on that day. For others X is the code"
    )


@pytest.mark.parametrize(("enrolment", "may"), [("C", False), ("G", False), ("M", True), ("S", True)])
def test_d_is_refused_for_a_pupil_registered_at_one_school(
    world: World, amir: Pupil, enrolment: str, may: bool
) -> None:
    RollEntry.objects.filter(pupil=amir).update(enrolment=enrolment)

    outcome = officer_saves(world, mark(amir, "D"))

    assert [problem.message for problem in outcome.problems] == (
        []
        if may
        else [
            (
                "Amir Khan: D is only for a pupil who is registered at two schools. "
                "Change the registration on the pupil's record first, or choose another code"
            )
        ]
    )


@pytest.mark.parametrize(("letter", "least"), [("S", 11), ("W", 10)])
def test_s_warns_below_year_11_and_w_below_year_10(
    world: World, amir: Pupil, letter: str, least: int
) -> None:
    answer = send(signed_in(world.okafor), address(world, "register_save"), as_sent(amir, letter)).json()

    assert [row["pupil"] for row in answer["marks"]] == [amir.pk]
    assert answer["warnings"] == [
        {"pupil": amir.pk, "message": f"{letter} is rarely right below Year {least}. Check the code."}
    ]


def test_the_plain_form_shows_the_warning_too(world: World, amir: Pupil) -> None:
    client = signed_in(world.okafor)
    sent = fields_of(client.get(address(world))) | {f"other-{amir.pk}": "W", "action": "save"}

    response = client.post(address(world, "register_save"), sent, follow=True)

    assert "Amir Khan: W is rarely right below Year 10. Check the code." in words_of(response)
    assert [row["data-code"] for row in rows_of(response) if row["data-pupil"] == str(amir.pk)] == ["W"]


def test_the_morning_stroke_is_refused_in_the_afternoon(world: World, absent: Pupil) -> None:
    assert refused(world, absent, "\\") == "\\ is the afternoon mark, and this is the morning"
    afternoon = world.frame(session=Session.PM)
    assert said(officer_saves(world, mark(absent, "/"), frame=afternoon)) == [
        "Amir Khan: / is the morning mark, and this is the afternoon"
    ]


def test_z_and_the_closure_mark_are_set_by_nobody_on_a_register(world: World, absent: Pupil) -> None:
    for letter in ("Z", "#"):
        assert refused(world, absent, letter) == "Choose a code from the list"


def test_no_code_is_amended_before_the_starting_day(world: World, amir: Pupil) -> None:
    MarkFactory.create(pupil=amir, date=YESTERDAY)
    RollEntry.objects.filter(pupil=amir).update(admitted_on=TODAY)

    assert refused(world, amir, "I", on=YESTERDAY) == (
        "No code stands before the starting day, Tuesday 9 March 2027. Leave the session without a mark"
    )


def test_no_code_is_amended_after_the_day_of_deletion(world: World, absent: Pupil) -> None:
    RollEntry.objects.filter(pupil=absent).update(left_on=YESTERDAY, ground="a", decided_by=world.adeyemi)

    assert refused(world, absent, "O") == (
        "No code stands after the last day on roll, Monday 8 March 2027. Leave the session without a mark"
    )


def test_a_pupil_who_came_back_is_judged_by_the_entry_of_the_day(world: World, amir: Pupil) -> None:
    RollEntry.objects.filter(pupil=amir).update(
        left_on=date(2026, 12, 18), ground="a", decided_by=world.adeyemi
    )
    MarkFactory.create(pupil=amir, date=TODAY)
    assert "after the last day on roll, Friday 18 December 2026" in refused(world, amir, "I")
    RollEntry.objects.create(pupil=amir, school=world.marlowe, admitted_on=YESTERDAY, enrolment="S")

    officer_amends(world, amir, "D")

    assert len(amendments(amir)) == 1


def test_a_teacher_sets_no_code_that_authorises_an_absence(world: World, amir: Pupil) -> None:
    for letter in ("C", "M", "I", "S"):
        assert said(teacher_saves(world, mark(amir, letter))) == [
            f"Amir Khan: the office sets {letter}. Choose present, L or N, and tell the office"
        ]


def test_the_moment_of_the_close_is_after_it(world: World, amir: Pupil) -> None:
    closes = datetime.combine(TODAY, NOW.timetz()).replace(hour=9, minute=15)
    assert said(teacher_saves(world, mark(amir, "L"), at=closes))
    assert teacher_saves(world, mark(amir, "L"), at=closes - timedelta(seconds=1)).saved
