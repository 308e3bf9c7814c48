"""The words of messages: those that ship, and a school's own from a day on."""

from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import AuditEvent
from schools.message_words import TO_FAMILIES, TO_STAFF, Words
from schools.models import MessageWording, School
from schools.queries.message_wordings import wordings_in_force
from tests.integration.reporting.steps import shown, statements
from tests.sign_in import signed_in
from tests.world import NOW, TODAY, TOMORROW, YESTERDAY, World


def put_in_force(
    school: School,
    words: str,
    from_on: date,
    language: str = "en",
    kind: str = "first_day",
    channel: str = "text",
) -> None:
    MessageWording.objects.create(
        school=school,
        kind=kind,
        channel=channel,
        language=language,
        words=words,
        from_on=from_on,
        checked_by="Mrs Adeyemi",
        written_at=NOW,
    )


def test_a_school_that_wrote_nothing_uses_the_words_that_ship(world: World) -> None:
    found = wordings_in_force([world.marlowe.pk], TODAY)

    assert found[world.marlowe.pk, "first_day", "text", "en"] == TO_FAMILIES["first_day", "text"]
    assert len(found) == len(TO_FAMILIES | TO_STAFF)


def test_staff_are_told_in_words_that_no_school_can_change(world: World) -> None:
    put_in_force(world.marlowe, "Amir Khan is a CP child", TODAY, kind="bulletin", channel="email")
    found = wordings_in_force([world.marlowe.pk], TODAY)
    assert found[world.marlowe.pk, "bulletin", "email", "en"] == TO_STAFF["bulletin", "email"]


def test_the_latest_words_in_force_are_used_and_each_school_has_its_own(world: World) -> None:
    ours, theirs = world.marlowe.pk, world.tallis.pk
    for words, from_on in (("Old", YESTERDAY), ("Now", TODAY), ("Corrected", TODAY), ("Coming", TOMORROW)):
        put_in_force(world.marlowe, words, from_on)
    put_in_force(world.tallis, "Po polsku", YESTERDAY, language="pl")

    with CaptureQueriesContext(connection) as sent:
        found = wordings_in_force([ours, theirs], TODAY)

    assert len(sent) == 1
    assert found[ours, "first_day", "text", "en"] == Words("Corrected")
    assert found[theirs, "first_day", "text", "en"] == TO_FAMILIES["first_day", "text"]
    assert found[theirs, "first_day", "text", "pl"] == Words("Po polsku")
    assert (ours, "first_day", "text", "pl") not in found


PAGE = "/marlowe-park/setup/messages/wordings/"
TEXT = f"{PAGE}first_day/text/en/"
GOOD = "((school)): ((child)) is away ((when)). Tell us: ((link))"


@pytest.fixture
def okafor(world: World) -> Client:
    return signed_in(world.okafor)


def typed(words: str = GOOD, **sent: str) -> dict[str, str]:
    return {"words": words, "from_on": "2027-03-09", "checked_by": "Mrs Adeyemi, head", **sent}


def test_every_wording_has_a_page_with_the_words_that_ship(world: World, okafor: Client) -> None:
    assert okafor.get(PAGE).content.decode().count("These words come with Daymark") == len(TO_FAMILIES)
    for kind, channel in TO_FAMILIES:
        page = okafor.get(f"{PAGE}{kind}/{channel}/en/")
        assert page.status_code == 200
        assert page.context["preview"].problems == []
    for wrong in ("first_day/letter/en", "bulletin/email/en", "first_day/text/xx", "no/text/en"):
        assert okafor.get(f"{PAGE}{wrong}/").status_code == 404


def test_words_are_written_from_a_day_on_and_the_past_is_kept(world: World, okafor: Client) -> None:
    for words, day in ((GOOD, "2027-03-09"), (f"{GOOD} Thank you", "2027-03-10")):
        assert okafor.post(TEXT, typed(words, from_on=day)).status_code == 302

    found = [wordings_in_force([world.marlowe.pk], on) for on in (TODAY, TOMORROW)]
    bodies = [words[world.marlowe.pk, "first_day", "text", "en"].body for words in found]
    assert bodies == [GOOD, f"{GOOD} Thank you"]
    page = shown(world.okafor, TEXT)
    assert "Since 9 March 2027. Checked by Mrs Adeyemi, head" in page
    assert "From 10 March 2027" in page
    assert "Written by Ms Okafor, checked by Mrs Adeyemi, head" in page
    lines = AuditEvent.objects.filter(tbl="schools_messagewording", actor=world.okafor.pk)
    assert lines.count() == 2


def test_a_form_sent_twice_writes_once(world: World, okafor: Client) -> None:
    okafor.post(TEXT, typed())
    again = okafor.post(TEXT, typed())
    assert "These are the words already" in again.content.decode()
    assert MessageWording.objects.filter(school=world.marlowe).count() == 1


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [
        (typed(f"{GOOD} ((reson))"), "((reson)) is not known"),
        (typed(f"{GOOD} ((reason))"), "a message gives no reason and no code"),
        (typed("Where is ((child))? ((link))"), "Say who writes: use ((school))"),
        (typed(GOOD + " and so on" * 45), "and 3 is the most"),
        (typed("w" * 1001), "Give at most 1000 characters. There are 1001"),
        (typed(from_on="2027-03-08"), "Days that are over keep their words"),
        (typed(""), "This is needed"),
        ({"checked_by": "Mrs Adeyemi, head"}, "This is needed"),
    ],
)
def test_words_that_may_not_be_sent_are_refused_and_kept(
    okafor: Client, sent: dict[str, str], sentence: str
) -> None:
    page = okafor.post(TEXT, sent)
    assert page.status_code == 422
    assert sentence in page.content.decode()
    assert "Mrs Adeyemi, head" in page.content.decode()
    assert not MessageWording.objects.exists()


def test_an_empty_form_is_refused(okafor: Client) -> None:
    assert okafor.post(TEXT, {}).status_code == 422


def test_another_language_goes_out_only_once_somebody_has_checked_it(world: World, okafor: Client) -> None:
    polish = f"{PAGE}first_day/text/pl/"
    assert "such families are sent English" in shown(world.okafor, polish)
    refused = okafor.post(polish, typed())
    assert "((when)) would be in English. Leave it out in another language" in refused.content.decode()
    words = "((school)): ((child)) nie jest w szkole: ((link))"
    refused = okafor.post(polish, typed(words, checked_by=""))
    assert "Nothing is sent unchecked in this language" in refused.content.decode()
    assert okafor.post(polish, typed(words, checked_by="Mrs Nowak, governor")).status_code == 302
    assert "checked by Mrs Nowak, governor" in shown(world.okafor, PAGE)
    found = wordings_in_force([world.marlowe.pk], TODAY)
    assert found[world.marlowe.pk, "first_day", "text", "pl"] == Words(words)


def test_a_preview_shows_how_it_reads_and_saves_nothing(world: World, okafor: Client) -> None:
    page = okafor.post(TEXT, typed("((school)) - ((child)) - ((link)) ((reson))", act="preview"))
    assert page.status_code == 200
    (problem,) = page.context["preview"].problems
    assert problem.startswith("((reson)) is not known. Use ((school)), ")
    page = okafor.post(TEXT, typed(f"{GOOD} ’", act="preview"))
    preview = page.context["preview"]
    assert preview.words.startswith("Marlowe Park Academy: Amira is away this morning. Tell us: http")
    assert preview.parts.endswith(": 2 texts, 3 texts with long names")
    assert preview.dear.startswith("’ is not in the alphabet of texts")
    assert not MessageWording.objects.exists()


def test_paragraphs_of_an_email_stay(world: World, okafor: Client) -> None:
    words = "Dear ((parent)),\r\n\r\n\r\n((child)) is away. ((link))\r\n((school))"
    page = f"{PAGE}reminder/email/en/"
    assert "Subject: This is needed" in okafor.post(page, typed(words, subject=" ")).content.decode()
    okafor.post(page, typed(words, subject="From ((school))"))
    found = wordings_in_force([world.marlowe.pk], TODAY)[world.marlowe.pk, "reminder", "email", "en"]
    assert found == Words("Dear ((parent)),\n\n((child)) is away. ((link))\n((school))", "From ((school))")


def test_words_that_nobody_checked_are_used_and_said(world: World, okafor: Client) -> None:
    okafor.post(TEXT, typed(checked_by=""))
    assert "Nobody has checked these words yet" in shown(world.okafor, PAGE)
    checks = shown(world.okafor, "/marlowe-park/setup/checks/messages-words-checked/")
    assert "Absent without a reason, text" in checks


def test_the_words_that_ship_need_nobody_when_they_are_saved_anew(world: World, okafor: Client) -> None:
    okafor.post(TEXT, typed())
    shipped = TO_FAMILIES["first_day", "text"].body
    assert okafor.post(TEXT, typed(shipped, checked_by="")).status_code == 302
    page = shown(world.okafor, PAGE)
    assert "Since 9 March 2027. These words come with Daymark" in page
    assert "Nobody has checked these words yet" not in page
    assert "messages-words-checked" not in shown(world.okafor, "/marlowe-park/setup/checks/")


def test_each_thing_that_is_wrong_is_a_sentence_by_itself(okafor: Client) -> None:
    page = okafor.post(TEXT, typed("((school)) ((chld)) ((link))")).content.decode()
    assert "((chld)) is not known. Did you mean ((child))?</" in page
    assert "?." not in page


def test_pages_cost_the_same_however_much_was_written(world: World, okafor: Client) -> None:
    few = [len(statements(world.okafor, page)) for page in (PAGE, TEXT)]
    for number in range(25):
        put_in_force(world.marlowe, f"{GOOD} {number}", TODAY)
    assert [len(statements(world.okafor, page)) for page in (PAGE, TEXT)] == few


def test_the_office_reads_no_wordings_and_other_schools_write_none(world: World, okafor: Client) -> None:
    assert signed_in(world.bell).get(PAGE).status_code == 403
    assert okafor.post("/tallis-wood/setup/messages/wordings/first_day/text/en/", typed()).status_code == 404
