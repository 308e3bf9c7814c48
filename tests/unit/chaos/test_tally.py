"""What counts as lost, as a duplicate and as misreported."""

from tests.chaos.tally import Entry, Tally, reconcile


def tally(states: dict[str, str], *taken: str, asked: str = "one") -> Tally:
    """The account of one message that was asked for at 100 s, and taken as often as it is named."""
    return reconcile({asked: 100.0}, states, [Entry(reference, 103.5) for reference in taken])


def test_a_message_that_was_taken_once_and_is_told_as_sent_is_in_order() -> None:
    found = tally({"one": "sent"}, "one")
    assert (found.lost, found.duplicate, found.misreported, found.strangers) == ([], [], [], [])
    assert (found.taken, found.worst_delay) == (1, 3.5)


def test_a_message_that_is_told_as_sent_and_was_never_taken_is_lost() -> None:
    assert tally({"one": "sent"}).lost == ["one"]
    assert tally({"one": "delivered"}).lost == ["one"]


def test_a_message_that_still_waits_at_the_end_is_lost() -> None:
    assert tally({"one": "queued"}).lost == ["one"]


def test_a_message_whose_row_is_gone_is_lost() -> None:
    assert tally({}).lost == ["one"]


def test_a_message_that_was_refused_or_withdrawn_in_plain_view_is_not_lost() -> None:
    assert (tally({"one": "failed"}).lost, tally({"one": "failed"}).refused) == ([], 1)
    assert (tally({"one": "withdrawn"}).lost, tally({"one": "withdrawn"}).withdrawn) == ([], 1)


def test_a_message_that_was_taken_twice_is_a_duplicate() -> None:
    assert tally({"one": "sent"}, "one", "one").duplicate == ["one"]


def test_a_message_that_was_taken_and_is_told_as_not_sent_is_misreported() -> None:
    for state in ("failed", "withdrawn", "queued"):
        assert tally({"one": state}, "one").misreported == ["one"]


def test_a_message_that_nobody_asked_for_is_a_stranger() -> None:
    assert tally({"one": "sent"}, "one", "another").strangers == ["another"]
