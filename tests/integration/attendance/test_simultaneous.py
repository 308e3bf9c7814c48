"""Two people at the same register at the same moment, each on a connection of their own."""

import threading
import time
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import timedelta
from functools import partial
from typing import Any, TypeAlias

import psycopg
import pytest
from django.core.exceptions import ValidationError
from django.db import connection, transaction

from accounts.models import AuditEvent
from attendance.codes import code_of
from attendance.models import Mark, MarkAmendment
from attendance.queries.merges import plan_merge
from attendance.queries.tallies import tally_drift
from attendance.services.marks import SaveOutcome
from attendance.services.merges import merge_pupils
from schools.access import rights_of
from schools.calendar import monday_of
from schools.models import Pupil
from tests.databases import Addresses
from tests.integration.attendance.pages import address, as_sent, send
from tests.integration.attendance.steps import (
    AFTER_CLOSE,
    amendments,
    mark,
    officer_amends,
    officer_saves,
    select,
    standing,
    teacher_saves,
    teacher_submits,
)
from tests.sign_in import signed_in
from tests.world import NOW, World, build_world

PEOPLE = 4
ROUNDS = 5
PATIENCE_SECONDS = 60
PgConnection: TypeAlias = psycopg.Connection[Any]


class Elsewhere(threading.Thread):
    """Work on another connection; `result` waits for it and raises what it raised."""

    def __init__(self, work: Callable[[], object]) -> None:
        super().__init__(daemon=True)
        self._work = work
        self._backend: int | None = None
        self._answer: object = None
        self._error: BaseException | None = None
        self.start()

    def run(self) -> None:
        try:
            connection.ensure_connection()
            self._backend = backend_of(connection.connection)
            self._answer = self._work()
        except BaseException as error:
            self._error = error
        finally:
            connection.close()

    def result(self) -> object:
        self.join(PATIENCE_SECONDS)
        assert not self.is_alive(), "it never came back"
        if self._error is not None:
            raise self._error
        return self._answer

    def has_to_wait(self, holder: PgConnection | None = None) -> None:
        """Return when this work stands before a lock of ours, or of that connection; others' do not count."""
        ours = backend_of(holder or connection.connection)
        deadline = time.monotonic() + PATIENCE_SECONDS
        while select("SELECT %s = ANY (pg_blocking_pids(%s))", ours, self._backend) != [(True,)]:
            assert self.is_alive(), "it did not wait for us"
            assert time.monotonic() < deadline, "it did not come as far as our lock"
            time.sleep(0.005)


def backend_of(asked: PgConnection) -> int:
    """The number of the server's process that serves a connection."""
    return asked.info.backend_pid


def at_once(works: Sequence[Callable[[], object]]) -> list[object]:
    """What each piece of work answered, all begun at the same moment."""
    gate = threading.Barrier(len(works))

    def begin(work: Callable[[], object]) -> Callable[[], object]:
        def start() -> object:
            connection.ensure_connection()
            gate.wait(PATIENCE_SECONDS)
            return work()

        return start

    return [one.result() for one in [Elsewhere(begin(work)) for work in works]]


@pytest.fixture
def open_school(own_database: Addresses) -> World:
    """A world whose rows are committed, so that every connection sees them; 30 pupils in 8HW."""
    return build_world(pupils=30)


def test_the_second_of_two_saves_overwrites_nothing(open_school: World) -> None:
    amir = open_school.pupils[0]
    frame = open_school.frame()
    with transaction.atomic():
        officer_saves(open_school, mark(amir, "I"), frame=frame)
        teacher = Elsewhere(lambda: teacher_saves(open_school, mark(amir, "N"), frame=frame))
        teacher.has_to_wait()
    outcome = teacher.result()

    assert isinstance(outcome, SaveOutcome)
    assert outcome.saved == []
    assert [conflict.words for conflict in outcome.conflicts] == [
        "Ms Okafor marked Amir Khan I at 08:49. You chose N."
    ]
    kept = standing(amir)
    assert kept is not None
    assert (code_of(kept.code).letter, kept.version) == ("I", 1)


def test_the_same_save_three_times_at_once_is_one_save(open_school: World) -> None:
    amir = open_school.pupils[0]
    path = address(open_school, "register_save")
    clients = [signed_in(open_school.lane) for _ in range(3)]
    key = "6f1dbe5e-6ee1-4c5b-8f1b-9d4b4a3a7c11"

    answers = at_once([partial(send, client, path, as_sent(amir, "L"), key=key) for client in clients])

    assert [answer.json() for answer in answers] == [answers[0].json()] * 3  # type: ignore[attr-defined]
    kept = standing(amir)
    assert kept is not None
    assert kept.version == 1
    assert AuditEvent.objects.filter(verb="save").count() == 1


def test_a_mark_cleared_while_another_save_waits_is_not_brought_back(open_school: World) -> None:
    amir, zoe = open_school.pupils[:2]
    teacher_saves(open_school, mark(amir, "N"))
    frame = open_school.frame()
    with transaction.atomic():
        officer_saves(open_school, mark(amir, "", base=1), frame=frame)
        teacher = Elsewhere(
            lambda: teacher_saves(open_school, mark(amir, "L", base=1), mark(zoe, "/"), frame=frame)
        )
        teacher.has_to_wait()
    outcome = teacher.result()

    assert isinstance(outcome, SaveOutcome)
    assert [saved.pupil_id for saved in outcome.saved] == [zoe.pk]
    assert [conflict.pupil_id for conflict in outcome.conflicts] == [amir.pk]
    assert standing(amir) is None


@pytest.mark.parametrize("letter", ["/", ""])
def test_a_save_that_waits_for_a_submission_finds_the_register_closed(
    open_school: World, letter: str
) -> None:
    amir = open_school.pupils[0]
    teacher_saves(open_school, mark(amir, "N"))
    frame = open_school.frame()
    with transaction.atomic():
        teacher_submits(open_school, frame=frame)
        officer = Elsewhere(lambda: officer_saves(open_school, mark(amir, letter, base=1), frame=frame))
        officer.has_to_wait()
    outcome = officer.result()

    assert isinstance(outcome, SaveOutcome)
    assert [problem.message for problem in outcome.problems] == [
        "Amir Khan: the register is closed. Load the page again to change N"
    ]
    assert amendments(amir) == []


def test_four_people_marking_all_thirty_at_once_have_one_winner_for_each_mark(open_school: World) -> None:
    frame = open_school.frame()
    versions = dict.fromkeys((pupil.pk for pupil in open_school.pupils), 0)
    won: Counter[int] = Counter()
    for number in range(ROUNDS):
        letters = ["N", "L", "I", "M"]

        def save(person: int, letters: list[str] = letters, number: int = number) -> SaveOutcome:
            pupils = open_school.pupils[:: 1 if person % 2 else -1]
            changes = [
                mark(pupil, letters[(person + number) % 4], base=versions[pupil.pk], minutes=person)
                for pupil in pupils
            ]
            return officer_saves(open_school, *changes, frame=frame, at=NOW + timedelta(seconds=number))

        outcomes = at_once([partial(save, person) for person in range(PEOPLE)])

        for outcome in outcomes:
            assert isinstance(outcome, SaveOutcome)
            assert len(outcome.saved) + len(outcome.conflicts) == 30
            for saved in outcome.saved:
                won[saved.pupil_id] += 1
                versions[saved.pupil_id] = saved.version

    assert set(won.values()) == {ROUNDS}, "one winner for each mark in each round"
    assert {row.pupil_id: row.version for row in Mark.objects.all()} == versions
    assert MarkAmendment.objects.count() == 30 * (ROUNDS - 1), "every overwritten mark left its amendment"
    assert tally_drift(open_school.marlowe.pk) == []


def test_marks_of_different_pupils_merge(open_school: World) -> None:
    frame = open_school.frame()
    first, second = open_school.pupils[:15], open_school.pupils[15:]

    outcomes = at_once(
        [
            lambda: teacher_saves(open_school, *(mark(pupil, "/") for pupil in first), frame=frame),
            lambda: officer_saves(open_school, *(mark(pupil, "N") for pupil in second), frame=frame),
        ]
    )

    assert [len(outcome.saved) for outcome in outcomes if isinstance(outcome, SaveOutcome)] == [15, 15]
    assert Mark.objects.count() == 30
    assert tally_drift(open_school.marlowe.pk) == []


def test_saves_and_clears_in_opposite_order_do_not_stop_each_other(open_school: World) -> None:
    frame = open_school.frame()
    pupils = open_school.pupils
    teacher_saves(open_school, *(mark(pupil, "N") for pupil in pupils))

    def clear_then_mark(back: bool) -> SaveOutcome:
        ordered = pupils[::-1] if back else pupils
        half = [mark(pupil, "", base=1) for pupil in ordered[:15]]
        rest = [mark(pupil, "L", base=1) for pupil in ordered[15:]]
        return officer_saves(open_school, *half, *rest, frame=frame)

    outcomes = at_once([partial(clear_then_mark, back) for back in (False, True, False, True)])

    assert all(isinstance(outcome, SaveOutcome) for outcome in outcomes)
    assert tally_drift(open_school.marlowe.pk) == []


def test_two_submissions_at_once_are_one(open_school: World) -> None:
    frame = open_school.frame()
    teacher_saves(open_school, mark(open_school.pupils[0], "/"))

    at_once([lambda: teacher_submits(open_school, frame=frame)] * 3)

    assert AuditEvent.objects.filter(verb="submit").count() == 1


def test_two_submissions_of_a_register_that_nobody_opened_are_one(open_school: World) -> None:
    frame = open_school.frame()

    at_once([lambda: teacher_submits(open_school, frame=frame)] * 3)

    assert AuditEvent.objects.filter(verb="submit").count() == 1


def test_of_two_amendments_at_once_the_second_is_told(open_school: World) -> None:
    amir = open_school.pupils[0]
    teacher_saves(open_school, mark(amir, "N"))
    with transaction.atomic():
        officer_amends(open_school, amir, "I")
        other = Elsewhere(lambda: officer_amends(open_school, amir, "O", reason="Nobody answered"))
        other.has_to_wait()

    with pytest.raises(ValidationError, match="Somebody changed this mark since you opened this page"):
        other.result()
    assert [change.amended for change in amendments(amir)] == [104]
    assert AFTER_CLOSE > NOW


def test_a_recount_waits_for_marks_on_their_way_and_counts_them(open_school: World) -> None:
    amir, zoe = open_school.pupils[:2]
    teacher_saves(open_school, mark(amir, "/"), mark(zoe, "/"))
    frame = open_school.frame()
    with transaction.atomic():
        officer_saves(open_school, mark(amir, "I", base=1), frame=frame)
        recounting = Elsewhere(
            lambda: select(
                "SELECT attendance_recount(%s, ARRAY[%s])", open_school.marlowe.pk, monday_of(frame.date)
            )
        )
        recounting.has_to_wait()
    recounting.result()

    assert tally_drift(open_school.marlowe.pk) == []


@pytest.fixture
def amir_twice(open_school: World) -> tuple[Pupil, Pupil]:
    """Two records with one admission number, the second of another name and no UPN yet."""
    amir, zoe = open_school.pupils[:2]
    Pupil.objects.filter(pk=zoe.pk).update(admission_number=amir.admission_number, upn="")
    zoe.refresh_from_db()
    return amir, zoe


def merging(school: World, kept: Pupil, other: Pupil) -> Pupil:
    rights = rights_of(school.okafor, "marlowe-park", on=NOW.date())
    assert rights is not None
    stamp = plan_merge(kept, other).stamp
    return merge_pupils(rights=rights, kept_id=kept.pk, other_id=other.pk, stamp=stamp, at=NOW)


def test_no_merge_begins_while_a_mark_is_being_saved(
    open_school: World, amir_twice: tuple[Pupil, Pupil]
) -> None:
    amir, zoe = amir_twice
    frame = open_school.frame()
    with transaction.atomic():
        teacher_saves(open_school, mark(zoe, "N"), frame=frame)
        merge = Elsewhere(lambda: merging(open_school, amir, zoe))
        with pytest.raises(ValidationError, match="Marks are being saved"):
            merge.result()
    assert Pupil.objects.get(pk=zoe.pk).merged_into_id is None


def test_a_merge_waits_a_moment_for_the_cleaning_of_the_table_of_marks(
    open_school: World, amir_twice: tuple[Pupil, Pupil], owner: psycopg.Connection[tuple[object, ...]]
) -> None:
    amir, zoe = amir_twice
    with owner.transaction():
        owner.execute("LOCK TABLE attendance_mark IN SHARE UPDATE EXCLUSIVE MODE")  # as VACUUM does
        merge = Elsewhere(lambda: merging(open_school, amir, zoe))
        merge.has_to_wait(owner)
    merge.result()
    assert Pupil.objects.get(pk=zoe.pk).merged_into_id == amir.pk


def test_a_mark_for_a_pupil_who_was_just_merged_is_saved_for_nobody(
    open_school: World, amir_twice: tuple[Pupil, Pupil]
) -> None:
    amir, zoe = amir_twice
    frame = open_school.frame()
    with transaction.atomic():
        merging(open_school, amir, zoe)
        teacher = Elsewhere(lambda: teacher_saves(open_school, mark(zoe, "N"), frame=frame))
        teacher.has_to_wait()
    outcome = teacher.result()

    assert isinstance(outcome, SaveOutcome)
    assert [problem.message for problem in outcome.problems] == ["This pupil is not on this register today"]
    assert not Mark.objects.filter(pupil=zoe).exists()
    assert tally_drift(open_school.marlowe.pk) == []


def test_two_people_merge_a_pair_once(open_school: World, amir_twice: tuple[Pupil, Pupil]) -> None:
    amir, zoe = amir_twice
    with transaction.atomic():
        merging(open_school, amir, zoe)
        with pytest.raises(ValidationError, match="Marks are being saved"):
            Elsewhere(lambda: merging(open_school, zoe, amir)).result()
    assert Pupil.objects.exclude(merged_into=None).count() == 1
