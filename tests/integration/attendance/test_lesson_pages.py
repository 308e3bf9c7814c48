"""The list of lessons and the page of one, with script and without."""

import json
from datetime import time

from attendance.models import LessonMark, LessonTaken
from attendance.queries.lessons.board import lesson_board, lesson_url
from schools.models import Lesson
from tests.answers import Answer
from tests.factories import LessonCoverFactory
from tests.integration.attendance.desk_steps import geography, rights, staff_of, teacher_marks
from tests.integration.attendance.pages import fields_of, statements, words_of
from tests.integration.attendance.steps import mark, officer_saves
from tests.sign_in import signed_in
from tests.world import INSET_DAY, NOW, TODAY, World, add_group, add_pupils

LESSONS = "/marlowe-park/lessons/"


def url(lesson: Lesson, part: str = "lesson") -> str:
    return lesson_url("marlowe-park", TODAY, lesson.pk, part)


def test_the_list_shows_own_lessons_to_a_teacher_and_all_to_the_office(world: World) -> None:
    lesson = geography(world)
    geography(world, group=world.class_7a, staff=staff_of(world.mwangi), subject="History")
    geography(world, staff=None, period="P3", starts=time(11), ends=time(12), subject="Art")
    teacher_marks(lesson, world.lane, (world.pupils[0], "/"))

    def states(person: str) -> list[tuple[str, list[tuple[str, str, int, int]]]]:
        board = lesson_board(rights(getattr(world, person)), on=TODAY, now=NOW)
        return [
            (each.period, [(row.group, row.words, row.marked, row.total) for row in each.rows])
            for each in board
        ]

    geography_row = ("8HW", "Part marked", 1, 3)
    assert states("lane") == [("P1", [geography_row])]
    assert states("okafor") == [
        ("P1", [("7A", "Not started", 0, 1), geography_row]),
        ("P3", [("8HW", "Later", 0, 3)]),
    ]
    assert states("rahman") == [("P1", [geography_row]), ("P3", [("8HW", "Later", 0, 3)])]
    assert "8HW , Geography Ms Lane H2 · Part marked 1 of 3" in words_of(signed_in(world.lane).get(LESSONS))


def test_the_list_names_the_cover_and_a_closed_day(world: World) -> None:
    lesson = geography(world)
    LessonCoverFactory.create(lesson=lesson, date=TODAY, staff=staff_of(world.mwangi))
    client = signed_in(world.mwangi)
    assert "Mr Mwangi for Ms Lane" in words_of(client.get(LESSONS))
    assert "School is closed" in words_of(client.get(LESSONS, {"date": INSET_DAY.isoformat()}))
    assert "You have no lesson on this day." in words_of(client.get(LESSONS, {"date": "2027-03-08"}))


def send(world: World, lesson: Lesson, *marks: tuple[int, str, int]) -> Answer:
    body = {"marks": [{"pupil": pupil, "code": code, "base_version": base} for pupil, code, base in marks]}
    return signed_in(world.lane).post(
        url(lesson, "lesson_save"), json.dumps(body), content_type="application/json"
    )


def test_the_script_saves_and_is_told_of_a_clash(world: World) -> None:
    amir, zoe, _ = world.pupils
    lesson = geography(world)
    assert send(world, lesson, (amir.pk, "N", 0)).json() == {
        "saved": [{"pupil_id": amir.pk, "code": "N", "version": 1}],
        "conflicts": [],
        "problems": [],
        "saved_at": "08:49:00",
    }
    told = send(world, lesson, (amir.pk, "/", 0), (zoe.pk, "/", 0)).json()
    assert [clash["theirs"] for clash in told["conflicts"]] == ["N"]
    assert [saved["pupil_id"] for saved in told["saved"]] == [zoe.pk]
    bad = signed_in(world.lane).post(
        url(lesson, "lesson_save"), b'{"marks": [1]}', content_type="application/json"
    )
    assert (bad.status_code, "could not read" in bad.json()["message"]) == (409, True)


def test_the_marks_of_one_person_are_not_saved_under_the_name_of_the_next(world: World) -> None:
    lesson = geography(world)
    marks = [{"pupil": world.pupils[0].pk, "code": "N", "base_version": 0}]
    for sent, answer in ((world.okafor.pk, 409), (world.lane.pk, 200)):
        told = signed_in(world.lane).post(
            url(lesson, "lesson_save"), {"user": sent, "marks": marks}, content_type="application/json"
        )
        assert (told.status_code, told.json().get("somebody_else", False)) == (answer, answer == 409)
        assert LessonMark.objects.exists() is (answer == 200)


def test_the_form_works_without_script(world: World) -> None:
    amir, zoe, jack = world.pupils
    lesson, client = geography(world), signed_in(world.lane)
    officer_saves(world, mark(jack, "I"))
    sent = fields_of(client.get(url(lesson))) | {f"mark-{amir.pk}": "N"}
    filled = client.post(url(lesson, "lesson_save"), sent | {"action": "fill"}, follow=True)
    assert "Lesson saved at 08:49" in words_of(filled)
    assert dict(LessonMark.objects.values_list("pupil_id", "code")) == {amir.pk: "N", zoe.pk: "/"}
    told = client.post(url(lesson, "lesson_submit"), fields_of(filled) | {f"mark-{zoe.pk}": "L"}, follow=True)
    assert "Lesson taken 08:49 by Ms Lane." in words_of(told)
    assert LessonMark.objects.get(pupil=zoe).code == "L"
    assert LessonTaken.objects.get().submitted_by == world.lane


def test_a_stale_form_overwrites_nothing_and_is_not_taken(world: World) -> None:
    amir = world.pupils[0]
    lesson, client = geography(world), signed_in(world.lane)
    sent = fields_of(client.get(url(lesson))) | {f"mark-{amir.pk}": "/"}
    teacher_marks(lesson, world.okafor, (amir, "N"))
    told = client.post(url(lesson, "lesson_submit"), sent, follow=True)
    assert "Ms Okafor marked Amir Khan N at 08:49. You chose /." in words_of(told)
    assert LessonMark.objects.get(pupil=amir).code == "N"
    assert LessonTaken.objects.get().submitted_at is None


def test_who_may_only_read_is_told_so(world: World) -> None:
    lesson = geography(world)
    words = words_of(signed_in(world.reid).get(url(lesson)))
    assert "You can read this lesson. Its teacher, and who covers it, mark it." in words


def test_lessons_are_asked_for_as_often_for_many_as_for_one(world: World) -> None:
    lesson, client = geography(world), signed_in(world.okafor)
    for page in (LESSONS, url(lesson)):
        client.get(page)
        with statements() as few:
            client.get(page)
        added = add_group(world.marlowe, f"8{page[-3]}X", 8)
        add_pupils(added, 10)
        add_pupils(world.class_8hw, 10, [(f"Also{n}", page[-3]) for n in range(10)])
        geography(world, group=added)
        with statements() as many:
            client.get(page)
        assert len(few) == len(many), page
