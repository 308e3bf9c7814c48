"""The DfE's figures in the page and from the terminal: what was loaded, by whom, and what is refused."""

import io
from collections.abc import Iterator
from pathlib import Path

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.db import transaction
from pytest_django import DjangoDbBlocker

from accounts.models import User
from accounts.roles import Role
from attendance.models import NationalFigure, NationalRelease
from tests.answers import Answer
from tests.dfe_files import ENGLAND, HILLINGDON, week, weekly, withheld, year_to_date
from tests.factories import MembershipFactory
from tests.integration.attendance.pages import words_of
from tests.sign_in import signed_in
from tests.world import NOW, World, build_world

PAGE = "/marlowe-park/setup/comparators/"


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Traveller]:
    """It is 08:49 on Tuesday 9 March 2027."""
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def world(django_db_blocker: DjangoDbBlocker) -> Iterator[World]:
    with django_db_blocker.unblock(), transaction.atomic():
        yield build_world()
        transaction.set_rollback(True)


def loaded(person: User, content: bytes, **said: str) -> Answer:
    """The answer to somebody who loads a file at Marlowe Park."""
    file = SimpleUploadedFile("weekly.csv", content)
    return signed_in(person).post(PAGE, {"uploaded": file} | said, follow=True)


def test_the_page_says_what_was_loaded_when_and_by_whom(world: World) -> None:
    assert "No figures of the DfE are loaded." in words_of(signed_in(world.okafor).get(PAGE))
    content = weekly(week(37, ENGLAND), withheld(week(38, HILLINGDON)), week(60, ENGLAND))

    page = loaded(world.okafor, content, source="Week 38 2026", published_on="2026-10-01")

    words = words_of(page)
    assert "Rows loaded: 2, of 2 weeks. Figures that the DfE withheld stay empty: 10." in words
    assert "Week 38 2026" in words
    assert "1 October 2026" in words
    assert "2 weeks, 7 September 2026 to 18 September 2026" in words
    assert "Row 4: 2026 has no week 60." in words
    assert "Ms Okafor" in words
    release = NationalRelease.objects.get()
    assert (release.loaded_by, release.school, release.withheld) == (world.okafor, world.marlowe, 10)


def test_the_same_file_again_is_said_to_stand(world: World) -> None:
    loaded(world.okafor, weekly(week(37, ENGLAND)))
    again = words_of(loaded(world.okafor, weekly(week(37, ENGLAND))))
    assert "weekly.csv was loaded on 09/03/2027. Nothing is changed." in again
    assert NationalRelease.objects.count() == 1


def test_a_useless_file_is_refused_and_what_was_typed_stays(world: World) -> None:
    page = loaded(world.okafor, b"Name,Age\nAnn,7\n", source="Typed words")
    assert page.status_code == 422
    assert "This is no attendance file of the DfE" in words_of(page)
    assert "Typed words" in page.content.decode()
    assert not NationalRelease.objects.exists()


def test_another_school_sees_the_release_and_not_who_loaded_it(world: World, tmp_path: Path) -> None:
    from_terminal(weekly(week(38, ENGLAND)), tmp_path)
    loaded(world.okafor, weekly(week(37, ENGLAND)))
    officer = MembershipFactory.create(school=world.ashgrove, role=Role.OFFICER).user

    words = words_of(signed_in(officer).get("/ashgrove/setup/comparators/"))

    assert "At another school" in words
    assert "From the terminal" in words
    assert "Okafor" not in words


@pytest.mark.parametrize("role", [Role.TEACHER, Role.HEAD, Role.GOVERNOR])
def test_who_brings_no_files_in_does_not_reach_the_page(world: World, role: Role) -> None:
    assert loaded(world.staff[role], weekly(week(37, ENGLAND))).status_code == 403
    assert not NationalRelease.objects.exists()


def from_terminal(content: bytes, folder: Path, *options: str) -> str:
    """What the command says of a file."""
    out = io.StringIO()
    path = folder / "release.csv"
    path.write_bytes(content)
    call_command("load_dfe", str(path), *options, stdout=out)
    return out.getvalue()


def test_the_command_loads_the_published_year(world: World, tmp_path: Path) -> None:
    options = ["--source", "Year to date 2023/24", "--published", "2024-08-01", "--until", "2024-07-19"]
    out = from_terminal(year_to_date(), tmp_path, *options)
    assert "Rows loaded: 484, of the year to date." in out
    hidden = NationalFigure.objects.filter(possible=None)
    assert hidden.exists()
    assert not hidden.exclude(attended=None).exists()
    assert "Nothing is changed." in from_terminal(year_to_date(), tmp_path, *options)


def test_the_command_says_plainly_what_is_wrong(world: World, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="cannot be read"):
        call_command("load_dfe", str(tmp_path / "none.csv"))
    with pytest.raises(CommandError, match="no attendance file of the DfE"):
        from_terminal(b"a,b\n1,2\n", tmp_path)
