"""A feed that brings nothing, half, or yesterday's file harms nothing, and says so."""

from datetime import date, timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command

from accounts.models import AuditEvent
from integrations.mis.csv import sync
from integrations.models import ImportRun, ImportSource, RunState
from integrations.queries.feeds import latest_feeds
from integrations.services.runs import ask_for_check, ask_to_bring_in
from schools.models import Pupil, School
from tests.integration.integrations.pages import latest_run, page_of
from tests.integration.integrations.steps import (
    AT,
    FOLDER,
    MARKS,
    PUPIL_HEADINGS,
    PUPILS,
    RHYS,
    TOBI,
    brought_in,
    changed,
    checked,
    nothing_changes,
    uploaded,
)
from tests.integration.integrations.test_import_statements import files as files_of_many

pytestmark = pytest.mark.django_db

RENAMED = changed(PUPILS, "Davies,Rhys", "Davies-Cole,Rhys")


def doubts(run: ImportRun) -> list[str]:
    return [sentence for file in run.files.all() for sentence in file.doubts]


def lines(text: str, count: int) -> str:
    """The headings and so many rows."""
    return "\n".join(text.splitlines()[: count + 1]) + "\n"


def test_a_file_with_headings_alone_changes_nothing_and_says_so(full_school: School) -> None:
    page = page_of(full_school)
    with nothing_changes():
        page.upload(pupils=PUPIL_HEADINGS)
        page.settle(latest_run())
    assert "headings and no rows" in page.get(f"{latest_run().pk}/columns/").content.decode()
    assert latest_run().state == RunState.DRAFT


def test_half_a_file_waits_for_a_persons_word(school: School) -> None:
    many = files_of_many(30)
    brought_in(school, many)
    half = {"pupils.csv": lines(many["pupils.csv"], 14).replace("Khan,Amir", "Khan,Ameer")}
    with nothing_changes():
        run = checked(school, half)
    assert doubts(run) == ["This file has 14 pupils, and the last one of its kind, pupils.csv, had 30"]
    with nothing_changes(), pytest.raises(ValidationError):
        ask_to_bring_in(run=run, by=None, at=AT)
    ask_to_bring_in(run=run, by=None, at=AT, anyway=True)
    sync.bring_in(run, at=AT)
    assert run.state == RunState.DONE
    assert Pupil.objects.filter(legal_forename="Ameer").count() == 14


def test_a_day_of_marks_is_no_half_of_a_year(school: School) -> None:
    many = files_of_many(30)
    brought_in(school, many)
    day = "UPN,Mark,Mark date,AM/PM\n" + "".join(
        line.replace("/03/2026", "/06/2026") + "\n" for line in many["marks.csv"].splitlines()[1::5]
    )
    assert doubts(checked(school, {"marks.csv": day})) == []


def test_the_same_file_again_is_no_doubt_where_it_changes_nothing(full_school: School) -> None:
    run = checked(full_school, FOLDER)
    assert doubts(run) == []
    ask_to_bring_in(run=run, by=None, at=AT)


def test_yesterdays_file_after_todays_waits_for_a_persons_word(full_school: School) -> None:
    brought_in(full_school, {"pupils.csv": RENAMED})
    with nothing_changes():
        run = checked(full_school, {"yesterday.csv": PUPILS})
    assert doubts(run) == [
        f"The same file was brought in on {AT.day} July 2026, and another of its kind, pupils.csv, after it"
    ]


def test_a_file_that_would_undo_what_was_changed_here_waits(full_school: School) -> None:
    Pupil.objects.filter(upn=RHYS).update(known_forename="Rhyss")
    [doubt] = doubts(checked(full_school, {"pupils.csv": PUPILS}))
    assert doubt.endswith("What was changed here since then would be changed back")


def test_marks_older_than_those_that_are_in_wait(full_school: School) -> None:
    old = f"UPN,Mark,Mark date,AM/PM\n{TOBI},/,02/03/2026,AM\n"
    assert doubts(checked(full_school, {"marks.csv": old})) == [
        "Its marks end on 2 March 2026, and marks up to 9 March 2026 are in already"
    ]


def test_each_source_is_measured_by_its_own_files(school: School) -> None:
    many = files_of_many(30)
    brought_in(school, many)
    run = uploaded(school, {"pupils.csv": lines(many["pupils.csv"], 3).replace("Amir", "Ameer")})
    ImportRun.objects.filter(pk=run.pk).update(
        source=ImportSource.objects.create(school=school, name="Arbor")
    )
    run.refresh_from_db()
    ask_for_check(run=run, by=None, at=AT)
    sync.check(run, at=AT)
    assert doubts(run) == []


def test_the_page_asks_and_the_audit_keeps_the_word(full_school: School) -> None:
    brought_in(full_school, {"pupils.csv": RENAMED})
    page = page_of(full_school)
    page.upload(pupils=PUPILS)
    run = latest_run()
    page.settle(run)
    shown = page.get(f"{run.pk}/").content.decode()
    assert "Something about them is doubtful." in shown
    assert "Bring in 3 rows anyway" in shown
    with nothing_changes():
        page.post(f"{run.pk}/apply/")
    assert ImportRun.objects.get(pk=run.pk).state == RunState.READY
    page.post(f"{run.pk}/apply/", anyway="yes")
    assert Pupil.objects.get(upn=RHYS).legal_surname == "Davies"
    told = AuditEvent.objects.filter(tbl="integrations_importrun", obj=str(run.pk), actor=page.user.pk)
    assert told.filter(before__is_meant=False, after__is_meant=True).exists()
    assert told.filter(before__state="applying", after__state="done").exists()


def test_the_terminal_asks_too(full_school: School, tmp_path: Path) -> None:
    brought_in(full_school, {"pupils.csv": RENAMED})
    (tmp_path / "pupils.csv").write_text(PUPILS)
    out = StringIO()
    with nothing_changes(), pytest.raises(CommandError, match="Say --anyway if these files are meant"):
        call_command("import_school", str(tmp_path), "--school", full_school.urn, stdout=out)
    assert "Doubt: The same file was brought in" in out.getvalue()
    call_command("import_school", str(tmp_path), "--school", full_school.urn, "--anyway", stdout=out)
    assert Pupil.objects.get(upn=RHYS).legal_surname == "Davies"


def test_the_latest_feeds_tell_what_came_and_what_was_refused(full_school: School) -> None:
    feeds = {feed.kind: feed for feed in latest_feeds(full_school)}
    assert list(feeds) == ["calendar", "staff", "pupils", "contacts", "groups", "marks"]
    assert (feeds["marks"].first_on, feeds["marks"].last_on) == (date(2026, 3, 9), date(2026, 3, 9))
    assert (feeds["pupils"].rows, feeds["pupils"].is_in, feeds["pupils"].source) == (3, True, "")
    later = AT + timedelta(days=1)
    bad = checked(full_school, {"marks.csv": MARKS + f"{RHYS},?,10/03/2026,AM,,\n"}, at=later)
    [marks] = [feed for feed in latest_feeds(full_school) if feed.kind == "marks"]
    assert (marks.run, marks.refused, marks.is_in) == (bad.pk, 1, False)
