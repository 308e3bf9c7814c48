"""Who is late often: the list, its marks, its file, and whom gate and clinic expect tomorrow."""

import csv
import io
from collections.abc import Iterable
from datetime import date, datetime, timedelta

import pytest
import time_machine

from accounts.models import AuditEvent, User
from accounts.roles import Permission, Role
from accounts.verbs import Verb
from attendance.codes import LATE, LATE_AFTER_CLOSE
from attendance.models import Arrival, StayAtHome
from attendance.queries.lates import gate
from attendance.queries.lates.marks import late_marks
from attendance.queries.lates.repeated import LateChoice, LateLine, late_list
from schools.calendar import LONDON, Session
from schools.models import DatedValue, GroupMember, Pupil, RollEntry
from tests.factories import GroupMemberFactory, MarkFactory
from tests.integration.attendance.desk_steps import rights
from tests.integration.attendance.pages import statements, words_of
from tests.integration.attendance.permit_steps import permit_row
from tests.sign_in import signed_in
from tests.world import NOW, TODAY, TOMORROW, YESTERDAY, World, add_pupils

PAGE = "/marlowe-park/lates/"
GATE = f"{PAGE}tomorrow/"
# Tuesday 9 March: this school week and the last, then the two before them.
MONDAYS = (date(2027, 3, 8), date(2027, 3, 1))
BEFORE = (date(2027, 2, 23), date(2027, 2, 26))


def late(pupil: Pupil, *days: date, code: int = LATE, minutes: int | None = 10) -> None:
    for on in days:
        MarkFactory.create(pupil=pupil, date=on, code=code, minutes_late=minutes)


def lines(person: User, *, on: date = TODAY, order: str = "") -> list[LateLine]:
    choice = LateChoice(order=order)
    return late_list(rights(person), Permission.ATTENDANCE_HISTORY, choice, on=on).lines


def names(person: User, on: date = TODAY) -> list[str]:
    return [line.name for line in lines(person, on=on)]


def arrived(world: World, pupil: Pupil, on: date, reason: str, **facts: object) -> Arrival:
    at = datetime(on.year, on.month, on.day, 9, 40, tzinfo=LONDON)
    return Arrival.objects.create(
        school=pupil.school,
        pupil=pupil,
        date=on,
        session=Session.AM.value,
        arrived_at=at,
        minutes_late=50,
        reason=reason,
        signed_by=world.bell,
        signed_at=at,
        **facts,
    )


def test_three_lates_in_two_school_weeks_put_a_pupil_on_the_list(world: World) -> None:
    amir, zoe, _ = world.pupils
    late(amir, *MONDAYS)
    late(amir, TODAY, code=LATE_AFTER_CLOSE, minutes=45)
    late(zoe, *MONDAYS)

    (line,) = lines(world.okafor)

    assert (line.name, line.group, line.year) == ("Amir Khan", "8HW", 8)
    assert (line.lates.late, line.lates.after_close, line.lates.total) == (2, 1, 3)
    assert (line.by_weeks, line.by_half_term) == (True, False)
    assert line.lates.minutes_words == "1 h 5 min"
    assert line.lates.weekday_words == "2 on Monday, 1 on Tuesday"


def test_the_weeks_before_stand_beside_as_a_trend(world: World) -> None:
    late(world.pupils[0], *MONDAYS, TODAY, *BEFORE)
    late(world.pupils[0], date(2027, 2, 9), minutes=None)

    (line,) = lines(world.okafor)

    assert line.lates.trend_words == "3, was 3"
    assert line.lates.half_term == 5
    assert line.lates.minutes_words == "50 min"


def test_a_holiday_breaks_no_school_week(world: World) -> None:
    """The half-term week of 15 February has no school day: the last two school weeks reach past it."""
    late(world.pupils[0], date(2027, 2, 11), date(2027, 2, 12), date(2027, 2, 23))

    assert names(world.okafor, on=date(2027, 2, 24)) == ["Amir Khan"]
    assert names(world.okafor, on=date(2027, 3, 1)) == []


def test_six_in_the_half_term_are_repeated_lateness(world: World) -> None:
    days = [date(2027, 2, 23) + timedelta(days=n) for n in range(4)]
    late(world.pupils[0], *days, *MONDAYS)

    (line,) = lines(world.okafor)

    assert (line.lates.total, line.lates.half_term) == (2, 6)
    assert (line.by_weeks, line.by_half_term) == (False, True)


def test_minutes_that_are_missing_are_said(world: World) -> None:
    late(world.pupils[0], *MONDAYS, minutes=None)
    late(world.pupils[0], TODAY, minutes=4)

    (line,) = lines(world.okafor)

    assert line.lates.minutes_words == "4 min, 2 not written down"


def test_the_schools_own_limits_count_from_their_day(world: World) -> None:
    late(world.pupils[0], TODAY)
    DatedValue.objects.create(
        school=world.marlowe, key="late.count", value=1, valid_from=TODAY, source="Governors"
    )

    assert names(world.okafor) == ["Amir Khan"]
    assert names(world.okafor, on=YESTERDAY) == []


def test_the_last_reason_at_the_desk_is_told_and_one_taken_back_is_not(world: World) -> None:
    amir = world.pupils[0]
    late(amir, *MONDAYS, TODAY)
    arrived(world, amir, MONDAYS[0], "Missed the bus")
    arrived(
        world, amir, TODAY, "Wrong child", undone_by=world.bell, undone_at=NOW, undone_why="Another pupil"
    )

    assert lines(world.okafor)[0].said == "Missed the bus, Mon 8 Mar"


def test_the_list_ends_at_the_class_the_caseload_the_roll_and_the_school(world: World) -> None:
    megan, sam = world.pupils_elsewhere["7A"], world.pupils_elsewhere["9T"]
    for pupil in (world.pupils[0], megan, sam, world.pupils[1]):
        late(pupil, *MONDAYS, TODAY)
    RollEntry.objects.filter(pupil=world.pupils[1]).update(left_on=YESTERDAY, is_history=True)

    assert names(world.okafor) == ["Megan Hughes", "Amir Khan"]
    assert names(world.rahman) == names(world.lane) == ["Amir Khan"]
    assert names(world.mwangi) == ["Megan Hughes"]
    for person in (world.bell, world.staff[Role.GOVERNOR], world.staff[Role.ADMIN]):
        assert signed_in(person).get(PAGE).status_code == 403
    assert signed_in(world.shah).get(PAGE).status_code == 404


def test_the_page_filters_sorts_and_says_when_nobody_is_late(world: World) -> None:
    client = signed_in(world.okafor)
    assert "Nobody is late often." in words_of(client.get(PAGE))
    megan = world.pupils_elsewhere["7A"]
    late(world.pupils[0], *MONDAYS, TODAY, minutes=2)
    late(megan, *MONDAYS, TODAY, minutes=30)

    words = words_of(client.get(PAGE, {"order": "minutes"}))
    assert words.index("Megan Hughes") < words.index("Amir Khan")
    assert "Megan Hughes" not in words_of(client.get(PAGE, {"year": "8"}))
    assert "Amir Khan" not in words_of(client.get(PAGE, {"class": "7A"}))
    assert "Nobody of these is late often." in words_of(client.get(PAGE, {"year": "8", "class": "7A"}))
    assert client.get(PAGE, {"year": "x", "order": "x"}).status_code == 200


def test_a_figure_opens_its_marks(world: World) -> None:
    amir = world.pupils[0]
    late(amir, *MONDAYS, BEFORE[0])
    late(amir, TODAY, code=LATE_AFTER_CLOSE, minutes=None)
    arrived(world, amir, MONDAYS[0], "Missed the bus")
    path = f"{PAGE}pupils/{amir.pk}/"

    words = words_of(signed_in(world.okafor).get(path))

    assert "Since Mon 1 Mar 3 lates: 2 L and 1 U" in words
    assert "Mon 8 Mar AM L 10 min, signed in 09:40 Missed the bus" in words
    assert "Minutes not written down" in words
    assert "1 late: 1 L" in words
    assert signed_in(world.mwangi).get(path).status_code == 404
    assert signed_in(world.shah).get(path).status_code == 404


def test_a_mark_opens_the_register_of_the_class_of_its_day(world: World) -> None:
    amir = world.pupils[0]
    late(amir, *MONDAYS, TODAY)
    GroupMember.objects.filter(pupil=amir, group=world.class_8hw).update(until_on=YESTERDAY)
    GroupMemberFactory.create(pupil=amir, group=world.class_7a, from_on=TODAY)

    def opened(person: User) -> list[int]:
        spans = late_marks(rights(person), amir.pk, on=TODAY).spans
        urls = [mark.register_url for _, _, marks in spans for mark in marks if mark.register_url]
        return [signed_in(person).get(url).status_code for url in urls]

    assert opened(world.okafor) == [200] * 3
    assert opened(world.mwangi) == [200]


def test_a_long_list_for_the_gate_ends_with_a_sentence(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gate, "MOST_LINES", 2)
    _many_late(world.pupils)
    assert "1 more are not shown." in gate_words(world.okafor)


def test_the_file_is_for_who_may_take_it_out_and_is_written_down(world: World) -> None:
    amir = world.pupils[0]
    Pupil.objects.filter(pk=amir.pk).update(known_forename="=cmd()")
    late(amir, *MONDAYS, TODAY)
    path = f"{PAGE}file/"

    response = signed_in(world.okafor).get(path)

    heading, row = csv.reader(io.StringIO(response.content.decode("utf-8-sig")))
    assert heading[:3] == ["Name", "Class", "Year"]
    assert row[:9] == ["'=cmd() Khan", "8HW", "8", "3", "0", "3", "0", "3", "30"]
    event = AuditEvent.objects.get(verb="export")
    assert event.after is not None
    assert (event.actor, event.after["rows"], event.obj) == (world.okafor.pk, 1, "lates")
    assert signed_in(world.lane).get(path).status_code == 403
    assert "Save as CSV" not in words_of(signed_in(world.lane).get(PAGE))


def gate_words(person: User) -> str:
    return words_of(signed_in(person).get(GATE))


def test_tomorrow_is_the_next_school_day(world: World, clock: time_machine.Traveller) -> None:
    assert "For Wednesday 10 March, the next school day." in gate_words(world.okafor)
    clock.move_to(datetime(2027, 3, 25, 15, tzinfo=LONDON))
    assert "For Monday 12 April, the next school day." in gate_words(world.okafor)


def test_those_late_on_that_weekday_stand_first(world: World) -> None:
    amir, zoe, _ = world.pupils
    late(amir, *MONDAYS, TODAY)
    late(zoe, date(2027, 3, 3), date(2027, 3, 4), date(2027, 3, 5), date(2027, 2, 24))

    words = gate_words(world.okafor)

    assert words.index("Mostly late on a Wednesday") < words.index("Zoë O'Brien-Łukasiewicz")
    assert words.index("Zoë O'Brien-Łukasiewicz") < words.index("On other days") < words.index("Amir Khan")


@pytest.mark.parametrize("how", ["permit", "stay"])
def test_who_is_known_to_be_away_is_left_out_and_said(world: World, how: str) -> None:
    amir = world.pupils[0]
    late(amir, *MONDAYS, TODAY)
    assert "Amir Khan" in gate_words(world.okafor)
    if how == "permit":
        permit_row(world, amir, "C", starts_on=TOMORROW, ends_on=TOMORROW)
    else:
        StayAtHome.objects.create(
            school=world.marlowe,
            pupil=amir,
            from_on=TODAY,
            until_on=TOMORROW,
            why="A canary",
            asked_by=world.okafor,
            asked_at=NOW,
        )

    words = gate_words(world.okafor)

    assert "Amir Khan" not in words
    assert "1 more pupil is left out: known to be away that day." in words
    assert "canary" not in words


def test_the_sheet_for_paper_has_names_and_room_and_no_reason(world: World) -> None:
    amir = world.pupils[0]
    late(amir, *MONDAYS, TODAY)
    arrived(world, amir, TODAY, "Father in hospital")

    client = signed_in(world.okafor)
    client.get(GATE)
    assert not AuditEvent.objects.filter(verb=Verb.PRINT).exists()
    words = words_of(client.get(GATE, {"print": "1"}))

    event = AuditEvent.objects.get(verb=Verb.PRINT)
    assert (event.actor, event.obj) == (world.okafor.pk, "gate")
    assert "Amir Khan" in words
    assert "Wednesday 10 March" in words
    assert "hospital" not in words


@pytest.mark.parametrize("path", [PAGE, GATE, f"{GATE}?print=1", f"{PAGE}file/"])
def test_the_statements_do_not_grow_with_the_pupils(world: World, path: str) -> None:
    def sent() -> int:
        client = signed_in(world.okafor)
        with statements() as found:
            assert client.get(path).status_code == 200
        return len(found)

    late(world.pupils[0], *MONDAYS, TODAY)
    few = sent()
    _many_late(add_pupils(world.class_8hw, 12))
    assert sent() == few


def _many_late(pupils: Iterable[Pupil]) -> None:
    for pupil in pupils:
        late(pupil, *MONDAYS, TODAY)
