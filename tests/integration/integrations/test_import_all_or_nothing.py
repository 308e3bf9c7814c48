"""Each file comes in whole or not at all, whatever happens on the way."""

import os

import psycopg
import pytest
from django.db import connection

from attendance.models import Mark
from integrations.mis.csv import sync
from integrations.mis.csv.fields import Kind
from integrations.mis.csv.filing.act import Act, Filed
from integrations.mis.csv.reading import OpenFile
from integrations.models import ImportRun, RunState
from integrations.queries.runs import run_report
from integrations.services.runs import ask_to_bring_in
from schools.models import Closure, ClosureKind, Pupil, School, SchoolDay
from tests.integration.integrations.steps import (
    AT,
    CALENDAR,
    FOLDER,
    MARKS,
    PUPILS,
    RHYS,
    brought_in,
    changed,
    checked,
    errors_of,
    nothing_changes,
)

pytestmark = pytest.mark.django_db


def marks_of(school: School) -> int:
    return Mark.objects.filter(school=school).count()


def asked_for(school: School, files: dict[str, str]) -> ImportRun:
    """A checked import that somebody asked to bring in."""
    run = checked(school, files)
    ask_to_bring_in(run=run, by=None, at=AT)
    return run


def test_one_bad_row_keeps_its_file_out(school: School) -> None:
    bad = dict(FOLDER) | {"marks.csv": MARKS + f"{RHYS},?,10/03/2026,AM,,\n"}
    with nothing_changes():
        run = checked(school, bad)
    assert [words for *_, words in errors_of(run)] == ['"?" is not a national code']


def test_a_bad_pupil_is_told_once_and_not_for_each_of_their_rows(school: School) -> None:
    bad = dict(FOLDER) | {"pupils.csv": changed(PUPILS, "04/08/2013", "04/08/2033")}
    run = checked(school, bad)
    assert errors_of(run) == [("pupils.csv", 4, "Date of Birth", "Date of birth must not be in the future")]


def test_what_changed_since_the_check_stops_the_import_before_it_harms(full_school: School) -> None:
    run = asked_for(full_school, {"marks.csv": MARKS + f"{RHYS},/,11/03/2026,AM,,\n"})
    SchoolDay.objects.filter(school=full_school, date="2026-03-11").delete()
    Closure.objects.create(
        school=full_school,
        kind=ClosureKind.CLOSURE,
        starts_on="2026-03-11",
        ends_on="2026-03-11",
        note="Snow",
    )
    sync.bring_in(run, at=AT)
    assert run.state == RunState.REFUSED
    assert marks_of(full_school) == 6
    assert [words for *_, words in errors_of(run)] == ["School is closed on 11 March 2026: Snow"]


def test_files_before_the_one_at_fault_stay_in_and_are_named(school: School) -> None:
    brought_in(school, {"calendar.csv": CALENDAR})
    run = asked_for(school, {"pupils.csv": PUPILS, "marks.csv": MARKS})
    SchoolDay.objects.filter(school=school, date="2026-03-09").delete()
    sync.bring_in(run, at=AT)
    assert Pupil.objects.filter(school=school).count() == 3
    assert marks_of(school) == 0
    assert run_report(run, may_see_marks=True).headline == (
        "6 of 9 rows need attention. Only pupils.csv went in."
    )


def test_an_unexpected_error_undoes_the_file_and_leaves_a_reference(
    school: School, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    run = asked_for(school, dict(FOLDER))

    def break_off(file: OpenFile, act: Act) -> Filed:
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM schools_contact")
            cursor.execute("SELECT 1 / 0")
        return Filed()

    fault = {**sync.FILERS, Kind.CONTACTS: break_off}
    monkeypatch.setattr(sync, "FILERS", fault)
    sync.bring_in(run, at=AT)
    assert run.state == RunState.FAILED
    assert run.words.startswith(
        "Something went wrong and nothing of this step was kept. Try again. Reference "
    )
    assert "division by zero" in caplog.text
    assert marks_of(school) == 0


def test_an_import_can_be_taken_up_where_a_dead_worker_left_it(
    school: School, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = asked_for(school, dict(FOLDER))

    def die(file: OpenFile, act: Act) -> Filed:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(sync, "FILERS", {**sync.FILERS, Kind.MARKS: die})
        with pytest.raises(KeyboardInterrupt):
            sync.bring_in(run, at=AT)
    assert (ImportRun.objects.get(pk=run.pk).state, marks_of(school)) == (RunState.APPLYING, 0)
    sync.bring_in(run, at=AT)
    assert (run.state, marks_of(school)) == (RunState.DONE, 6)


def test_a_step_that_nobody_asked_for_is_not_taken(school: School) -> None:
    run = checked(school, dict(FOLDER))
    with nothing_changes():
        sync.bring_in(run, at=AT)
    assert run.state == RunState.READY


def test_a_second_worker_leaves_an_import_alone(school: School) -> None:
    run = asked_for(school, dict(FOLDER))
    with psycopg.connect(os.environ["DATABASE_URL"]) as first_worker:
        first_worker.execute("SELECT pg_advisory_lock(%s, %s)", [sync.LOCK_OF_RUN, run.pk])
        with nothing_changes():
            sync.bring_in(run, at=AT)
    assert ImportRun.objects.get(pk=run.pk).state == RunState.APPLYING
