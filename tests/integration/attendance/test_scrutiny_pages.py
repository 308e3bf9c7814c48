"""The pages of the scrutiny: worst first, true when there is nothing, for who may look, and as a file."""

import csv
import io
from datetime import date

import pytest

from accounts.models import AuditEvent
from accounts.roles import Role
from schools.models import Pupil
from tests.factories import MarkFactory
from tests.integration.attendance.pages import page_of, statements, words_of
from tests.integration.attendance.scrutiny_steps import PM, permitted, planted, taken
from tests.sign_in import signed_in
from tests.world import NOW, TODAY, YESTERDAY, World, add_pupils

PAGE = "/marlowe-park/scrutiny/"
A_DAY = {"from": "2027-03-08", "to": "2027-03-08"}


def test_nothing_found_is_said_with_the_days_that_were_looked_at(world: World) -> None:
    taken(world)

    words = words_of(signed_in(world.okafor).get(PAGE, A_DAY))

    assert "42 questions asked, and nothing found." in words
    assert "Nothing found in the marks of 8 March 2027." in words


def test_what_is_against_the_law_stands_first(world: World) -> None:
    planted(world.pupils[0], "L", half=PM, minutes_late=40)
    planted(world.pupils[1], "X")
    taken(world)

    words = words_of(signed_in(world.okafor).get(PAGE, A_DAY))

    assert "1 against the law, 1 to put right and 1 to look at." in words
    assert words.index("Unlawful codes 1 of 14 found something") < words.index("Lates 1 of 3")
    assert "Education Act 1996 s8" in words


def test_this_half_term_is_looked_at_unless_days_are_chosen(world: World) -> None:
    client = signed_in(world.okafor)

    assert "22 February 2027 to 9 March 2027" in words_of(client.get(PAGE))
    assert "1 March 2027 to 5 March 2027" in words_of(
        client.get(PAGE, {"from": "2027-03-01", "to": "2027-03-05"})
    )


def test_a_last_day_alone_has_the_first_day_of_its_half_term(world: World) -> None:
    client = signed_in(world.okafor)

    assert "2 November 2026 to 11 November 2026" in words_of(client.get(PAGE, {"to": "2026-11-11"}))
    assert "1 September 2026 to 11 November 2026" in words_of(
        client.get(f"{PAGE}sixth-form/", {"to": "2026-11-11"})
    )


def test_a_file_of_days_that_cannot_be_is_the_page_with_its_sentence(world: World) -> None:
    response = signed_in(world.okafor).get(
        f"{PAGE}wrong-stroke/file/", {"from": "yesterday", "to": "2027-03-05"}
    )

    assert response.status_code == 422
    assert "Give both dates in full." in words_of(response)
    assert not AuditEvent.objects.filter(verb="export").exists()


@pytest.mark.parametrize(
    ("starts", "ends", "sentence"),
    [
        ("yesterday", "", "Give both dates in full."),
        ("2027-03-05", "2027-03-01", "The first day must not be after the last."),
        ("2027-04-12", "2027-04-30", "These days are still to come."),
        ("2026-03-01", "2027-03-05", "Choose a year at the most."),
    ],
)
def test_days_that_cannot_be_are_answered_with_a_sentence(
    world: World, starts: str, ends: str, sentence: str
) -> None:
    words = words_of(signed_in(world.okafor).get(PAGE, {"from": starts, "to": ends}))

    assert f"{sentence} 22 February 2027 to 9 March 2027 is shown instead." in words


def test_the_statements_do_not_grow_with_the_pupils(world: World) -> None:
    client = signed_in(world.okafor)
    counts = []
    for more in (0, 12):
        for pupil in add_pupils(world.class_8hw, more):
            planted(pupil, "X")
        for path in (PAGE, f"{PAGE}x-compulsory-age/"):
            with statements() as sent:
                client.get(path)
            counts.append(len(sent))

    assert counts[:2] == counts[2:]
    assert counts[0] <= 16


def test_the_list_has_fifty_rows_a_page_and_is_narrowed_to_a_group(world: World) -> None:
    for pupil in add_pupils(world.class_8hw, 51):
        planted(pupil, "X")
    planted(world.pupils_elsewhere["7A"], "X")
    client = signed_in(world.adeyemi)
    path = f"{PAGE}x-compulsory-age/"

    assert "1 to 50 of 52" in words_of(client.get(path))
    assert "51 to 52 of 52" in words_of(client.get(path, {"page": "2"}))
    narrowed = words_of(client.get(path, {"group": str(world.class_7a.pk)}))
    assert "1 mark" in narrowed
    assert "Megan Hughes" in narrowed
    assert client.get(path, {"group": str(world.class_9t.pk)}).status_code == 404


@pytest.mark.parametrize(
    ("asked", "shown"),
    [
        ({"page": "9"}, "51 to 51 of 51"),
        ({"page": "x"}, "1 to 50 of 51"),
        ({"group": "abc"}, "1 to 50 of 51"),
    ],
)
def test_an_address_that_names_no_page_or_group_shows_the_nearest(
    world: World, asked: dict[str, str], shown: str
) -> None:
    for pupil in add_pupils(world.class_8hw, 51):
        planted(pupil, "X")

    assert shown in words_of(signed_in(world.okafor).get(f"{PAGE}x-compulsory-age/", asked))


def test_a_question_that_is_not_asked_is_not_found(world: World) -> None:
    assert signed_in(world.okafor).get(f"{PAGE}no-such-question/").status_code == 404


def test_each_row_of_the_page_leads_to_a_page_that_opens(world: World) -> None:
    planted(world.pupils[0], "X")
    planted(world.pupils[1], "D", half=PM)
    planted(world.pupils[2], "#")
    planted(world.pupils[2], "B", half=PM)
    permitted(world.pupils[2], "B", world, places=[1])
    client = signed_in(world.okafor)

    hrefs = {found.get("href", "") for tag, found in page_of(client.get(PAGE, A_DAY)).tags if tag == "a"}
    ours = sorted(
        href
        for href in hrefs
        if "2027-03-08" in href or "record" in href or "planned/" in href or "calendar/2026" in href
    )

    assert len(ours) > 8
    assert {client.get(href).status_code for href in ours} == {200}


def test_a_file_keeps_strokes_as_they_are_and_is_written_down(world: World) -> None:
    planted(world.pupils[0], "\\")
    Pupil.objects.filter(pk=world.pupils[0].pk).update(known_forename="=HYPERLINK")
    taken(world)

    response = signed_in(world.okafor).get(f"{PAGE}wrong-stroke/file/", A_DAY)

    heading, *rows = csv.reader(io.StringIO(response.content.decode("utf-8-sig")))
    assert heading[:5] == ["Who or what", "Group", "Date", "Session", "Code"]
    assert rows == [["'=HYPERLINK Khan", "8HW", "08/03/2027", "AM", "\\", "\\ in the wrong session"]]
    event = AuditEvent.objects.latest("pk")
    assert (event.verb, event.obj, event.actor) == ("export", "scrutiny/wrong-stroke", world.okafor.pk)
    assert event.after == {"from": "2027-03-08", "to": "2027-03-08", "rows": 1}


def test_the_file_of_a_group_of_another_school_is_404_and_leaves_no_line(world: World) -> None:
    officer = signed_in(world.okafor)
    before = AuditEvent.objects.filter(verb="export").count()

    answer = officer.get(f"{PAGE}wrong-stroke/file/", A_DAY | {"group": str(world.class_9t.pk)})

    assert answer.status_code == 404
    assert AuditEvent.objects.filter(verb="export").count() == before


def test_a_file_holds_the_group_that_was_asked_for(world: World) -> None:
    for pupil in (world.pupils[0], world.pupils_elsewhere["7A"]):
        planted(pupil, "X")

    response = signed_in(world.okafor).get(
        f"{PAGE}x-compulsory-age/file/", A_DAY | {"group": str(world.class_7a.pk)}
    )

    assert "Megan Hughes" in response.content.decode()
    assert "Amir Khan" not in response.content.decode()


def test_only_the_officer_and_the_head_look(world: World) -> None:
    allowed = {role for role, person in world.staff.items() if signed_in(person).get(PAGE).status_code == 200}

    assert allowed == {Role.OFFICER, Role.HEAD}


def test_nothing_of_another_school_is_named(world: World) -> None:
    MarkFactory.create(pupil=world.pupils_elsewhere["9T"], date=YESTERDAY, code=302, set_at=NOW)

    assert "Dalton" not in words_of(signed_in(world.okafor).get(f"{PAGE}x-compulsory-age/"))
    assert signed_in(world.okafor).get("/tallis-wood/scrutiny/").status_code == 404


def test_today_opens_the_register_itself(world: World) -> None:
    planted(world.pupils[0], "X", on=TODAY)

    page = page_of(signed_in(world.okafor).get(f"{PAGE}x-compulsory-age/"))

    assert f"/marlowe-park/registers/{date(2027, 3, 9)}/{world.class_8hw.pk}/am/" in {
        found.get("href") for tag, found in page.tags if tag == "a"
    }
