"""The demo's timetable: nobody in two rooms at once, and cover by who is free."""

from collections import Counter
from datetime import date

from integrations.demo.schools import MARLOWE, make_world
from integrations.demo.staff import staff_of
from integrations.demo.timetable import (
    COVER_HEADINGS,
    TIMETABLE_HEADINGS,
    cover_rows,
    lessons_of,
    timetable_rows,
)

WORLD = make_world(2026, 2026)
DAY = date(2026, 11, 20)


def test_every_teacher_and_every_form_is_in_one_place_at_a_time() -> None:
    lessons = list(lessons_of(WORLD, MARLOWE))
    for key in ("teacher", "form"):
        times = Counter((getattr(each, key), each.week, each.weekday, each.place) for each in lessons)
        assert set(times.values()) == {1}
    assert Counter(each.form for each in lessons)["8HW"] == 50


def test_a_form_has_ten_teachers() -> None:
    teachers = {each.teacher.code for each in lessons_of(WORLD, MARLOWE) if each.form == "8HW"}
    assert len(teachers) == 10


def test_the_lines_have_a_cell_for_each_heading() -> None:
    rows = list(timetable_rows(WORLD, MARLOWE))
    assert {len(row) for row in rows} == {len(TIMETABLE_HEADINGS)}
    codes = {member.code for member in staff_of(WORLD, MARLOWE)}
    assert {row[6] for row in rows} <= codes


def test_who_covers_is_free_then() -> None:
    rows = list(cover_rows(WORLD, MARLOWE, 2026, DAY))
    assert {len(row) for row in rows} == {len(COVER_HEADINGS)}
    assert len(rows) > 1
    assert rows[0][:3] == ("20/11/2026", "8JS", "")
    lessons = list(lessons_of(WORLD, MARLOWE))
    for _, form, period, code, _ in rows[1:]:
        taught = {
            each.week
            for each in lessons
            if each.weekday == DAY.weekday() and f"P{each.place + 1}" == period and each.teacher.code == code
        }
        away = {
            each.week
            for each in lessons
            if each.weekday == DAY.weekday()
            and f"P{each.place + 1}" == period
            and each.form == form
            and each.teacher.registration_group == "8JS"
        }
        assert away - taught


def test_there_is_no_cover_on_a_day_off() -> None:
    assert list(cover_rows(WORLD, MARLOWE, 2026, date(2026, 11, 21))) == []
