"""The words of messages: those that ship, and a school's own from a day on."""

from datetime import date

from django.db import connection
from django.test.utils import CaptureQueriesContext

from schools.message_words import DEFAULTS, Words
from schools.models import MessageWording, School
from schools.queries.message_wordings import wordings_in_force
from tests.world import NOW, TODAY, TOMORROW, YESTERDAY, World


def put_in_force(school: School, words: str, from_on: date, language: str = "en") -> None:
    MessageWording.objects.create(
        school=school,
        kind="first_day",
        channel="text",
        language=language,
        words=words,
        from_on=from_on,
        checked_by="Mrs Adeyemi",
        written_at=NOW,
    )


def test_a_school_that_wrote_nothing_uses_the_words_that_ship(world: World) -> None:
    found = wordings_in_force([world.marlowe.pk], TODAY)

    assert found[world.marlowe.pk, "first_day", "text", "en"] == DEFAULTS["first_day", "text"]
    assert len(found) == len(DEFAULTS)


def test_the_latest_words_in_force_are_used_and_each_school_has_its_own(world: World) -> None:
    ours, theirs = world.marlowe.pk, world.tallis.pk
    for words, from_on in (("Old", YESTERDAY), ("Now", TODAY), ("Corrected", TODAY), ("Coming", TOMORROW)):
        put_in_force(world.marlowe, words, from_on)
    put_in_force(world.tallis, "Po polsku", YESTERDAY, language="pl")

    with CaptureQueriesContext(connection) as sent:
        found = wordings_in_force([ours, theirs], TODAY)

    assert len(sent) == 1
    assert found[ours, "first_day", "text", "en"] == Words("Corrected")
    assert found[theirs, "first_day", "text", "en"] == DEFAULTS["first_day", "text"]
    assert found[theirs, "first_day", "text", "pl"] == Words("Po polsku")
    assert (ours, "first_day", "text", "pl") not in found
