"""Races of people at one register, each on a connection of their own, and what must be true after each."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from random import Random

from django.db import connection

from accounts.models import User
from attendance.codes import code_of
from attendance.models import Mark, MarkAmendment
from attendance.queries.tallies import tally_drift
from attendance.services.marks import MarkChange, SaveOutcome, save_marks
from schools.calendar import Session
from schools.models import Pupil
from tests.world import NOW, TODAY, World

LETTERS = ("/", "N", "L", "I", "M", "C", "V", "")
MOST_PEOPLE, MOST_MARKS = 4, 3
WAIT_SECONDS = 20

Standing = dict[int, tuple[str, int]]


@dataclass
class Races:
    """People who press at the same moment, one a teacher; `told` counts what became of each press."""

    world: World
    moments: Random
    told: Counter[str] = field(default_factory=Counter)

    def run(self, count: int) -> None:
        """So many races, one after the other, over the whole class."""
        people = [self.world.okafor, self.world.bell, self.world.adeyemi, self.world.lane]
        with ThreadPoolExecutor(MOST_PEOPLE) as threads:
            for _ in range(count):
                self._one(threads, people[: self.moments.randint(2, MOST_PEOPLE)])
            gate = threading.Barrier(MOST_PEOPLE)
            for ended in [threads.submit(_hang_up, gate) for _ in range(MOST_PEOPLE)]:
                ended.result(WAIT_SECONDS)
        assert tally_drift(self.world.marlowe.pk) == []

    def _one(self, threads: ThreadPoolExecutor, people: Sequence[User]) -> None:
        """Everybody saw the same page, and each presses something else for the same pupils."""
        pupils = self.moments.sample(self.world.pupils, self.moments.randint(1, MOST_MARKS))
        seen, changes = standing(pupils), amended(pupils)
        sent: list[list[MarkChange]] = [[] for _ in people]
        for pupil in pupils:
            letter, version = seen.get(pupil.pk, ("", 0))
            choices = self.moments.sample([one for one in LETTERS if one != letter], len(people))
            for row, chosen in zip(sent, choices, strict=True):
                row.append(MarkChange(pupil.pk, chosen, version))
        gate = threading.Barrier(len(people))
        tasks = [
            threads.submit(_press, self.world, person, row, gate)
            for person, row in zip(people, sent, strict=True)
        ]
        outcomes = [task.result(WAIT_SECONDS) for task in tasks]
        stands, changed = standing(pupils), amended(pupils)
        for pupil in pupils:
            letters = [next(change.letter for change in row if change.pupil_id == pupil.pk) for row in sent]
            self._judge(pupil, letters, outcomes, seen.get(pupil.pk), stands.get(pupil.pk))
            assert changed[pupil.pk] - changes[pupil.pk] == (pupil.pk in seen)

    def _judge(
        self,
        pupil: Pupil,
        letters: Sequence[str],
        outcomes: Sequence[SaveOutcome],
        before: tuple[str, int] | None,
        after: tuple[str, int] | None,
    ) -> None:
        """Exactly one press won and stands; each other was told so, with what stands."""
        won = [
            letter
            for letter, outcome in zip(letters, outcomes, strict=True)
            if any(saved.pupil_id == pupil.pk for saved in outcome.saved)
        ]
        assert won == [after[0] if after else ""], (pupil, letters, won, after)
        if after is not None and before is not None:
            assert after[1] == before[1] + 1
        for outcome in outcomes:
            conflicts = [found for found in outcome.conflicts if found.pupil_id == pupil.pk]
            problems = [found for found in outcome.problems if found.pupil_id == pupil.pk]
            saved = [found for found in outcome.saved if found.pupil_id == pupil.pk]
            assert len(saved) + len(conflicts) + len(problems) == 1, (pupil, outcome)
            assert all(found.their_version == (after[1] if after else 0) for found in conflicts)
            self.told["won" if saved else "shown what stands" if conflicts else "refused"] += 1


def _press(world: World, person: User, row: Sequence[MarkChange], gate: threading.Barrier) -> SaveOutcome:
    frame = world.frame(TODAY, Session.AM)
    gate.wait(WAIT_SECONDS)
    return save_marks(frame, row, by=person, office=person != world.lane, at=NOW)


def _hang_up(gate: threading.Barrier) -> None:
    """Close this thread's connection; nobody goes on before each thread has come, so that each does."""
    gate.wait(WAIT_SECONDS)
    connection.close()


def standing(pupils: Sequence[Pupil]) -> Standing:
    """The letter and the version of each pupil's mark; who has none is left out."""
    found = Mark.objects.filter(pupil__in=pupils, date=TODAY, session=Session.AM.value)
    return {mark.pupil_id: (code_of(mark.code).letter, mark.version) for mark in found}


def amended(pupils: Sequence[Pupil]) -> Counter[int]:
    """How many amendments each pupil's mark of the morning has."""
    found = MarkAmendment.objects.filter(pupil__in=pupils, date=TODAY, session=Session.AM.value)
    return Counter(found.values_list("pupil_id", flat=True))
