"""Jobs that count their runs, for the tests of the schedule."""

from collections import Counter
from datetime import UTC, timedelta
from time import sleep

from config.schedule import CATCH_UP_ONCE, Job
from config.slots import Daily, Every

RUNS: Counter[str] = Counter()


def alert() -> str:
    """Runs each minute; long enough that another worker asks meanwhile."""
    sleep(0.05)
    RUNS["alert"] += 1
    return "2 alerts queued"


def recount() -> None:
    """Runs each night."""
    RUNS["recount"] += 1


def fail() -> None:
    """Runs each minute, and fails."""
    RUNS["fail"] += 1
    raise KeyError("fail")


HERE = "tests.integration.config.counted_jobs"
A_MINUTE = timedelta(minutes=1)
JOBS = (
    Job("fail", Every(minutes=1), f"{HERE}.fail", CATCH_UP_ONCE, "Nothing.", lease=A_MINUTE),
    Job("alert", Every(minutes=1), f"{HERE}.alert", CATCH_UP_ONCE, "Nothing.", lease=A_MINUTE),
    Job("recount", Daily("02:40", UTC), f"{HERE}.recount", CATCH_UP_ONCE, "Nothing."),
)
FAIL, ALERT, RECOUNT = JOBS
