"""After any acts the tallies equal a recount, the lines a fresh sweep, and a cut period has the same sum."""

from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test
from pytest_django import DjangoDbBlocker

from tests.figures_machine import Figures
from tests.world import World


def test_figures_and_lines_stay_right(standing_world: World, django_db_blocker: DjangoDbBlocker) -> None:
    Figures.world = standing_world

    with django_db_blocker.unblock():
        run_state_machine_as_test(
            Figures,
            settings=settings(
                max_examples=3,
                stateful_step_count=12,
                deadline=None,
                derandomize=True,
                phases=[Phase.generate],
                suppress_health_check=list(HealthCheck),
            ),
        )
