"""Every route as every role, by GET and by POST in every school; the suite takes turns in the other two."""

from tests.architecture.conftest import made
from tests.architecture.matrix import run_matrix
from tests.architecture.matrix_places import MatrixWorld
from tests.architecture.route_samples import SAMPLES

__all__ = ["made"]


def test_every_answer_is_the_signed_lists_by_both_methods_in_every_school(made: MatrixWorld) -> None:
    assert run_matrix(made, SAMPLES) == []
