"""The log: who opened what, when and why, what is unusual, and who reads it."""

from __future__ import annotations

import pytest
from django.http import Http404
from django.urls import reverse

from accounts.models import User
from safeguarding.door import Purpose, opened_file
from safeguarding.queries.openings import LogFilter, LogPage, log_page
from safeguarding.tickets import Level
from schools.access import rights_of
from tests.integration.attendance.pages import statements
from tests.integration.safeguarding.test_people import deputy_of, exclude
from tests.seats import confirmed, given_a_concern, seat
from tests.world import TODAY, World

pytestmark = pytest.mark.django_db


def opens(world: World, person: User, child: int = 0, purpose: Purpose = Purpose.REVIEW) -> None:
    pupil = world.pupils[child]
    with opened_file(seat(person), school_id=pupil.school_id, pupil_id=pupil.pk, purpose=purpose):
        pass


def log(world: World, person: User | None = None, **asked: object) -> LogPage:
    person = person or world.adeyemi
    rights = rights_of(person, world.marlowe.slug, on=TODAY)
    assert rights is not None
    return log_page(rights, seat(person), LogFilter(**asked))  # type: ignore[arg-type]


def test_each_opening_says_who_what_and_why(world: World) -> None:
    opens(world, world.reid)
    opens(world, world.reid, 1, Purpose.EXPORT)
    newest, oldest = log(world).lines
    assert (newest.person, newest.purpose, newest.is_export) == ("Mr Reid", "export", True)
    assert oldest.children == [(world.pupils[0].pk, world.pupils[0].known_name)]
    assert (oldest.purpose, oldest.is_export, oldest.more) == ("daily review", False, 0)


def test_the_filter_keeps_a_person_a_child_and_days(world: World) -> None:
    deputy = deputy_of(world)
    opens(world, world.reid)
    opens(world, deputy, 1)
    assert [line.person for line in log(world, person_id=world.reid.pk).lines] == ["Mr Reid"]
    assert len(log(world, pupil_id=world.pupils[1].pk).lines) == 1
    assert log(world, pupil_id=world.pupils[2].pk).lines == []
    assert len(log(world).people) == 2


def test_many_files_within_an_hour_are_unusual(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("safeguarding.unusual_openings.MANY_FILES", 2)
    for child in (0, 1, 2, 2):
        opens(world, world.reid, child)
    assert "3 files within an hour" in log(world).lines[0].unusual
    assert not any("files" in words for words in log(world).lines[-1].unusual)


def test_a_relative_who_is_kept_out_does_not_read_of_the_file(world: World) -> None:
    deputy_of(world)
    opens(world, world.reid)
    opens(world, world.reid, 1)
    exclude(world, world.adeyemi)
    children = [line.children for line in log(world).lines]
    assert children == [[(world.pupils[1].pk, world.pupils[1].known_name)]]


def test_nobody_else_reads_the_log_nor_one_of_another_school(world: World) -> None:
    opens(world, world.reid)
    assert log(world, world.rahman).lines == []
    rights = rights_of(world.shah, world.tallis.slug, on=TODAY)
    assert rights is not None
    assert log_page(rights, seat(world.shah), LogFilter()).lines == []
    known = rights_of(world.reid, world.marlowe.slug, on=TODAY)
    assert known is not None
    assert log_page(known, seat(world.reid, Level.KNOWN), LogFilter()).lines == []


def test_the_page_shows_it_and_bears_hostile_filters(world: World) -> None:
    opens(world, world.reid)
    url = reverse("safeguarding_log", args=[world.marlowe.slug])
    browser = confirmed(world.adeyemi)
    assert "Daily review" in browser.get(url).text
    assert confirmed(world.lane).get(url).status_code in (403, 404)
    for query in (
        "person=x&pupil=-1&from_on=31/02/2027&to_on=0000-00-00&page=-1",
        "page=1e9&person=99999999999999999999&unusual=1",
        "pupil=99999999999999999999&page=999999999",
        "person=%00&from_on=9999-12-31&to_on=0001-01-01",
    ):
        assert browser.get(f"{url}?{query}").status_code == 200, query


def test_the_page_costs_the_same_for_many_openings(world: World) -> None:
    given_a_concern(world.lane, world.pupils[0])
    browser = confirmed(world.adeyemi)
    url = reverse("safeguarding_log", args=[world.marlowe.slug])

    def cost() -> int:
        with statements() as asked:
            assert browser.get(url).status_code == 200
        return len(asked)

    opens(world, world.reid)
    before = cost()
    for child in (0, 1, 2):
        opens(world, world.reid, child)
    assert cost() == before


def test_the_file_itself_stays_shut_to_who_reads_the_log(world: World) -> None:
    given_a_concern(world.lane, world.pupils[0])
    log(world)
    with pytest.raises(Http404):
        opens(world, world.adeyemi)
