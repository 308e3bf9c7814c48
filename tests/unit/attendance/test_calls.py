"""One call about those whom it covers: nobody is on no call, and nobody on two."""

from dataclasses import replace
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from attendance.queries.first_day.call_facts import ASKED, UnexplainedPupil
from attendance.queries.first_day.call_list import grouped, shared_words

NO_RIGHTS = [False] * len(ASKED)
ALL_RIGHTS = [True] * len(ASKED)
AMIR = UnexplainedPupil(
    pupil_id=1,
    forename="Amir",
    surname="Khan",
    sex="M",
    born_on=date(2014, 3, 5),
    latest=220,
    session=1,
    version=1,
    began_on=date(2027, 3, 9),
    days=1,
    group="8HW",
    year_group=8,
    parent_id=7,
    contact="Mrs Sana Khan",
    relationship="Mother",
    reached_by=ALL_RIGHTS,
    support=[],
    protected=[],
    markers=[],
    has_note=False,
    sessions=[None] * 4,
    unauthorised=0,
    waiting=0,
    to_come=200,
    last_seen_on=None,
    silent_days=1,
    has_visit=False,
)
ZOE = replace(AMIR, pupil_id=2, forename="Zoë", sex="F")
LEO = replace(AMIR, pupil_id=3, forename="Leo")

absent = st.lists(
    st.builds(
        lambda number, parent, rights: replace(AMIR, pupil_id=number, parent_id=parent, reached_by=rights),
        st.integers(1, 50),
        st.none() | st.integers(1, 5),
        st.sampled_from([ALL_RIGHTS, NO_RIGHTS]),
    ),
    unique_by=lambda pupil: pupil.pupil_id,
)


@given(absent)
def test_everybody_absent_is_on_one_call_and_no_more(pupils: list[UnexplainedPupil]) -> None:
    calls = grouped(pupils)
    assert sorted(pupil.pupil_id for call in calls for pupil in call) == sorted(p.pupil_id for p in pupils)
    for call in calls:
        assert len(call) == 1 or len({pupil.parent_id for pupil in call}) == 1
        assert call == [pupil for pupil in pupils if pupil in call]


@given(absent)
def test_who_may_not_see_contacts_learns_nothing_of_a_shared_adult(pupils: list[UnexplainedPupil]) -> None:
    hidden = [replace(pupil, reached_by=NO_RIGHTS) for pupil in pupils]
    assert all(len(call) == 1 for call in grouped(hidden))


def test_whom_one_call_covers_is_said_as_people_say_it() -> None:
    pairs = {frozenset({1, 2}), frozenset({1, 3})}
    assert shared_words([AMIR], pairs) == ""
    assert shared_words([AMIR, ZOE], pairs) == "Brother and sister, one call covers both"
    assert shared_words([AMIR, LEO], pairs) == "Brothers, one call covers both"
    assert shared_words([AMIR, ZOE, LEO], pairs) == "Brothers and sisters, one call covers all 3"
    assert shared_words([ZOE, LEO], pairs) == "Same first contact, one call covers both"
