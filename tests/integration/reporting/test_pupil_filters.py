"""The list of pupils narrowed, ordered and with chosen columns: as far as each person's rights reach."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection

from accounts.models import User
from accounts.roles import Role
from schools.calendar import Session
from schools.models import DatedValue, Pupil, RollEntry
from tests.factories import ProtectedFactFactory, SupportFactFactory
from tests.integration.reporting.steps import PUPILS_PAGE, audit_lines, marked, opened, shown, statements
from tests.world import TODAY, YESTERDAY, World, add_pupils

AMIR, ZOE, JACK, MEGAN = "Khan, Amir", "O'Brien-Łukasiewicz, Zoë", "Abbott, Jack", "Hughes, Megan"
WIDEST = (
    "year=8&sex=F&fact=sen,cp&without=eal&absence=persistent&band=90&with=lately&ethnicity=W&transport=bus"
    "&columns=group,year,flags,attended,percent,missed,authorised,illness,unauthorised,lates,left,lately"
    "&sort=-lately"
)


def found(person: User, query: str = "") -> Any:
    return opened(person, f"{PUPILS_PAGE}?{query}").context["found"]


def names(person: User, query: str = "") -> list[str]:
    return [line.name for line in found(person, query).rows]


def few_sessions_count(world: World) -> None:
    """Percentages from four sessions on, for these small tests."""
    DatedValue.objects.create(
        school=world.marlowe,
        key="figures.few_sessions",
        value=4,
        valid_from=date(2026, 9, 1),
        source="Policy",
    )


def weeks_of_marks(world: World) -> None:
    """Amir missed 4 of 10 without authority and one ill, Jack none; Zoë was late once, Megan has no mark."""
    amir, zoe, jack = world.pupils
    for day in range(1, 6):
        on = TODAY.replace(day=day)
        for session in (Session.AM, Session.PM):
            letter = "/" if session is Session.AM else "\\"
            marked([jack], letter, on=on, session=session)
            marked(
                [amir],
                "O" if day < 3 else "I" if (day, session) == (3, Session.AM) else letter,
                on=on,
                session=session,
            )
            late = (day, session) == (5, Session.AM)
            marked([zoe], "L" if late else letter, on=on, session=session, minutes=5 if late else None)


LEFT_BY = {
    "year=8": [JACK, AMIR, ZOE],
    "year=7": [MEGAN],
    "absence=persistent": [AMIR],
    "absence=severe": [AMIR],
    "absence=none": [MEGAN],
    "band=97": [JACK, ZOE],
    "with=late": [ZOE],
    "with=unauthorised": [AMIR],
    "with=lately": [AMIR],
    "with=notice": [],
    "absence=persistent&year=7": [],
    "sort=-missed": [AMIR, JACK, ZOE, MEGAN],
    "sort=percent": [AMIR, JACK, ZOE, MEGAN],
    "sort=-group": [JACK, AMIR, ZOE, MEGAN],
}


def test_a_filter_leaves_those_of_whom_it_holds_and_an_order_puts_them_in_it(world: World) -> None:
    weeks_of_marks(world)
    assert {query: names(world.okafor, query) for query in LEFT_BY} == LEFT_BY


def test_the_absence_is_split_on_every_list(world: World) -> None:
    few_sessions_count(world)
    weeks_of_marks(world)
    (amir,) = found(world.okafor, "absence=severe").rows
    assert {cell.title: cell.words for cell in amir.cells} == {
        "Class": "8HW",
        "Year": "Year 8",
        "Sessions attended": "5 of 10",
        "Attendance": "50.0%",
        "Missed": "5",
        "Authorised": "1",
        "Of these illness": "1",
        "Unauthorised": "4",
    }
    assert amir.note == "Severely absent"


def test_chosen_columns_stand_in_their_own_order(world: World) -> None:
    weeks_of_marks(world)
    page = found(world.okafor, "columns=lately,lates&columns=left&q=khan")
    assert [head.title for head in page.heads] == [
        "Late",
        "Left before persistent absence",
        "Unauthorised in 10 school weeks",
    ]
    assert page.rows[0].cell("Unauthorised in 10 school weeks") == "4"
    assert int(page.rows[0].cell("Left before persistent absence")) > 0


def test_facts_narrow_the_list_for_those_who_may_see_them(world: World) -> None:
    amir, zoe, _ = world.pupils
    for pupil, kind in ((amir, "sen"), (zoe, "sen"), (zoe, "eal")):
        SupportFactFactory.create(pupil=pupil, kind=kind)
    SupportFactFactory.create(pupil=amir, kind="eal", from_on=date(2026, 9, 1), until_on=YESTERDAY)
    assert names(world.okafor, "fact=sen") == [AMIR, ZOE]
    assert names(world.okafor, "fact=sen,eal") == [ZOE]
    assert names(world.okafor, "fact=sen&without=eal") == [AMIR]
    assert names(world.okafor, "without=sen") == [JACK, MEGAN]
    assert names(world.lane, "fact=sen") == [AMIR, ZOE]


def test_a_filter_by_what_one_may_not_see_is_as_good_as_none_and_says_so(world: World) -> None:
    amir = world.pupils[0]
    SupportFactFactory.create(pupil=amir, kind="sen")
    ProtectedFactFactory.create(pupil=amir, kind="cp")
    weeks_of_marks(world)
    bell = names(world.bell)
    for query in (
        "fact=sen",
        "fact=cp",
        "without=cp",
        "absence=persistent",
        "with=late",
        "sort=-missed",
        "band=97",
    ):
        page = found(world.bell, query)
        assert ([line.name for line in page.rows], page.choice.is_cut) == (bell, True), query
        assert not page.narrowed
    lane = [JACK, AMIR, ZOE]
    assert names(world.lane, "fact=cp") == names(world.lane, "ethnicity=W") == lane
    assert "not yours to filter by" in shown(world.lane, f"{PUPILS_PAGE}?fact=cp")
    assert "Child protection" not in shown(world.lane, PUPILS_PAGE)


def test_facts_of_pupils_out_of_reach_betray_nothing_by_who_is_listed(world: World) -> None:
    """Mr Rahman looks up Year 8 alone: whoever else has the fact is in no list of his."""
    megan = world.pupils_elsewhere["7A"]
    ProtectedFactFactory.create(pupil=megan, kind="cp")
    ProtectedFactFactory.create(pupil=world.pupils[0], kind="cp")
    assert names(world.rahman, "fact=cp") == [AMIR]
    assert names(world.reid, "fact=cp") == [MEGAN, AMIR]


def test_who_was_shown_by_a_protected_fact_is_written_down_once(world: World) -> None:
    ProtectedFactFactory.create(pupil=world.pupils[0], kind="cp")
    for _ in range(2):
        shown(world.reid, f"{PUPILS_PAGE}?fact=cp")
    assert [(line.tbl, line.pupil) for line in audit_lines("open", by=world.reid)] == [
        ("schools_protectedfact", world.pupils[0].pk)
    ]
    shown(world.okafor, f"{PUPILS_PAGE}?columns=flags")
    assert [line.pupil for line in audit_lines("open", by=world.okafor)] == [world.pupils[0].pk]
    shown(world.adeyemi, f"{PUPILS_PAGE}?columns=group&sort=flags")
    assert [line.pupil for line in audit_lines("open", by=world.adeyemi)] == [world.pupils[0].pk]
    assert audit_lines("open", by=world.lane) == []


def test_who_is_listed_without_a_protected_fact_is_written_down_too(world: World) -> None:
    ProtectedFactFactory.create(pupil=world.pupils[0], kind="cp")
    assert names(world.reid, "without=cp&year=8") == [JACK, ZOE]
    told = {line.pupil for line in audit_lines("open", by=world.reid)}
    assert told == {world.pupils[1].pk, world.pupils[2].pk}


def test_a_list_without_figures_says_nothing_of_absence(world: World) -> None:
    few_sessions_count(world)
    weeks_of_marks(world)
    plain = found(world.okafor, "columns=group,year")
    assert (plain.notes, {line.note for line in plain.rows}) == ([], {""})
    for query in ("columns=group,missed", "columns=group&absence=severe", "columns=group&sort=missed"):
        page = found(world.okafor, query)
        assert "Severely absent" in {line.note for line in page.rows}, query
        assert any("Sessions from" in note for note in page.notes), query


def test_the_flags_column_shows_each_flag_by_its_right(world: World) -> None:
    SupportFactFactory.create(pupil=world.pupils[0], kind="eal")
    ProtectedFactFactory.create(pupil=world.pupils[0], kind="cp")
    told = {
        who: found(who, "columns=flags&q=khan").rows[0].cell("Flags")
        for who in (world.okafor, world.lane, world.bell)
    }
    assert list(told.values()) == ["EAL, CP", "EAL", ""]


def test_leavers_of_this_year_have_a_list_of_their_own(world: World) -> None:
    RollEntry.objects.filter(pupil=world.pupils[0]).update(
        left_on=YESTERDAY, ground="a", decided_by=world.adeyemi, is_history=False
    )
    assert names(world.okafor, "roll=left") == [AMIR]
    assert AMIR not in names(world.okafor)


def test_records_narrow_the_list_for_who_keeps_them(world: World) -> None:
    Pupil.objects.filter(pk=world.pupils[0].pk).update(
        ethnicity="WBRI", transport="School bus", home_language="Polish", sex="M"
    )
    Pupil.objects.exclude(pk=world.pupils[0].pk).update(ethnicity="AIND", sex="F")
    for query in ("ethnicity=W", "transport=school+BUS", "language=polish", "sex=M"):
        assert names(world.bell, query) == [AMIR], query
    assert found(world.bell, "transport=school+BUS").choice.saved == "transport=School+bus"
    assert found(world.bell, "language=a+secret").choice.is_cut, "words that no record has are kept nowhere"
    assert names(world.lane, "sex=M") == [AMIR]


@pytest.mark.parametrize(
    "query",
    [
        "year=x&group=9999999&fact=';--&absence=&band=1e9&with=%00&sort=born_on&columns=upn,%00",
        "year=" + "9" * 400 + "&page=-1&roll=everybody&ethnicity=%25&transport=%00",
        "sort=--missed&sort=-&fact=,,,&without=nonsense&sex=M%27%20OR%201=1",
        "language=%25&transport=_&columns=" + "x" * 2000,
        "fact=fact%2C" * 300,
    ],
)
def test_hostile_addresses_end_as_the_whole_list_and_the_page_says_so(world: World, query: str) -> None:
    page = found(world.okafor, query)
    assert ([line.name for line in page.rows], page.choice.is_cut) == (names(world.okafor), True)
    assert not page.narrowed


def test_a_filter_is_a_link_that_sets_it_and_takes_it_off(world: World) -> None:
    page = found(world.okafor, "year=8&fact=sen&q=a")
    year = next(panel for panel in page.panels if panel.title == "Year")
    assert [(each.words, each.is_set) for each in year.links] == [("Year 7", False), ("Year 8", True)]
    assert year.links[1].url == f"{PUPILS_PAGE}?q=a&fact=sen"
    assert [each.words for each in page.narrowed] == ["Year 8", "SEN support"]
    classes = next(panel for panel in page.panels if panel.title == "Class")
    assert [each.words for each in classes.links] == ["8HW"]
    facts = next(panel for panel in page.panels if panel.title == "Support and protection")
    medical = next(each for each in facts.links if each.words == "Medical condition")
    assert "fact=sen%2Cmedical" in medical.url


def test_the_page_says_which_rule_basis_and_days_its_figures_have(world: World) -> None:
    page = shown(world.okafor, f"{PUPILS_PAGE}?absence=persistent")
    assert "Sessions from 1 September 2026 to 9 March 2027. All pupils on roll" in page
    assert "Narrowed to: Persistently absent." in page
    assert "Sessions from" not in shown(world.bell, PUPILS_PAGE)


def test_a_group_of_the_figures_opens_to_its_pupils(world: World) -> None:
    marked(world.pupils, "/")
    page = opened(world.okafor, "/marlowe-park/figures/?by=class").context["page"]
    (row,) = [row for row in page.table.rows if row.name == "8HW"]
    assert names(world.okafor, row.pupils_url.partition("?")[2]) == [JACK, AMIR, ZOE]
    governor = opened(world.staff[Role.GOVERNOR], "/marlowe-park/figures/").context["page"]
    assert governor.table.whole.pupils_url == ""


def left_of(world: World, place: int, query: str = "") -> int:
    """How many sessions the list leaves a pupil before persistent absence."""
    found_now = found(world.okafor, f"columns=left&{query}")
    name = [AMIR, ZOE, JACK][place]
    (row,) = [row for row in found_now.rows if row.name == name]
    return int(row.cell("Left before persistent absence"))


def leaves(world: World, pupil: Pupil, on: date) -> None:
    RollEntry.objects.filter(pupil=pupil).update(left_on=on, ground="a", decided_by=world.adeyemi)


def test_after_leaving_no_session_is_to_come_and_nobody_is_near_a_line(world: World) -> None:
    for day in range(1, 6):
        for session in (Session.AM, Session.PM):
            marked([world.pupils[0]], "/", on=TODAY.replace(day=day), session=session)
    leaves(world, world.pupils[0], YESTERDAY)
    assert left_of(world, 0, "roll=left") == 1, "one of the ten sessions that there were"
    assert names(world.okafor, "roll=left&absence=near") == []


def test_a_known_day_of_leaving_ends_what_is_to_come_on_the_list_the_page_and_the_marks(
    world: World,
) -> None:
    weeks_of_marks(world)
    zoe, jack = world.pupils[1], world.pupils[2]
    for pupil in (zoe, jack):
        marked([pupil], "/")
    usual = left_of(world, 2)
    leaves(world, jack, TODAY + timedelta(days=2))
    # Ten sessions, today's, and of this week Tuesday afternoon, Wednesday and Thursday.
    assert left_of(world, 2) == 2 < usual == left_of(world, 1)
    for pupil, left in ((jack, 2), (zoe, usual)):
        tiles = opened(world.okafor, f"{PUPILS_PAGE}{pupil.pk}/").context["pupil"].tiles
        assert str(left) in [tile.value for tile in tiles]
        marks = opened(world.okafor, f"{PUPILS_PAGE}{pupil.pk}/marks/").context["page"]
        assert f"{left} sessions left of the whole year before 90%" in marks.left
    assert names(world.okafor, "absence=near") == [JACK]


MANY = """
INSERT INTO schools_pupil (school_id, upn, admission_number, legal_surname, legal_forename, middle_names,
  known_surname, known_forename, former_names, sex, born_on)
SELECT %(school)s, '', 'M' || n, 'Surname' || n, 'Pupil', '', 'Surname' || n, 'Pupil', '', 'F', '2014-03-05'
FROM generate_series(1, 1490) n;
INSERT INTO schools_rollentry (pupil_id, school_id, admitted_on, {columns})
SELECT p.id, p.school_id, '2026-09-01', {entry} FROM schools_pupil p
JOIN schools_rollentry e ON e.pupil_id = %(like)s WHERE p.admission_number LIKE 'M%%';
INSERT INTO schools_groupmember (group_id, pupil_id, from_on)
SELECT m.group_id, p.id, m.from_on FROM schools_pupil p JOIN schools_groupmember m ON m.pupil_id = %(like)s
WHERE p.admission_number LIKE 'M%%';
INSERT INTO schools_supportfact (pupil_id, kind, from_on, note)
SELECT p.id, 'sen', '2026-09-01', '' FROM schools_pupil p WHERE p.admission_number LIKE 'M%%';
INSERT INTO schools_protectedfact (pupil_id, kind, from_on, note)
SELECT p.id, 'cp', '2026-09-01', '' FROM schools_pupil p WHERE p.admission_number LIKE 'M%%';
INSERT INTO attendance_mark (pupil_id, school_id, date, session, {mark_columns})
SELECT p.id, p.school_id, m.date, m.session, {mark} FROM schools_pupil p
JOIN attendance_mark m ON m.pupil_id = %(like)s WHERE p.admission_number LIKE 'M%%';
"""


def crowd(world: World) -> None:
    """Fifteen hundred pupils with the class, facts and marks of Amir, by five statements."""
    amir = world.pupils[0]
    with connection.cursor() as cursor:
        columns = {
            table: ", ".join(
                name
                for name in (
                    column.name for column in connection.introspection.get_table_description(cursor, table)
                )
                if name not in ("id", "pupil_id", "school_id", "admitted_on", "date", "session")
            )
            for table in ("schools_rollentry", "attendance_mark")
        }
        roll, mark = columns["schools_rollentry"], columns["attendance_mark"]
        statement = MANY.format(
            columns=roll,
            entry=", ".join(f"e.{name}" for name in roll.split(", ")),
            mark_columns=mark,
            mark=", ".join(f"m.{name}" for name in mark.split(", ")),
        )
        for part in statement.strip().strip(";").split(";\n"):
            cursor.execute(part, {"school": world.marlowe.pk, "like": amir.pk})


def test_the_list_asks_at_most_ten_times_for_ten_and_for_fifteen_hundred(world: World) -> None:
    amir = world.pupils[0]
    add_pupils(world.class_8hw, 6, [(f"Ten{n}", "Of") for n in range(6)])
    SupportFactFactory.create(pupil=amir, kind="sen")
    ProtectedFactFactory.create(pupil=amir, kind="cp")
    marked([amir], "O", on=YESTERDAY)
    queries = ["", "q=a", "fact=cp&absence=persistent&sort=-lately", WIDEST, "roll=left&sort=percent"]
    few = {query: len(statements(world.okafor, f"{PUPILS_PAGE}?{query}")) for query in queries}
    crowd(world)
    many = {query: len(statements(world.okafor, f"{PUPILS_PAGE}?{query}")) for query in queries}
    assert many == few
    assert max(many.values()) <= 10
    assert found(world.okafor, "fact=cp&absence=persistent").count_words == "1491 pupils found"
    assert found(world.okafor, "q=surname").count_words == "1490 pupils found", "as many as the words fit"
