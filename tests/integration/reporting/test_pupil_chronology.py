"""The chronology of a pupil's page: each reader their own, newest first, and every reading written down."""

from datetime import timedelta

import pytest

from accounts.models import User
from accounts.roles import Role
from attendance.models import ContactAttempt, Decision, Outcome
from reporting.pupil_chronology import PAGE_SIZE, Chronology
from schools.models import Contact, Message, Pupil
from tests.factories import MembershipFactory
from tests.integration.attendance.chronology_steps import (
    CANARIES,
    NUMBER,
    a_day_of_everything,
    after,
    attempt,
    escalation,
    message,
    visit,
)
from tests.integration.reporting.steps import audit_lines, opened, pupil_page, shown, statements
from tests.world import NOW, YESTERDAY, World

READERS = [
    *(Role.OFFICER, Role.OFFICE, Role.PASTORAL, Role.DSL, Role.DSO, Role.SENCO, Role.HEAD, Role.TEACHER),
    Role.ADMIN,
]


def chronology(person: User, pupil: Pupil, query: str = "") -> Chronology:
    found = opened(person, f"{pupil_page(pupil)}{query}").context["pupil"].chronology
    assert isinstance(found, Chronology)
    return found


def titles(person: User, pupil: Pupil, query: str = "") -> list[str]:
    return [entry.title for entry in chronology(person, pupil, query).entries]


@pytest.mark.parametrize("role", READERS)
def test_each_reader_sees_what_their_rights_open_and_no_word_more(world: World, role: Role) -> None:
    amir = world.pupils[0]
    a_day_of_everything(world, amir)
    page = shown(world.staff[role], pupil_page(amir)).partition('id="chronology"')[2]
    page = page.partition("</section>")[0]
    seen = {word for word in CANARIES if word in page}
    assert seen == {word for word, readers in CANARIES.items() if role.value in readers}


def test_an_administrator_has_no_chronology_at_all(world: World) -> None:
    a_day_of_everything(world, world.pupils[0])
    assert opened(world.staff[Role.ADMIN], pupil_page(world.pupils[0])).context["pupil"].chronology is None


def test_what_happened_last_stands_first(world: World) -> None:
    a_day_of_everything(world, world.pupils[0])
    assert titles(world.okafor, world.pupils[0]) == [
        "Signed out",
        "Signed in, 1 h 39 min late",
        "Note on a home visit",
        "Missed check-in of a visit looked into",
        "Home visit made",
        "Home visit planned for Tue 9 Mar 10:04",
        "Virtual school told",
        "DSL decided: Police welfare check",
        "DSL told",
        "School asked them to stay home, Tue 9 Mar to Wed 10 Mar",
        "Handed over to Mr Rahman",
        "Step done: Ask siblings and friends",
        "Text to Mrs Khan",
        "Call to Mrs Khan, mother",
    ]


def test_a_teacher_learns_that_the_family_was_contacted_and_when_the_pupil_came(world: World) -> None:
    a_day_of_everything(world, world.pupils[0])
    assert titles(world.lane, world.pupils[0]) == [
        "Signed out",
        "Signed in, 1 h 39 min late",
        "School asked them to stay home, Tue 9 Mar to Wed 10 Mar",
        "Text to the family",
        "The family was contacted",
    ]


def test_a_call_says_how_it_went_in_london_time(world: World) -> None:
    attempt(world, world.pupils[0], date=YESTERDAY, proposed_code=104)
    (entry,) = chronology(world.okafor, world.pupils[0]).entries
    assert (entry.day_words, entry.time_words, entry.flag) == ("Tue 9 Mar", "08:59", "Spoke")
    assert entry.words == f"zqattempt. {NUMBER}. Suggested code I. About Mon 8 Mar."
    assert entry.by == "Ms Okafor"


def test_a_call_from_the_family_and_one_that_nobody_answered_say_so(world: World) -> None:
    amir = world.pupils[0]
    attempt(world, amir, from_family=True)
    attempt(world, amir, minutes=15, outcome=Outcome.NO_ANSWER)
    assert [(entry.title, entry.flag) for entry in chronology(world.okafor, amir).entries] == [
        ("Call to Mrs Khan, mother", "No answer"),
        ("Call from Mrs Khan, mother", "Spoke"),
    ]
    assert titles(world.lane, amir) == ["The family was tried", "The family was contacted"]


def test_the_number_of_whom_nobody_may_ring_any_more_is_gone(world: World) -> None:
    attempt(world, world.pupils[0])
    Contact.objects.filter(pupil=world.pupils[0]).update(must_not_contact=True)
    assert chronology(world.okafor, world.pupils[0]).entries[0].words == "zqattempt."


def test_what_was_struck_out_stays_with_who_and_why(world: World) -> None:
    row = attempt(world, world.pupils[0])
    ContactAttempt.objects.filter(pk=row.pk).update(
        struck_by=world.bell, struck_at=after(12), struck_why="Another family"
    )
    page = shown(world.okafor, pupil_page(world.pupils[0]))
    assert "<s>Call to Mrs Khan, mother</s>" in page
    assert "Struck out by Mr Bell, Tue 9 Mar 09:01: Another family" in page
    assert "Another family" not in shown(world.lane, pupil_page(world.pupils[0]))
    assert titles(world.lane, world.pupils[0]) == ["The family was tried"]


@pytest.mark.parametrize(("hours", "words"), [(2, "Wait until 10:49"), (24, "Wait until Wed 10 Mar 08:49")])
def test_a_decision_to_wait_says_until_when(world: World, hours: int, words: str) -> None:
    until_at = NOW + timedelta(hours=hours)
    escalation(world, world.pupils[0], decision=Decision.WAIT, until_at=until_at)
    assert titles(world.bell, world.pupils[0]) == [f"DSL decided: {words}", "DSL told"]


@pytest.mark.parametrize(
    ("role", "words"),
    [
        (Role.OFFICER, "DSL decided: Children's social care"),
        (Role.OFFICE, "DSL decided, and has taken it on"),
    ],
)
def test_social_care_is_named_to_who_may_read_protected_facts(world: World, role: Role, words: str) -> None:
    escalation(world, world.pupils[0], decision=Decision.SOCIAL_CARE)
    assert titles(world.staff[role], world.pupils[0]) == [words, "DSL told"]


def test_reading_what_the_lead_was_told_is_written_down(world: World) -> None:
    escalation(world, world.pupils[0])
    shown(world.reid, pupil_page(world.pupils[0]))
    assert "attendance_escalation" in {line.tbl for line in audit_lines("open", by=world.reid)}


def test_a_text_stays_when_its_contact_is_gone(world: World) -> None:
    row = message(world, world.pupils[0])
    Message.objects.filter(pk=row.pk).update(contact=None)
    assert titles(world.okafor, world.pupils[0]) == ["Text to the family"]


def test_a_teacher_reads_when_a_pupil_came_and_not_what_was_said_of_it(world: World) -> None:
    a_day_of_everything(world, world.pupils[0])
    (entry,) = (each for each in chronology(world.lane, world.pupils[0]).entries if "late" in each.title)
    assert (entry.title, entry.flag, entry.words) == ("Signed in, 1 h 39 min late", "U", "")


def test_the_clock_tells_the_lead_in_nobodys_name(world: World) -> None:
    escalation(world, world.pupils[0], by_clock=True)
    _, told = chronology(world.okafor, world.pupils[0]).entries
    assert (told.title, told.by) == ("DSL told by the clock: nobody had by the time that is set", "")


def test_a_visit_says_what_was_found_and_reading_it_is_written_down(world: World) -> None:
    amir = world.pupils[0]
    visit(world, amir, alarm_at=None, alarm_by=None, alarm_words="")
    made, _ = chronology(world.okafor, amir).entries
    assert (made.title, made.flag) == ("Home visit made", "Child seen and spoken to")
    assert made.words == "Child’s words: zqvoice. Next: Ring tomorrow, by Wed 10 Mar."
    opens = {(line.tbl, line.pupil) for line in audit_lines("open", by=world.okafor)}
    assert opens == {("schools_pupil", amir.pk), ("attendance_visit", amir.pk)}


def test_who_only_learns_that_a_visit_was_made_opens_none(world: World) -> None:
    visit(world, world.pupils[0])
    for role in (Role.SENCO, Role.OFFICE):
        shown(world.staff[role], pupil_page(world.pupils[0]))
        assert [line.tbl for line in audit_lines("open", by=world.staff[role])] == ["schools_pupil"]


def test_reading_which_agency_was_told_is_written_down(world: World) -> None:
    a_day_of_everything(world, world.pupils[0])
    shown(world.staff[Role.SENCO], pupil_page(world.pupils[0]))
    tables = {line.tbl for line in audit_lines("open", by=world.staff[Role.SENCO])}
    assert tables == {"schools_pupil", "attendance_agencytold"}


def test_kinds_are_offered_as_far_as_rights_go_and_filter_the_list(world: World) -> None:
    amir = world.pupils[0]
    a_day_of_everything(world, amir)
    offered = [choice.label for choice in chronology(world.okafor, amir).choices]
    assert offered == [
        *("All", "Absences", "Calls and messages", "Steps", "Safeguarding lead", "Agencies"),
        *("Visits", "Desk"),
    ]
    assert [choice.label for choice in chronology(world.lane, amir).choices] == [
        *("All", "Absences", "Calls and messages", "Steps", "Desk")
    ]
    assert titles(world.okafor, amir, "?kind=desk") == ["Signed out", "Signed in, 1 h 39 min late"]
    assert titles(world.lane, amir, "?kind=visit") == []
    assert titles(world.bell, amir, "?kind=visit") == []
    assert len(titles(world.okafor, amir, "?kind=zq&page=zq")) == 14


def test_a_long_chronology_turns_its_pages_and_loses_nothing(world: World) -> None:
    amir = world.pupils[0]
    for minutes in range(PAGE_SIZE + 3):
        attempt(world, amir, minutes=minutes, name=f"Caller {minutes}")
    first, second = chronology(world.okafor, amir), chronology(world.okafor, amir, "?page=2")
    assert (first.newer_query, first.older_query) == (None, "page=2")
    assert (second.newer_query, second.older_query) == ("", None)
    assert len(first.entries) == PAGE_SIZE
    names = [entry.title for entry in [*first.entries, *second.entries]]
    assert names == [f"Call to Caller {minutes}, mother" for minutes in reversed(range(PAGE_SIZE + 3))]
    beyond = chronology(world.okafor, amir, "?page=99999")
    assert (beyond.entries, beyond.newer_query, beyond.older_query) == (second.entries, "", None)
    assert chronology(world.okafor, amir, "?kind=contact").older_query == "kind=contact&page=2"
    assert "Older" in shown(world.okafor, pupil_page(amir))


def test_the_entries_of_a_merged_duplicate_are_the_kept_pupils(world: World) -> None:
    amir, zoe, _ = world.pupils
    attempt(world, zoe)
    Pupil.objects.filter(pk=zoe.pk).update(merged_into=amir, upn="")
    assert titles(world.okafor, amir) == ["Call to Mrs Khan, mother"]


def test_entries_of_another_pupil_or_school_are_not_here(world: World) -> None:
    a_day_of_everything(world, world.pupils_elsewhere["9T"])
    a_day_of_everything(world, world.pupils[1])
    assert titles(world.okafor, world.pupils[0]) == []
    assert opened(world.okafor, pupil_page(world.pupils_elsewhere["9T"])).status_code == 404


def test_a_caseload_opens_no_more_of_a_pupil_who_is_reached_by_a_class_alone(world: World) -> None:
    """Head of Year 9 and tutor of 8HW: of 8HW's pupils they learn what a tutor learns."""
    amir = world.pupils[0]
    a_day_of_everything(world, amir)
    MembershipFactory.create(user=world.lane, school=world.marlowe, role=Role.PASTORAL.value, year_groups=[9])
    assert "Home visit made" not in titles(world.lane, amir)
    assert "The family was contacted" in titles(world.lane, amir)


def test_the_statements_are_as_many_for_one_entry_as_for_fifty(world: World) -> None:
    amir = world.pupils[0]
    a_day_of_everything(world, amir)
    few = {
        role: len(statements(world.staff[role], pupil_page(amir))) for role in (Role.OFFICER, Role.PASTORAL)
    }
    for minutes in range(50):
        attempt(world, amir, minutes=minutes)
    assert {role: len(statements(world.staff[role], pupil_page(amir))) for role in few} == few


def test_an_empty_chronology_says_what_will_stand_there(world: World) -> None:
    page = shown(world.okafor, pupil_page(world.pupils[0]))
    assert "Absences, calls, steps, visits and late arrivals appear as they happen." in page


def test_a_text_waits_until_it_is_sent(world: World) -> None:
    message(world, world.pupils[0])
    (entry,) = chronology(world.bell, world.pupils[0]).entries
    assert (entry.title, entry.flag) == ("Text to Mrs Khan", "Waiting to be sent")
