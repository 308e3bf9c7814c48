"""The pages of bulk acts: choose, look, confirm, undo; and of a closure."""

from datetime import date, timedelta

import pytest
import time_machine
from django.test import Client

from attendance.models import BulkAct, BulkKind, Mark
from tests.answers import Answer
from tests.architecture.crowds import CLASS
from tests.integration.attendance.pages import address, page_of, rows_of, statements, words_of
from tests.integration.attendance.steps import mark, officer_amends, officer_saves, teacher_saves
from tests.integration.attendance.test_set_codes import FRIDAY, letters, of_8hw, sets
from tests.integration.attendance.test_undo_bulk import act_elsewhere
from tests.sign_in import signed_in
from tests.world import NOW, TODAY, TOMORROW, YESTERDAY, World, add_pupils

BULK = "/marlowe-park/registers/bulk/"
CLOSURE = "/marlowe-park/registers/closure/"


@pytest.fixture
def officer(world: World) -> Client:
    return signed_in(world.okafor)


def chosen(world: World, **more: object) -> dict[str, object]:
    """Both sessions of today for 8HW."""
    sent: dict[str, object] = {
        "groups": [world.class_8hw.pk],
        "starts_on": TODAY.isoformat(),
        "ends_on": "",
        "sessions": "both",
        "code": "V",
        "reason": "Museum",
        "step": "preview",
    }
    return sent | more


def closing(world: World, **more: object) -> dict[str, object]:
    """The whole site this afternoon."""
    sent = {"part": "whole", "was_optional": "no", "sessions": "PM", "groups": [], "reason": "Snow"}
    return chosen(world) | sent | more


def again(preview: Answer, **more: str) -> dict[str, object]:
    """What the page's confirming form sends: the choice, the stamp, and when the page was shown."""
    sent: dict[str, list[str]] = {}
    hidden = [
        found for tag, found in page_of(preview).tags if tag == "input" and found.get("type") == "hidden"
    ]
    for found in hidden[last_token(hidden) :]:
        sent.setdefault(found["name"], []).append(found["value"])
    return {**sent, "step": "confirm", **more}


def last_token(hidden: list[dict[str, str]]) -> int:
    """Where the fields of the confirming form begin: the second form of the page."""
    places = [place for place, found in enumerate(hidden) if found["name"] == "csrfmiddlewaretoken"]
    forms = [place for place in places if any(one["name"] == "stamp" for one in hidden[place:])]
    return forms[-1]


def test_a_code_is_chosen_looked_at_and_set(world: World, officer: Client) -> None:
    amir, zoe, _ = world.pupils
    teacher_saves(world, mark(amir, "N"), mark(zoe, "/"))

    preview = officer.post(BULK, chosen(world))
    assert preview.status_code == 200
    for words in ("4 blanks become V", "1 N becomes V", "1 mark stays: 1 /", "Nothing is changed yet."):
        assert words in words_of(preview)
    assert "8HW, Tue 9 Mar, morning and afternoon" in words_of(preview)
    assert "Set V for 5 sessions" in words_of(preview)
    assert BulkAct.objects.count() == 0

    done = officer.post(BULK, again(preview), follow=True)
    assert "Done. It can be undone as one on this page." in words_of(done)
    assert "V for 8HW, Tue 9 Mar" in words_of(done)
    assert "4 blanks" in words_of(done)
    assert "8HW, Tue 9 Mar AM 2 marks 8HW, Tue 9 Mar PM 3 marks" in words_of(done)
    assert address(world) in done.content.decode()
    assert letters(zoe)[TODAY, "AM"] == "/"
    assert "V for 8HW, Tue 9 Mar" in words_of(officer.get(BULK))


def test_a_confirmed_form_that_is_sent_again_lands_on_its_act(world: World, officer: Client) -> None:
    for page, sent in ((BULK, chosen(world, sessions="AM")), (CLOSURE, closing(world))):
        confirmed = again(officer.post(page, sent))
        first, second = officer.post(page, confirmed), officer.post(page, confirmed)
        assert second.status_code == 302
        assert first["Location"] == second["Location"]
    assert BulkAct.objects.count() == 2


def test_pupils_are_ticked_from_the_groups(world: World, officer: Client) -> None:
    amir, zoe, _ = world.pupils

    page = officer.post(BULK, chosen(world, step="pupils", code=""))
    assert page.status_code == 200
    assert "Zoë O'Brien-Łukasiewicz" in words_of(page)
    preview = officer.post(BULK, chosen(world, pupils=[amir.pk]))
    assert "1 pupil of 8HW" in words_of(preview)
    officer.post(BULK, again(preview))

    assert letters(amir) != {}
    assert letters(zoe) == {}


def test_what_was_typed_is_kept_when_the_choice_is_changed(world: World, officer: Client) -> None:
    page = officer.post(BULK, chosen(world, step="edit"))

    assert page.status_code == 200
    fields = {found.get("name"): found for tag, found in page_of(page).tags if tag == "input"}
    assert fields["reason"]["value"] == "Museum"
    assert "checked" in fields["groups"]


def test_other_marks_are_overwritten_by_a_second_act_that_was_agreed_to(
    world: World, officer: Client
) -> None:
    jack = world.pupils[2]
    officer_saves(world, mark(jack, "I"))

    preview = officer.post(BULK, chosen(world, sessions="AM", replace=["I"]))
    assert "1 mark is overwritten" in words_of(preview)
    refused = officer.post(BULK, again(preview))
    assert refused.status_code == 422
    assert "Tick the box" in words_of(refused)
    assert letters(jack) == {(TODAY, "AM"): "I"}

    officer.post(BULK, again(refused, is_agreed="on"))
    assert letters(jack) == {(TODAY, "AM"): "V"}


def test_a_mark_set_since_the_preview_is_named_and_nothing_is_set(world: World, officer: Client) -> None:
    amir = world.pupils[0]
    preview = officer.post(BULK, chosen(world))
    with time_machine.travel(NOW + timedelta(minutes=1), tick=False):
        teacher_saves(world, mark(amir, "/"), at=NOW + timedelta(minutes=1))
        refused = officer.post(BULK, again(preview))

    assert refused.status_code == 422
    assert "Marks changed since this page was shown, so nothing was set" in words_of(refused)
    assert "Amir Khan Tue 9 Mar AM / Ms Lane at 08:50" in words_of(refused)
    assert Mark.objects.count() == 1

    officer.post(BULK, again(refused))
    assert Mark.objects.count() == 6


@pytest.mark.parametrize(
    ("more", "sentence"),
    [
        ({"code": "Y4"}, "Y4 is for a closure. A closure has its own page"),
        ({"code": "ZZ"}, "Choose a code from the list"),
        ({"code": ""}, "Code: This is needed"),
        ({"groups": []}, "Choose at least one group"),
        ({"groups": ["1000000"]}, "Choose from the list"),
        ({"reason": ""}, "Why: This is needed"),
        ({"starts_on": TOMORROW.isoformat()}, "Enter it under Planned"),
        ({"ends_on": YESTERDAY.isoformat()}, "The last day must not be before the first"),
        ({"starts_on": "soon"}, "Give a date, such as 31/3/2027"),
        ({"sessions": "night"}, "Choose from the list"),
        ({"pupils": ["1000000"]}, "Choose from the list"),
        ({"replace": ["Q9"]}, "Choose from the list"),
    ],
)
def test_a_choice_that_cannot_be_is_refused_with_a_sentence(
    world: World, officer: Client, more: dict[str, object], sentence: str
) -> None:
    for step in ("preview", "confirm"):
        page = officer.post(BULK, chosen(world, step=step) | more)
        assert page.status_code == 422
        assert sentence in words_of(page)
    assert Mark.objects.count() == 0


def test_an_act_is_undone_by_one_button_and_says_by_whom(world: World, officer: Client) -> None:
    amir = world.pupils[0]
    officer.post(BULK, again(officer.post(BULK, chosen(world, sessions="AM"))))
    act = BulkAct.objects.get()
    officer_amends(world, amir, "I")

    page = officer.get(f"{BULK}{act.pk}/")
    assert "An undo leaves these as they are." in words_of(page)
    undone = officer.post(f"{BULK}{act.pk}/", follow=True)

    assert (
        "Undone. 2 sessions blank again. 1 session changed or submitted since and left as they are."
        in words_of(undone)
    )
    assert "Undone Tue 9 Mar 08:49, Ms Okafor." in words_of(undone)
    assert "The undo left these as they were. Pupil Session Mark Amir Khan" in words_of(undone)
    assert "Undo all of it" not in words_of(undone)
    again_undone = officer.post(f"{BULK}{act.pk}/", follow=True)
    assert "This was undone already, Tue 9 Mar 08:49 by Ms Okafor" in words_of(again_undone)


def test_an_act_of_another_school_is_not_found(world: World, officer: Client) -> None:
    foreign = act_elsewhere(world)

    assert officer.get(f"{BULK}{foreign.pk}/").status_code == 404
    assert officer.post(f"{BULK}{foreign.pk}/").status_code == 404


def test_a_snow_closure_stands_on_the_registers_with_its_reason(world: World, officer: Client) -> None:
    officer_saves(world, mark(world.pupils[0], "M"), frame=world.frame())

    preview = officer.post(CLOSURE, closing(world, sessions="both"))
    assert "The whole school, Tue 9 Mar, morning and afternoon" in words_of(preview)
    assert "7 blanks become Y4" in words_of(preview)
    assert "Overwrite marks too?" not in words_of(preview)
    done = officer.post(CLOSURE, again(preview), follow=True)

    assert "Closure. Tue 9 Mar 08:49, Ms Okafor. Reason: Snow" in words_of(done)
    assert BulkAct.objects.get().kind == BulkKind.CLOSURE
    register = officer.get(address(world))
    assert words_of(register).count("School closed: Snow") == 2
    assert [row["data-code"] for row in rows_of(register)].count("Y4") == 2


@pytest.mark.parametrize(
    ("more", "sentence"),
    [
        ({"was_optional": "yes"}, "the school was open and Y codes are wrong"),
        ({"was_optional": ""}, "Say whether pupils could come in"),
        ({"part": "planned"}, "A closure that was planned is no mark. Put it into the calendar"),
        ({"part": "part"}, "Choose the groups whose part of the premises was closed"),
        ({"part": ""}, "Closure: Say what was closed"),
        ({"starts_on": TOMORROW.isoformat()}, "One that is planned goes into the calendar"),
        ({"reason": ""}, "Why: This is needed"),
    ],
)
def test_what_is_no_unexpected_closure_is_refused_with_what_to_do(
    world: World, officer: Client, more: dict[str, object], sentence: str
) -> None:
    for step in ("preview", "confirm"):
        page = officer.post(CLOSURE, closing(world, step=step) | more)
        assert page.status_code == 422
        assert sentence in words_of(page)
    assert Mark.objects.count() == 0


def test_a_planned_closure_is_put_through_to_the_calendar(world: World, officer: Client) -> None:
    page = officer.post(CLOSURE, closing(world, part="planned"))

    assert "/marlowe-park/setup/calendar/2026/#close" in page.content.decode()


def test_a_part_of_the_premises_is_y3_for_its_groups(world: World, officer: Client) -> None:
    preview = officer.post(CLOSURE, closing(world, part="part", groups=[world.class_8hw.pk]))
    assert "3 blanks become Y3" in words_of(preview)
    officer.post(CLOSURE, again(preview))

    assert {row.code for row in Mark.objects.all()} == {313}


def test_the_pages_ask_as_often_for_a_class_of_thirty(world: World, officer: Client) -> None:
    def counts() -> list[int]:
        found = []
        for path, sent in (
            (BULK, chosen(world)),
            (BULK, chosen(world, step="pupils")),
            (CLOSURE, closing(world)),
        ):
            with statements() as asked:
                officer.post(path, sent)
            found.append(len(asked))
        return found

    officer.post(BULK, chosen(world))
    few = counts()
    add_pupils(world.class_8hw, CLASS, [(f"Surname{place}", f"Forename{place}") for place in range(CLASS)])

    assert counts() == few


def test_a_pupil_who_moved_class_within_the_31_days_can_be_ticked(world: World, officer: Client) -> None:
    amir = world.pupils[0]
    amir.group_memberships.update(until_on=YESTERDAY)

    page = officer.post(BULK, chosen(world, step="pupils"))
    assert "Amir Khan" in words_of(page)

    officer.post(
        BULK,
        again(officer.post(BULK, chosen(world, starts_on=YESTERDAY.isoformat(), ends_on=TODAY.isoformat()))),
    )
    assert {on for on, _ in letters(amir)} == {YESTERDAY}, "with the class, on the days in it"


def test_a_long_list_of_pupils_says_where_it_ends(
    world: World, officer: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("attendance.queries.bulk.pages.MOST_TICKS", 2)
    monkeypatch.setattr("attendance.views.bulk.MOST_TICKS", 2)

    page = officer.post(BULK, chosen(world, step="pupils"))

    assert "The first 2 are listed. Choose fewer groups to find the others." in words_of(page)


def test_an_act_of_thirty_is_shown_with_as_many_statements_as_one_of_three(
    world: World, officer: Client
) -> None:
    def shown(day: date) -> int:
        act = sets(world, of_8hw(world, day))
        with statements() as asked:
            officer.get(f"{BULK}{act.pk}/")
        return len(asked)

    shown(FRIDAY)
    few = shown(YESTERDAY)
    add_pupils(world.class_8hw, CLASS, [(f"Surname{place}", f"Forename{place}") for place in range(CLASS)])

    assert shown(TODAY) == few


def test_a_long_list_of_marks_that_stay_is_cut_and_counted(world: World, officer: Client) -> None:
    pupils = add_pupils(
        world.class_8hw, 2 * CLASS, [(f"Surname{place:02}", f"Forename{place}") for place in range(2 * CLASS)]
    )
    teacher_saves(world, *(mark(pupil, "/") for pupil in pupils))
    officer_saves(world, mark(world.pupils[0], "I"))

    page = officer.post(BULK, chosen(world, sessions="AM"))

    assert "61 marks stay: 60 / and 1 I" in words_of(page)
    assert "Marks that stay 61 Pupil Session Mark Amir Khan" in words_of(page), "a reason comes first"
    assert "11 more are not listed." in words_of(page)
