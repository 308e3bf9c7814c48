"""Every page as every role that may open it; the suite opens each as one of them."""

from tests.architecture.matrix_places import MatrixWorld
from tests.journeys.browser import Reception
from tests.journeys.conftest import browser, mail, pytest_runtest_makereport, reception, site
from tests.journeys.test_every_page import faults_of_all, made, world

__all__ = ["browser", "made", "mail", "pytest_runtest_makereport", "reception", "site", "world"]


def test_no_page_has_a_fault_for_anybody_who_may_open_it(reception: Reception, made: MatrixWorld) -> None:
    assert not (faults := faults_of_all(reception, made, for_everybody=True)), "\n".join(faults)
