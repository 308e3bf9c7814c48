"""What people do about crossed lines, what they expect, and how they are told that one was withdrawn."""

from collections.abc import Callable
from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404

from accounts.models import AuditEvent, User
from attendance.codes import ILLNESS, UNKNOWN_CIRCUMSTANCES
from attendance.lines import LineKind
from attendance.models import CrossedLine, LineAct, LineState, LineTold
from attendance.services.line_acts import (
    act_on_line,
    end_expectation,
    expect_sickness,
    mark_told_read,
)
from schools.models import DatedValue, Pupil, RollEntry
from tests.integration.attendance.desk_steps import rights
from tests.integration.attendance.line_steps import (
    acted,
    change_codes,
    line_of,
    looked_again,
    mark_all,
    school_days,
    swept,
)
from tests.integration.attendance.pages import words_of
from tests.sign_in import signed_in
from tests.world import NOW, TODAY, YESTERDAY, World, add_pupils

TODAY_PAGE = "/marlowe-park/"
SATURDAY = date(2027, 3, 6)
STANDING = LineState.STANDING.value
WHY = "Operation on Monday, six weeks at home"


@pytest.fixture
def amir(world: World) -> Pupil:
    """Five days without authority: the line of a penalty notice."""
    pupil = world.pupils[0]
    mark_all(pupil, "O", school_days(world.marlowe)[-5:])
    swept(world)
    return pupil


@pytest.fixture
def notice(amir: Pupil) -> CrossedLine:
    return line_of(amir, LineKind.NOTICE)


def act(person: User, line: CrossedLine, words: str = "Wrote to the family", seen: str = STANDING) -> LineAct:
    return act_on_line(rights=rights(person), line_id=line.pk, words=words, seen=seen, at=NOW)


def expect(person: User, pupil: Pupil, words: str = WHY) -> CrossedLine:
    return expect_sickness(rights=rights(person), pupil_id=pupil.pk, words=words, at=NOW)


def refusal(refused: Callable[[], object]) -> str:
    with pytest.raises(ValidationError) as told:
        refused()
    return " ".join(told.value.messages)


def test_what_one_person_did_is_seen_by_the_next_and_audited_without_the_words(
    world: World, notice: CrossedLine
) -> None:
    made = act(world.okafor, notice)

    words = words_of(signed_in(world.rahman).get(f"/marlowe-park/lines/{notice.pk}/"))

    assert "Wrote to the family Ms Okafor, Tue 9 Mar, 08:49" in words
    event = AuditEvent.objects.get(tbl="attendance_lineact", obj=str(made.pk))
    assert event.actor == world.okafor.pk
    assert "Wrote" not in str(event.after)


def test_the_form_sent_twice_writes_one_act(world: World, notice: CrossedLine) -> None:
    path = f"/marlowe-park/lines/{notice.pk}/done/"
    sent = {"words": "Rang Mrs Khan", "seen": STANDING, "save_key": str(uuid4())}
    client = signed_in(world.okafor)

    assert [client.post(path, sent).status_code for _ in range(2)] == [302, 302]
    assert LineAct.objects.count() == 1
    empty = client.post(path, {"seen": STANDING, "save_key": str(uuid4())})
    assert empty.status_code == 422
    assert "This is needed" in words_of(empty)


def test_who_reads_cases_and_works_none_does_not_act(world: World, notice: CrossedLine) -> None:
    with pytest.raises(PermissionDenied):
        act(world.reid, notice)
    with pytest.raises(Http404):
        act_on_line(
            rights=rights(world.shah, "tallis-wood"), line_id=notice.pk, words="Ours", seen=STANDING, at=NOW
        )
    assert signed_in(world.reid).post(f"/marlowe-park/lines/{notice.pk}/done/").status_code == 403
    assert "What was done" in words_of(signed_in(world.reid).get(f"/marlowe-park/lines/{notice.pk}/"))


def test_a_line_that_was_withdrawn_under_the_form_is_looked_at_again(
    world: World, amir: Pupil, notice: CrossedLine
) -> None:
    change_codes(world, amir, UNKNOWN_CIRCUMSTANCES, ILLNESS)
    looked_again(world)
    path = f"/marlowe-park/lines/{notice.pk}/done/"

    answer = signed_in(world.okafor).post(path, {"words": "Sent the first letter", "seen": STANDING})

    assert answer.status_code == 422
    assert not LineAct.objects.exists()
    words = words_of(answer)
    assert "This line is “withdrawn” since you opened the page" in words
    assert "Sent the first letter" in words
    act(world.okafor, notice, "Told Mrs Khan that the letter does not hold", LineState.WITHDRAWN.value)


def test_ms_okafor_is_told_once_that_the_line_she_acted_on_was_withdrawn(
    world: World, amir: Pupil, notice: CrossedLine
) -> None:
    """O becomes I: the line never held, and who acted on it learns that on the first page of the day."""
    acted(world, notice)
    acted(world, notice, "Rang the mother")

    change_codes(world, amir, UNKNOWN_CIRCUMSTANCES, ILLNESS)
    looked_again(world)
    looked_again(world)

    notice.refresh_from_db()
    assert notice.state == LineState.WITHDRAWN
    told = LineTold.objects.get(line=notice)
    client = signed_in(world.okafor)
    page = words_of(client.get(TODAY_PAGE))
    assert "Penalty notice to consider, Amir Khan. The line that you acted on was withdrawn" in page
    assert "acted on was withdrawn" not in words_of(signed_in(world.adeyemi).get(TODAY_PAGE))

    assert client.post(f"/marlowe-park/lines/told/{told.pk}/read/").status_code == 302
    page = words_of(client.get(TODAY_PAGE))
    assert "acted on was withdrawn" not in page
    assert "Read. The line’s page still says what changed." in page


def test_a_line_that_stands_again_takes_what_was_done_along_and_the_withdrawn_one_leads_to_it(
    world: World, amir: Pupil, notice: CrossedLine
) -> None:
    """O becomes I and O again: the old line says which mark changed by whom, the new one what was done."""
    acted(world, notice)
    for before, after in ((UNKNOWN_CIRCUMSTANCES, ILLNESS), (ILLNESS, UNKNOWN_CIRCUMSTANCES)):
        change_codes(world, amir, before, after)
        looked_again(world)
    again = CrossedLine.objects.get(pupil=amir, kind=LineKind.NOTICE, state=STANDING)
    client = signed_in(world.okafor)

    today = client.get(TODAY_PAGE)
    assert "It stands again" in words_of(today)
    assert f'href="/marlowe-park/lines/{again.pk}/"' in today.content.decode()
    old = client.get(f"/marlowe-park/lines/{notice.pk}/")
    assert "It stands again since" in words_of(old)
    assert f'href="/marlowe-park/lines/{again.pk}/"' in old.content.decode()
    assert "I became O Ms Okafor, Tue 9 Mar, 08:49" in words_of(old)
    assert "O became I Ms Okafor, Tue 9 Mar, 08:49" in words_of(old)
    new = words_of(client.get(f"/marlowe-park/lines/{again.pk}/"))
    assert "Wrote to the family Ms Okafor, Tue 9 Mar, 08:49, about the line that was withdrawn" in new
    assert "Marks that changed" not in new


def test_of_more_withdrawn_lines_the_page_shows_one_at_a_time_and_says_how_many_there_are(
    world: World, amir: Pupil
) -> None:
    lines = CrossedLine.objects.filter(pupil=amir, kind__in=(LineKind.NOTICE, LineKind.SEVERE))
    for line in lines:
        LineTold.objects.create(line=line, person=world.okafor, at=NOW)

    page = words_of(signed_in(world.okafor).get(TODAY_PAGE))

    assert "Withdrawn after you acted 1 of 2" in page
    assert page.count("acted on was withdrawn") == 1


def test_what_somebody_else_was_told_is_not_mine_to_put_away(world: World, notice: CrossedLine) -> None:
    told = LineTold.objects.create(line=notice, person=world.okafor, at=NOW)

    with pytest.raises(Http404):
        mark_told_read(rights=rights(world.adeyemi), told_id=told.pk, at=NOW)
    for later in (NOW, NOW + timedelta(hours=1)):
        mark_told_read(rights=rights(world.okafor), told_id=told.pk, at=later)
    told.refresh_from_db()
    assert told.read_at == NOW


def test_a_sickness_return_is_expected_before_its_days_are_reached(world: World) -> None:
    zoe = world.pupils[1]
    mark_all(zoe, "I", school_days(world.marlowe)[-6:])

    line = expect(world.okafor, zoe)

    assert (line.count, line.limit, line.found_by, line.words) == (6, 15, world.okafor, WHY)
    assert len(line.sessions) == 12
    page = words_of(signed_in(world.rahman).get(f"/marlowe-park/lines/{line.pk}/"))
    assert "6 days with illness by Tue 9 Mar, and expected to reach 15" in page
    assert WHY in page
    assert WHY not in words_of(signed_in(world.rahman).get("/marlowe-park/lines/"))
    event = AuditEvent.objects.get(verb="line.expect")
    assert (event.pupil, event.actor, event.after) == (zoe.pk, world.okafor.pk, None)


def test_two_sessions_make_a_day_of_illness_where_the_school_says_so(world: World) -> None:
    mark_all(world.pupils[1], "I/", school_days(world.marlowe)[-6:])
    DatedValue.objects.create(
        school=world.marlowe,
        key="absence.sickness_unit",
        value="sessions",
        valid_from=YESTERDAY,
        source="Council",
    )

    assert expect(world.okafor, world.pupils[1]).count == 3


def test_the_same_is_expected_once_and_another_is_told_by_whom(world: World) -> None:
    zoe = world.pupils[1]

    assert expect(world.okafor, zoe) == expect(world.okafor, zoe)
    assert refusal(lambda: expect(world.adeyemi, zoe)).startswith("Ms Okafor expects this already")


def test_no_return_is_expected_that_the_law_does_not_ask_for(world: World) -> None:
    una = add_pupils(world.class_8hw, 1, [("Grown", "Una")], born_on=TODAY - timedelta(days=366 * 17))[0]
    assert "not of compulsory school age" in refusal(lambda: expect(world.okafor, una))
    jack = world.pupils[2]
    RollEntry.objects.filter(pupil=jack).update(left_on=YESTERDAY, is_history=True)
    assert "not on roll today" in refusal(lambda: expect(world.okafor, jack))
    zoe = world.pupils[1]
    mark_all(zoe, "I", school_days(world.marlowe)[-15:])
    swept(world)
    assert "has reached the days already" in refusal(lambda: expect(world.okafor, zoe))
    assert "Say it in a line" in refusal(lambda: expect(world.okafor, zoe, ""))


def test_an_expectation_stands_until_the_days_are_reached(world: World) -> None:
    zoe = world.pupils[1]
    line = expect(world.okafor, zoe)
    swept(world)
    line.refresh_from_db()
    assert line.state == STANDING

    mark_all(zoe, "I", school_days(world.marlowe)[-15:])
    looked_again(world)

    line.refresh_from_db()
    assert (line.state, line_of(zoe, LineKind.SICKNESS).state) == (LineState.OVER, STANDING)


def test_a_person_ends_an_expectation_with_words_and_no_other_line(world: World, notice: CrossedLine) -> None:
    line = expect(world.okafor, world.pupils[1])
    path = f"/marlowe-park/lines/{line.pk}/end/"
    client = signed_in(world.rahman)

    assert client.post(path, {"words": ""}).status_code == 422
    assert [client.post(path, {"words": "Back since Monday"}).status_code for _ in range(2)] == [302, 302]

    line.refresh_from_db()
    assert (line.state, line.ended_on) == (LineState.OVER, TODAY)
    assert [(row.by, row.words) for row in line.acts.all()] == [(world.rahman, "Back since Monday")]
    with pytest.raises(Http404):
        end_expectation(rights=rights(world.okafor), line_id=notice.pk, words="No", at=NOW)


def test_the_page_of_an_expectation_says_how_many_days_there_are(world: World) -> None:
    zoe = world.pupils[1]
    mark_all(zoe, "I", [SATURDAY, *school_days(world.marlowe)[-4:]])
    path = f"/marlowe-park/pupils/{zoe.pk}/sickness/"
    client = signed_in(world.rahman)

    assert "has 4 days with illness this school year. The return is made at 15 days." in words_of(
        client.get(path)
    )
    opened = AuditEvent.objects.get(verb="open", pupil=zoe.pk)
    assert (opened.actor, opened.tbl) == (world.rahman.pk, "attendance_crossedline")
    assert client.post(path, {"words": WHY}).status_code == 302
    refused = signed_in(world.okafor).post(path, {"words": "Flu"})
    assert refused.status_code == 422
    assert "Mr Rahman expects this already" in words_of(refused)
    megan = world.pupils_elsewhere["7A"]
    assert client.get(f"/marlowe-park/pupils/{megan.pk}/sickness/").status_code == 404
