"""The pages of crossed lines: by kind with evidence in words, one session by session, and the pupil's."""

from datetime import date, timedelta

import pytest
from django.test import Client

from accounts.models import AuditEvent, User
from accounts.roles import Role
from accounts.verbs import Verb
from attendance.lines import LineKind
from attendance.models import CrossedLine, LineState
from attendance.queries.lines import standing
from schools.models import Pupil
from tests.integration.attendance.line_steps import acted, change_codes, line_of, mark_all, school_days, swept
from tests.integration.attendance.pages import statements, words_of
from tests.sign_in import signed_in
from tests.world import NOW, TODAY, YESTERDAY, World, add_pupils

PAGE = "/marlowe-park/lines/"
SATURDAY = date(2026, 9, 12)


@pytest.fixture
def amir(world: World) -> Pupil:
    """Six days without authority, two sessions of them N."""
    pupil = world.pupils[0]
    days = school_days(world.marlowe)
    mark_all(pupil, "/", days[:-6])
    mark_all(pupil, "O", days[-6:-1])
    mark_all(pupil, "N", days[-1:])
    swept(world)
    return pupil


def page_of(line: CrossedLine) -> str:
    return f"{PAGE}{line.pk}/"


def opened(person: User, path: str) -> str:
    return words_of(signed_in(person).get(path))


def test_a_line_stands_with_its_evidence_its_day_and_what_was_done_last(world: World, amir: Pupil) -> None:
    acted(world, line_of(amir, LineKind.NOTICE), "Rang Mrs Khan")

    words = opened(world.adeyemi, PAGE)

    assert "Penalty notice to consider" in words
    assert "12 unauthorised in 10 school weeks (limit 10), 2 of them N" in words
    assert "Rang Mrs Khan Ms Okafor, Tue 9 Mar" in words
    assert "Nothing yet" not in words.split("Rang Mrs Khan")[0].rsplit("Penalty notice", 1)[1]


def test_a_kind_and_a_year_are_chosen(world: World, amir: Pupil) -> None:
    megan = world.pupils_elsewhere["7A"]
    mark_all(megan, "O", school_days(world.marlowe)[-6:])
    swept(world)

    assert "Megan Hughes" in opened(world.okafor, f"{PAGE}?kind=notice")
    words = opened(world.okafor, f"{PAGE}?kind=notice&year=8")
    assert "Amir Khan" in words
    assert "Megan Hughes" not in words
    assert "No line of these stands." in opened(world.okafor, f"{PAGE}?kind=severe&year=8")
    assert "No line of these stands." in opened(world.okafor, f"{PAGE}?kind=nonsense&year=x")


def test_the_lines_end_at_the_caseload_the_right_and_the_school(world: World, amir: Pupil) -> None:
    megan = world.pupils_elsewhere["7A"]
    mark_all(megan, "O", school_days(world.marlowe)[-6:])
    swept(world)
    theirs = page_of(line_of(megan, LineKind.NOTICE))

    assert "Megan Hughes" not in opened(world.rahman, PAGE)
    assert signed_in(world.rahman).get(theirs).status_code == 404
    assert signed_in(world.reid).get(theirs).status_code == 200
    for person in (world.lane, world.bell, world.staff[Role.ADMIN], world.staff[Role.GOVERNOR]):
        assert signed_in(person).get(PAGE).status_code == 403
        assert signed_in(person).get(theirs).status_code == 403
    assert signed_in(world.shah).get(PAGE).status_code == 404
    assert "No pupil’s case has been granted to you." in opened(world.staff[Role.SENCO], PAGE)


def test_a_pupil_who_is_not_of_compulsory_age_is_in_no_list_of_notices(world: World) -> None:
    older = add_pupils(world.class_8hw, 1, [("Grown", "Una")], born_on=TODAY - timedelta(days=366 * 17))[0]
    mark_all(older, "O", school_days(world.marlowe)[-12:])
    swept(world)

    words = opened(world.okafor, PAGE)

    assert "Una Grown" in words
    assert not CrossedLine.objects.filter(pupil=older, kind=LineKind.NOTICE).exists()


def test_a_line_opens_to_its_sessions_and_their_registers(world: World, amir: Pupil) -> None:
    line = line_of(amir, LineKind.NOTICE)
    answer = signed_in(world.okafor).get(page_of(line))
    words = words_of(answer)

    assert "12 unauthorised since" in words
    assert "Tue 9 Mar AM N" in words
    assert words.count("Reached the line") == 1
    marks = f"/marlowe-park/pupils/{amir.pk}/marks/?from={line.from_on}&amp;until={line.until_on}"
    assert marks in answer.content.decode()
    assert f"/registers/{TODAY}/{world.class_8hw.pk}/am/" in answer.content.decode()
    assert AuditEvent.objects.filter(verb=Verb.OPEN, tbl="attendance_crossedline", pupil=amir.pk).exists()


def test_persistent_absence_opens_to_every_absence_of_the_year(world: World) -> None:
    zoe = world.pupils[1]
    mark_all(zoe, "////////I/", school_days(world.marlowe)[:50])
    mark_all(zoe, "I", [SATURDAY])
    swept(world)

    words = opened(world.okafor, page_of(line_of(zoe, LineKind.PERSISTENT)))

    assert "10 of 100 sessions missed, 10.0%. The line is 10." in words
    assert "10 sessions" in words
    assert words.count("Illness") == 10


def test_one_session_of_two_is_told_as_few(world: World) -> None:
    mark_all(world.pupils[0], "////////I/", school_days(world.marlowe)[:50])
    mark_all(world.pupils[1], "I/", school_days(world.marlowe)[:1])
    swept(world)

    words = opened(world.okafor, f"{PAGE}?kind=persistent")

    assert "1 of 2 sessions missed, 50.0%. The line is 1 few sessions" in words
    assert words.count("few sessions") == 1


def test_a_line_that_was_withdrawn_shows_which_codes_changed(world: World, amir: Pupil) -> None:
    change_codes(world, amir, 201, 104)
    swept(world)

    line = line_of(amir, LineKind.NOTICE)
    words = opened(world.okafor, page_of(line))

    assert line.state == LineState.WITHDRAWN
    assert "12 sessions, 10 changed since" in words
    assert "Now I: Illness" in words
    assert "Withdrawn since Tue 9 Mar" in words
    listed = opened(world.okafor, PAGE)
    assert "Ended in the last 20 school days" in listed
    assert "Withdrawn since Tue 9 Mar" in listed


def test_a_line_that_ended_long_ago_is_told_no_more(world: World, amir: Pupil) -> None:
    long_ago = YESTERDAY - timedelta(days=60)
    CrossedLine.objects.update(state=LineState.OVER, ended_on=long_ago, ended_at=NOW)

    assert "Amir Khan" not in opened(world.okafor, PAGE)


def test_the_pupils_page_names_the_lines_for_who_reads_cases(world: World, amir: Pupil) -> None:
    page = f"/marlowe-park/pupils/{amir.pk}/"

    words = opened(world.rahman, page)

    assert "Lines crossed" in words
    assert "Penalty notice to consider" in words
    assert "12 unauthorised since" in words
    assert "Expect a sickness return" in words
    assert "Expect a sickness return" not in opened(world.reid, page)
    assert "Lines crossed" not in opened(world.lane, page)


def test_a_long_list_shows_a_dozen_of_each_kind_and_turns_within_one(
    world: World, amir: Pupil, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(standing, "MOST_OF_KIND", 1)
    monkeypatch.setattr(standing, "LINES_ON_PAGE", 1)
    mark_all(world.pupils_elsewhere["7A"], "O", school_days(world.marlowe)[-6:])
    swept(world)

    assert "All 2 of Penalty notice to consider" in opened(world.okafor, PAGE)
    assert "Page 2 of 2" in opened(world.okafor, f"{PAGE}?kind=notice&page=2")


def test_the_pages_cost_the_same_for_one_line_and_for_many(world: World, amir: Pupil) -> None:
    client = signed_in(world.okafor)
    few = [cost(client, PAGE), cost(client, page_of(line_of(amir, LineKind.NOTICE)))]
    for pupil in add_pupils(world.class_8hw, 12):
        mark_all(pupil, "O", school_days(world.marlowe)[-12:])
    swept(world)
    many = [cost(client, PAGE), cost(client, page_of(line_of(pupil, LineKind.NOTICE)))]

    assert many == few
    assert max(many) <= 12


def cost(client: Client, path: str) -> int:
    with statements() as sent:
        assert client.get(path).status_code == 200
    return len(sent)
