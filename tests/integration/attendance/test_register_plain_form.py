"""The register as a plain form: everything works in a browser without script."""

from datetime import timedelta

import pytest
from django.test import Client

from attendance.codes import code_of
from attendance.models import Mark, Register
from schools.models import Pupil
from tests.answers import Answer
from tests.integration.attendance.pages import address, fields_of, words_of
from tests.integration.attendance.steps import mark, officer_saves, standing, teacher_saves
from tests.sign_in import signed_in
from tests.world import INSET_DAY, NOW, TOMORROW, World


def press(client: Client, world: World, action: str, **marks: str) -> Answer:
    """Fill in the form as the page shows it, press a button, follow to the page; `marks` by first name."""
    sent = fields_of(client.get(address(world)))
    for forename, letter in marks.items():
        pupil = next(pupil for pupil in world.pupils if pupil.known_forename == forename)
        sent[f"mark-{pupil.pk}"] = letter
    response: Answer = client.post(address(world, "register_save"), sent | {"action": action}, follow=True)
    return response


def letters(world: World) -> dict[str, str]:
    """Each marked pupil's letter this morning."""
    return {
        pupil.known_forename: code_of(kept.code).letter
        for pupil in world.pupils
        if (kept := standing(pupil)) is not None
    }


def test_save_keeps_what_was_chosen_and_leaves_blanks_blank(world: World) -> None:
    response = press(signed_in(world.lane), world, "save", Amir="L", Jack="N")

    assert letters(world) == {"Amir": "L", "Jack": "N"}
    assert "Register saved at 08:49" in words_of(response)
    assert response.redirect_chain == [(address(world), 302)]


def test_fill_marks_the_others_present_and_never_over_a_mark(world: World) -> None:
    officer_saves(world, mark(world.pupils[0], "I"))

    press(signed_in(world.lane), world, "fill", Jack="N")

    assert letters(world) == {"Amir": "I", "Jack": "N", "Zoë": "/"}


def test_fill_twice_changes_nothing_more(world: World) -> None:
    client = signed_in(world.lane)
    press(client, world, "fill")

    press(client, world, "fill")

    assert set(Mark.objects.values_list("version", flat=True)) == {1}


def test_submit_saves_and_submits_in_one_press(world: World) -> None:
    response = press(signed_in(world.lane), world, "submit", Amir="/", Zoë="/", Jack="L")

    assert Register.objects.get().submitted_by == world.lane
    assert "Register submitted 08:49" in words_of(response)


def test_submit_with_blanks_saves_the_rest_and_says_how_many_are_missing(world: World) -> None:
    response = press(signed_in(world.lane), world, "submit", Amir="/")

    assert letters(world) == {"Amir": "/"}
    assert Register.objects.get().submitted_at is None
    assert "2 pupils have no mark. Mark every pupil, then submit" in words_of(response)


def test_pressing_save_on_an_untouched_page_changes_nothing(world: World) -> None:
    teacher_saves(world, mark(world.pupils[0], "L", minutes=4))

    response = press(signed_in(world.lane), world, "save")

    assert list(Mark.objects.values_list("version", "minutes_late")) == [(1, 4)]
    assert "saved" not in words_of(response).replace("Marks save as you go", "")


def test_minutes_of_a_late_mark_can_be_put_right(world: World) -> None:
    amir = world.pupils[0]
    teacher_saves(world, mark(amir, "L", minutes=4))
    client = signed_in(world.lane)
    sent = fields_of(client.get(address(world)))

    client.post(address(world, "register_save"), sent | {f"minutes-{amir.pk}": "9", "action": "save"})

    kept = standing(amir)
    assert kept is not None
    assert kept.minutes_late == 9


def test_another_code_can_be_typed(world: World) -> None:
    jack = world.pupils[2]
    client = signed_in(world.okafor)
    sent = fields_of(client.get(address(world)))

    client.post(address(world, "register_save"), sent | {f"other-{jack.pk}": "m", "action": "save"})

    assert letters(world) == {"Jack": "M"}


def test_a_typed_code_stands_above_the_button(world: World) -> None:
    amir = world.pupils[0]
    officer_saves(world, mark(amir, "I"))
    client = signed_in(world.okafor)
    sent = fields_of(client.get(address(world)))
    assert (sent[f"mark-{amir.pk}"], sent[f"other-{amir.pk}"]) == ("I", "")

    client.post(address(world, "register_save"), sent | {f"other-{amir.pk}": "C", "action": "save"})

    assert letters(world) == {"Amir": "C"}


def test_none_clears_a_mark(world: World) -> None:
    teacher_saves(world, mark(world.pupils[0], "N"))

    press(signed_in(world.lane), world, "save", Amir="")

    assert letters(world) == {}


def test_a_conflict_is_told_and_nothing_is_submitted(world: World) -> None:
    client = signed_in(world.lane)
    sent = fields_of(client.get(address(world)))
    officer_saves(world, mark(world.pupils[0], "I"), at=NOW + timedelta(minutes=4))
    chosen = {f"mark-{pupil.pk}": "/" for pupil in world.pupils}

    response = client.post(address(world, "register_save"), sent | chosen | {"action": "submit"}, follow=True)

    assert "Ms Okafor marked Amir Khan I at 08:53. You chose /." in words_of(response)
    assert letters(world) == {"Amir": "I", "Jack": "/", "Zoë": "/"}
    assert Register.objects.get().submitted_at is None


def test_a_problem_names_the_pupil_once(world: World) -> None:
    response = press(signed_in(world.lane), world, "save", Amir="I")

    assert words_of(response).count("Amir Khan: the office sets I.") == 1


@pytest.mark.parametrize("value", ["", "999999", "32768", "99999", "-3", "x", "1.5", "٣", "\0"])
def test_odd_versions_and_minutes_in_the_form_do_no_harm(world: World, value: str) -> None:
    amir = world.pupils[0]
    client = signed_in(world.lane)
    sent = {f"mark-{amir.pk}": "L", f"base-{amir.pk}": value, f"minutes-{amir.pk}": value, "action": "save"}

    assert client.post(address(world, "register_save"), sent, follow=True).status_code == 200


@pytest.mark.parametrize("action", ["", "delete", "save ", "😀"])
def test_an_unknown_button_only_saves(world: World, action: str) -> None:
    press(signed_in(world.lane), world, action, Amir="N")

    assert letters(world) == {"Amir": "N"}


def test_fields_of_other_pupils_and_extra_fields_are_ignored(world: World) -> None:
    megan: Pupil = world.pupils_elsewhere["7A"]
    sent = {
        f"mark-{megan.pk}": "/",
        f"base-{megan.pk}": "0",
        "school_id": "1",
        "role": "dsl",
        "action": "save",
    }

    signed_in(world.lane).post(address(world, "register_save"), sent)

    assert not Mark.objects.exists()


def test_a_closed_day_is_told_on_the_page(world: World) -> None:
    response = signed_in(world.lane).post(
        address(world, "register_save", on=INSET_DAY), {"action": "fill"}, follow=True
    )

    assert "School is closed on Monday 22 February 2027: Staff training" in words_of(response)
    assert not Mark.objects.exists()


def test_a_day_to_come_is_refused(world: World) -> None:
    response = signed_in(world.lane).post(address(world, "register_save", on=TOMORROW), {"action": "fill"})

    assert response.status_code == 403
    assert not Mark.objects.exists()
