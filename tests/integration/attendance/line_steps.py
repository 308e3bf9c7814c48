"""Marks of many days at once, and the sweeps that look at them, in the words of the tests."""

from collections.abc import Iterable
from datetime import date, datetime, time
from itertools import cycle

from accounts.audit import acting
from attendance.codes import find_code
from attendance.lines import LineKind
from attendance.models import CrossedLine, LineAct, LineState, Mark
from attendance.services.lines import LineOutcome, look_again, sweep_lines
from schools.calendar import LONDON, Session
from schools.models import Pupil, School, SchoolDay
from tests.integration.attendance.steps import raw_act
from tests.world import NOW, TODAY, World

AUTUMN = date(2026, 9, 3)


def school_days(school: School, *, until: date = TODAY, since: date = AUTUMN) -> list[date]:
    """The days on which a school meets, in order."""
    days = SchoolDay.objects.filter(school=school, date__range=(since, until)).order_by("date")
    return list(days.values_list("date", flat=True))


def mark_all(pupil: Pupil, letters: str, days: Iterable[date]) -> None:
    """Marks of whole days, the letters in turn, a session each: "I " is ill of a morning, then unmarked."""
    places = [(day, session) for day in days for session in Session]
    drawn = zip(places, cycle(letters), strict=False)
    Mark.objects.bulk_create(_mark(pupil, *place, letter) for place, letter in drawn if letter != " ")


def put_right(world: World, pupil: Pupil, letter: str, day: date, *sessions: Session) -> None:
    """Ms Okafor amends a day's codes, or those of one session, and says why."""
    chosen = [session.value for session in sessions or Session]
    with raw_act(world.okafor, reason="The family rang"):
        Mark.objects.filter(pupil=pupil, date=day, session__in=chosen).update(code=number_of(letter, day))


def number_of(letter: str, day: date) -> int:
    """The number of a code on a day."""
    code = find_code(letter, day)
    assert code is not None
    return code.number


def _mark(pupil: Pupil, day: date, session: Session, letter: str) -> Mark:
    letter = "\\" if letter == "/" and session is Session.PM else letter
    return Mark(
        pupil=pupil,
        school_id=pupil.school_id,
        date=day,
        session=session.value,
        code=number_of(letter, day),
        source="office",
        set_at=datetime.combine(day, time(9), tzinfo=LONDON),
    )


def swept(world: World, on: date = TODAY, *, at: datetime = NOW) -> LineOutcome:
    """The night's sweep of Marlowe Park."""
    return sweep_lines(school=world.marlowe, on=on, at=at)


def looked_again(world: World, on: date = TODAY, *, at: datetime = NOW) -> LineOutcome:
    """The look at what changed, as the job of each minute takes it."""
    return look_again(school=world.marlowe, on=on, at=at)


def line_of(pupil: Pupil, kind: LineKind) -> CrossedLine:
    """The pupil's one line of a kind, whatever its state."""
    return CrossedLine.objects.get(pupil=pupil, kind=kind)


def states(pupil: Pupil) -> dict[str, LineState]:
    """Each kind of line that the pupil crossed, with its state."""
    return {row.kind: LineState(row.state) for row in CrossedLine.objects.filter(pupil=pupil)}


def acted(world: World, line: CrossedLine, words: str = "Wrote to the family") -> LineAct:
    """Ms Okafor did something about a line."""
    return LineAct.objects.create(line=line, by=world.okafor, at=NOW, words=words)


def change_codes(world: World, pupil: Pupil, before: int, after: int) -> None:
    """Ms Okafor puts right every mark of one code, with a reason."""
    with acting(world.okafor, at=NOW, reason="The family showed the hospital's letter"):
        Mark.objects.filter(pupil=pupil, code=before).update(code=after)
