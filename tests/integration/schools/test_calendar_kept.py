"""Whatever is closed and opened, the school days in the database are those that counting by hand finds."""

from datetime import date, timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from schools.access import Rights, rights_of
from schools.calendar import ClosureSpec, YearSpec
from schools.models import Closure, SchoolDay
from schools.services import closures
from schools.services.calendar import ClosureFacts
from schools.services.closures import close_days, open_days
from schools.services.years import set_year
from tests.unit.schools.test_calendar_properties import by_hand, years
from tests.world import NOW, TODAY, TOMORROW, YEAR, World

spans = st.tuples(st.dates(date(2026, 9, 1), date(2027, 8, 1)), st.sampled_from((0, 0, 1, 9)), st.booleans())


@pytest.fixture
def rights(world: World) -> Rights:
    found = rights_of(world.okafor, "marlowe-park", on=TODAY)
    assert found is not None
    return found


def held(rights: Rights) -> list[date]:
    days = SchoolDay.objects.filter(school=rights.school)
    assert list(days.values_list("number", flat=True)) == list(range(1, days.count() + 1))
    return list(days.values_list("date", flat=True))


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(spans, max_size=4, unique_by=lambda span: span[0]), years(st.just(2027)))
def test_closures_come_and_go_and_another_year_follows(
    world: World, rights: Rights, drawn: list[tuple[date, int, bool]], following: YearSpec
) -> None:
    with transaction.atomic():
        for first, length, stays in drawn:
            facts = ClosureFacts("closure", first, first + timedelta(days=length), "")
            overlaps = Closure.objects.filter(
                school=world.marlowe, starts_on__lte=facts.ends_on, ends_on__gte=first
            )
            if overlaps.exists():
                continue
            closure = close_days(rights=rights, facts=facts, at=NOW)
            if not stays:
                open_days(rights=rights, closure_id=closure.pk, at=NOW)
        set_year(rights=rights, year=following, at=NOW)
        standing = Closure.objects.filter(school=world.marlowe)
        shut = [ClosureSpec(row.starts_on, row.ends_on) for row in standing]
        assert held(rights) == by_hand(YEAR, shut, []) + by_hand(following, shut, [])
        transaction.set_rollback(True)


def test_a_closure_is_made_with_its_new_numbers_or_not_at_all(
    world: World, rights: Rights, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(**_: object) -> None:
        raise RuntimeError("the power goes")

    before = held(rights)
    monkeypatch.setattr(closures, "rebuild_school_days", fail)
    with pytest.raises(RuntimeError):
        close_days(rights=rights, facts=ClosureFacts("inset", TOMORROW, TOMORROW, ""), at=NOW)

    assert held(rights) == before
    assert not Closure.objects.filter(school=world.marlowe, starts_on=TOMORROW).exists()
