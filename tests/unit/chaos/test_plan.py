"""The faults of a run follow from its seed, and each kind has its share."""

from collections import Counter
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from tests.chaos.plan import CAN_WAIT_FOR_A_SENDER, SHARES, Kind, draw


@given(st.integers(min_value=0), st.integers(min_value=1, max_value=1200))
def test_a_seed_draws_the_same_faults_again(seed: int, count: int) -> None:
    faults = draw(Random(seed), count)
    assert faults == draw(Random(seed), count)
    assert len(faults) == count
    assert all(fault.kind in CAN_WAIT_FOR_A_SENDER for fault in faults if fault.while_sending)


@given(st.integers(min_value=0))
def test_every_kind_has_its_share_of_two_hundred(seed: int) -> None:
    faults = draw(Random(seed), 200)
    counts = Counter(fault.kind for fault in faults)
    assert sum(SHARES.values()) == 100
    assert all(counts[kind] >= 2 * SHARES[kind] for kind in Kind)
    assert sum(fault.while_sending for fault in faults) >= 60
