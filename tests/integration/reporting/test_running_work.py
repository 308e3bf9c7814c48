"""One page of running and finished work: each person sees what their rights open, and how far it is."""

from datetime import timedelta

from accounts.models import User
from accounts.roles import Role
from integrations.models import ImportRun, RunState
from reporting.models import Document, DocumentKind, DocumentState
from schools.message_faults import NO_ANSWER
from schools.models import JobRun, Message, MessageState, Messaging
from schools.queries.work import WorkLine, WorkPage
from tests.factories import ParentFactory
from tests.integration.attendance.call_steps import family, tried
from tests.integration.attendance.message_steps import message
from tests.integration.reporting.steps import opened, statements
from tests.world import NOW, World, add_pupils

PAGE = "/marlowe-park/running/"


def page_of(person: User) -> WorkPage:
    page: WorkPage = opened(person, PAGE).context["page"]
    return page


def line_of(lines: list[WorkLine], title: str) -> WorkLine:
    return next(line for line in lines if line.title == title)


def work(world: World) -> None:
    """Two texts of three have an end, a pack is being made, and an import is brought in."""
    amir, zoe, jack = world.pupils
    message(amir, MessageState.SENT)
    message(zoe, MessageState.FAILED, fault=NO_ANSWER)
    message(jack)
    days = {"first": "2027-03-01", "last": "2027-03-05", "group_names": []}
    Document.objects.create(
        school=world.marlowe,
        kind=DocumentKind.AUDIT_PACK,
        asked_by=world.okafor,
        parameters=days,
        state=DocumentState.MAKING,
        asked_at=NOW,
        done=3,
        total=10,
    )
    ImportRun.objects.create(
        school=world.marlowe, asked_by=world.okafor, state=RunState.DONE, created_at=NOW - timedelta(hours=1)
    )
    JobRun.objects.create(
        name="recount tallies", slot="2027-03-09 02:40:00", started_at=NOW, outcome="failed: ValueError"
    )


def test_the_officer_sees_what_runs_and_how_far_it_is(world: World) -> None:
    work(world)
    page = page_of(world.okafor)
    texts = line_of(page.running, "Messages about absences of today")
    assert (texts.progress_words, texts.words) == ("2 of 3", "3 messages: 1 sent, 1 not sent.")
    assert texts.cancel_url == "/marlowe-park/messages/withdraw/"
    pack = line_of(page.running, "Register audit pack")
    assert (pack.progress_words, pack.state) == ("3 of 10", "Being made")
    assert pack.cancel_url == pack.url
    assert line_of(page.finished, "Import of files").state == "Brought in"
    assert [job.outcome for job in page.jobs] == ["Failed: ValueError. It runs again when it is due."]
    assert [(job.name, job.tone) for job in page.jobs] == [("recount tallies", "due")]


def test_messages_that_are_over_say_when_the_last_went_and_count_whom_to_ring(world: World) -> None:
    amir, zoe, jack = world.pupils
    message(amir, MessageState.SENT, queued_at=NOW - timedelta(minutes=9))
    message(zoe, MessageState.FAILED, fault=NO_ANSWER)
    message(jack, MessageState.FAILED, fault=NO_ANSWER)
    tried(jack, world.bell, "no_answer", at=NOW + timedelta(minutes=2))
    (line,) = page_of(world.okafor).finished
    assert (line.state, line.words) == ("Not all sent", "3 messages: 1 sent, 1 not sent.")
    assert line.began_words == "Tue 9 Mar, 08:49"


def test_stopped_messages_are_not_being_sent(world: World) -> None:
    message(world.pupils[0])
    Messaging.objects.create(
        school=world.marlowe, texts="file", stopped_at=NOW, stopped_by=world.okafor, stopped_why="Snow"
    )
    assert page_of(world.okafor).running[0].state == "Stopped"


def test_what_the_provider_put_back_can_be_cancelled_and_what_may_have_left_cannot(world: World) -> None:
    waiting = message(world.pupils[0], attempts=1, clear_tries=1)
    assert page_of(world.okafor).running[0].cancel_words == "Withdraw those that wait"
    Message.objects.filter(pk=waiting.pk).update(attempts=2)
    assert page_of(world.okafor).running[0].cancel_words == ""


def test_each_person_sees_what_their_rights_open(world: World) -> None:
    work(world)
    assert [line.title for line in page_of(world.bell).running] == ["Messages about absences of today"]
    assert not page_of(world.bell).sees_jobs
    admin = page_of(world.staff[Role.ADMIN])
    assert (admin.running, [line.title for line in admin.finished]) == ([], ["Import of files"])
    teacher = page_of(world.lane)
    assert (teacher.running, teacher.finished, teacher.jobs) == ([], [], [])
    assert opened(world.shah, PAGE).status_code == 404


def test_the_page_costs_the_same_for_any_number_of_messages(world: World) -> None:
    work(world)
    few = statements(world.okafor, PAGE)
    for pupil in add_pupils(world.class_8hw, 12):
        message(pupil, contact=family(pupil, ParentFactory.create(school=world.marlowe)))
        ImportRun.objects.create(school=world.marlowe, state=RunState.DONE, created_at=NOW)
    assert len(statements(world.okafor, PAGE)) == len(few) <= 8
    assert {line.words for line in page_of(world.okafor).finished} >= {"Started at the terminal."}
