"""What a school plans or suffers in a year: trips, closures, leave and all the rarer codes (pure)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from random import Random

from integrations.demo.names import MUSLIM, ORTHODOX
from integrations.demo.year_book import PupilYear, YearBook, whole_days
from schools.year_groups import is_compulsory_school_age

MONDAY, TUESDAY, WEDNESDAY, THURSDAY, FRIDAY = range(5)
FREE_AFTERNOONS = {"AB": (TUESDAY, THURSDAY), "CM": (WEDNESDAY, FRIDAY), "HW": (MONDAY, WEDNESDAY)}
TRAVEL = (((9, 28), 10), ((11, 12), 13), ((3, 4), 12), ((6, 14), 14))
DENTIST = (
    "Dentist 09:30, back by 10:45",
    "Orthodontist",
    "Hospital appointment",
    "Optician",
    "GP appointment",
)
SUSPENSION = (1, 1, 2, 2, 3, 5)


def arrange(book: YearBook) -> None:
    """Write everything that is no ordinary absence or lateness into a year."""
    for step in STEPS:
        step(book, book.rng(step.__name__))


def _anyone(_: PupilYear) -> bool:
    return True


def _of_years(*years: int) -> Callable[[PupilYear], bool]:
    return lambda pupil: pupil.year_group in years


def _of_compulsory_age(pupil: PupilYear) -> bool:
    return 1 <= pupil.year_group <= 10


def close_early(book: YearBook, _rng: Random) -> None:
    """The school closes at noon on the last day before Christmas."""
    slot = 2 * (book.day(1, 1) - 1) + 1
    for pupil in book.pupils:
        pupil.write([slot], "#", "Closed at noon, last day of term")


def lose_site(book: YearBook, _rng: Random) -> None:
    """A burst main shuts the whole site for a day; earlier, part of it for one year group."""
    for pupil in book.pupils:
        pupil.write(whole_days(book.day(1, 19), 1), "Y4", "Burst water main, site closed")
        if pupil.year_group in (4, 9):
            pupil.write(whole_days(book.day(10, 14), 1), "Y3", "No heating in the east block")


def lose_roads(book: YearBook, rng: Random) -> None:
    """A flood cuts the road for a day; the school bus fails twice."""
    for pupil in book.share(rng, 0.16):
        pupil.write(whole_days(book.day(11, 11), 1), "Y2", "Flood, Bridge Street closed")
    if not book.school.is_primary:
        riders = book.pick(rng, 14, _anyone)
        for month, day in ((9, 24), (2, 3)):
            for pupil in riders:
                pupil.write(whole_days(book.day(month, day), 1), "Y1", "School bus 12 did not run")


def keep_away(book: YearBook, rng: Random) -> None:
    """The rare causes for which no session is required of a pupil."""
    few = 1 if book.school.is_primary else 2
    for pupil in book.pick(rng, 1, _anyone):
        pupil.write(whole_days(book.day(9, 8), 6), "Q", "Council taxi not yet arranged")
    for pupil in book.pick(rng, 1 if few == 2 else 0, _of_years(10, 11)):
        pupil.write(whole_days(book.day(11, 3), 2), "Y5", "Police custody")
    for pupil in book.pick(rng, few + 1, _anyone):
        pupil.write(whole_days(book.day(11, 5), 3), "Y6", "Public health advice to stay away")
    for pupil in book.pick(rng, few, _anyone):
        pupil.write(whole_days(book.day(10, 8), 1), "Y7", "House fire, family moved overnight")


def teach_elsewhere(book: YearBook, rng: Random) -> None:
    """Dual registration, provision by the authority, and other education off site."""
    for pupil in book.pupils:
        if pupil.place.enrolment == "M":
            _write_weekly(book, pupil, (THURSDAY, FRIDAY), "D")
    for pupil in book.pick(rng, 1 if book.school.is_primary else 3, _of_compulsory_age):
        start = book.day(10, 5)
        pupil.write(range(2 * start, 2 * (start + 30), 2), "K", "Hospital teaching service, mornings")
    for pupil in book.pick(rng, 2 if book.school.is_primary else 10, _of_years(5, 6, 10, 11)):
        _write_weekly(book, pupil, (TUESDAY,), "B", "Westshire Outdoor Learning")
    for pupil in book.pick(rng, 12, _anyone):
        for month, day in ((10, 1), (11, 19), (3, 11), (5, 13)):
            pupil.write([2 * book.day(month, day) + 1], "P", "County cross-country")


def send_to_work(book: YearBook, rng: Random) -> None:
    """Work experience: Year 10 for a week in July, a few of Year 11 on Fridays before Christmas."""
    for pupil in book.pupils:
        if pupil.year_group == 10:
            pupil.write(whole_days(book.day(7, 5), 5), "W", "Work experience week")
    for pupil in book.pick(rng, 3, _of_years(11)):
        _write_weekly(book, pupil, (FRIDAY,), "W", "Day release, garage", until=book.day(12, 12))


def not_required(book: YearBook, _rng: Random) -> None:
    """Free afternoons of the sixth form, and the first weeks of rising fives."""
    for pupil in book.pupils:
        if pupil.year_group >= 12:
            _write_weekly(
                book, pupil, FREE_AFTERNOONS[pupil.place.sixth_form_letter], "X", only_afternoons=True
            )
        elif pupil.year_group == 0 and not is_compulsory_school_age(pupil.place.child.born_on, book.dates[8]):
            pupil.write(range(1, 16, 2), "X", "Part-time start in Reception")


def agree_part_time(book: YearBook, rng: Random) -> None:
    """Part-time timetables: six weeks without afternoons."""
    for place, pupil in enumerate(book.pick(rng, 1 if book.school.is_primary else 4, _of_compulsory_age)):
        start = book.day(10, 12) if place % 2 == 0 else book.day(2, 22)
        pupil.write(
            range(2 * start + 1, 2 * (start + 30), 2), "C2", "Part-time timetable, review in two weeks"
        )


def grant_leave(book: YearBook, rng: Random) -> None:
    """Leave that the head gave: performances, exceptional circumstances, interviews, study."""
    for pupil in book.pick(rng, 3, _of_compulsory_age):
        pupil.write(whole_days(book.day(10, rng.randint(5, 20)), 2), "C1", "Licensed performance")
    for pupil in book.share(rng, 0.035):
        pupil.write(whole_days(rng.randrange(len(book.dates)), rng.choice((1, 1, 2))), "C", "Leave granted")
    for pupil in book.pick(rng, 16, _of_years(11, 12, 13)):
        pupil.write([2 * rng.randrange(30, 130)], "J1", "College interview")
    for pupil in (*book.pick(rng, 10, _of_years(11)), *book.pick(rng, 12, _of_years(13))):
        pupil.write(whole_days(book.day(5, 17), 4), "S", "Study leave")


def travel(book: YearBook, _rng: Random) -> None:
    """Families whose trade takes them from place to place."""
    for pupil in book.pupils:
        if pupil.place.child.family.travels:
            for start, days in TRAVEL:
                pupil.write(whole_days(book.day(*start), days), "T", "Travelling for work")


def keep_feasts(book: YearBook, _rng: Random) -> None:
    """Days that a family's religious body sets apart."""
    eids = [day for day in _eid_days(book.year) if day in book.dates]
    for pupil in book.pupils:
        family = pupil.place.child.family
        devout = Random(f"{family.number}:feasts").random()
        if family.heritage.name in MUSLIM and devout < 0.65:
            for day in eids:
                pupil.write(whole_days(book.dates.index(day), 1), "R", "Eid")
        christmas = date(book.year + 1, 1, 7)
        if family.heritage.name in ORTHODOX and devout < 0.5 and christmas in book.dates:
            pupil.write(whole_days(book.dates.index(christmas), 1), "R", "Orthodox Christmas")


def suspend(book: YearBook, rng: Random) -> None:
    """Suspensions of one to five days; rare in a primary school."""
    for pupil in book.pick(rng, 2, _of_compulsory_age) if book.school.is_primary else book.share(rng, 0.022):
        pupil.write(whole_days(rng.randrange(10, len(book.dates) - 5), rng.choice(SUSPENSION)), "E")


def take_holidays(book: YearBook, rng: Random) -> None:
    """Holidays without leave, before and after the school's own."""
    edges = [
        book.day(10, 20),
        book.day(12, 14),
        book.day(3, 8),
        book.day(5, 20),
        book.day(6, 14),
        book.day(7, 10),
        2,
    ]
    for pupil in book.share(rng, 0.07):
        pupil.write(
            whole_days(rng.choice(edges), rng.choice((2, 3, 5, 5))), "G", "Family holiday, not granted"
        )


def see_dentist(book: YearBook, rng: Random) -> None:
    """Appointments of half a day."""
    for pupil in book.share(rng, 0.4):
        for _ in range(rng.choice((1, 1, 2, 3))):
            pupil.write([rng.randrange(2 * len(book.dates))], "M", rng.choice(DENTIST))
    for pupil in book.pupils:
        if pupil.bearing == "dentist":
            for day in range(rng.randrange(6), len(book.dates), 17):
                pupil.write([2 * day + rng.randrange(2)], "M", rng.choice(DENTIST))


def go_on_trips(book: YearBook, rng: Random) -> None:
    """Trips of a year group in the primary school and of a form in the secondary; a dancer's festivals."""
    months = ((10, 2), (2, 25), (6, 10)) if book.school.is_primary else ((rng.choice((10, 11, 3, 6)), 9),)
    for pupil in book.pupils:
        offset = pupil.year_group + (ord(pupil.place.letter[0]) - ord("A")) * (not book.school.is_primary)
        for month, day in months:
            pupil.write(whole_days(book.day(month, day) + offset % 12, 1), "V", "Class trip")
        if pupil.year_group == 7:
            pupil.write(whole_days(book.day(6, 21), 3), "V", "Residential, Lake Farm")
        if pupil.bearing == "dance":
            for day in range(24, len(book.dates), 30):
                pupil.write(whole_days(day, 2), "V", "Dance festival, Ms Roe")


def await_joiners(book: YearBook, _rng: Random) -> None:
    """A pupil who joins in the year stands as prospective for the two days before."""
    for pupil in book.pupils:
        if pupil.first >= 4:
            for slot in range(pupil.first - 4, pupil.first):
                pupil.codes[slot] = "Z"


def _write_weekly(
    book: YearBook,
    pupil: PupilYear,
    weekdays: tuple[int, ...],
    code: str,
    note: str = "",
    *,
    until: int | None = None,
    only_afternoons: bool = False,
) -> None:
    """The same code on the same weekdays, from the start of the year until a school day (not included)."""
    for number, on in enumerate(book.dates[:until]):
        if on.weekday() in weekdays:
            pupil.write(range(2 * number + only_afternoons, 2 * number + 2), code, note)


def _eid_days(year: int) -> list[date]:
    """Eid al-Fitr and Eid al-Adha of a school year by the tabular calendar; sightings may differ by a day."""
    found = []
    for islamic_year in range(year - 580, year - 576):
        for month, day in ((10, 1), (12, 10)):
            found.append(_islamic_date(islamic_year, month, day))
    return [on for on in found if date(year, 9, 1) <= on < date(year + 1, 9, 1)]


def _islamic_date(year: int, month: int, day: int) -> date:
    """A date of the tabular Islamic calendar: 30 and 29 days in turn, 11 leap days in 30 years."""
    days = day + 29 * (month - 1) + month // 2 + (year - 1) * 354 + (3 + 11 * year) // 30
    return date(622, 7, 18) + timedelta(days=days)


STEPS = (
    close_early, lose_site, lose_roads, keep_away, teach_elsewhere, send_to_work, not_required,
    agree_part_time, grant_leave, travel, keep_feasts, suspend, take_holidays, see_dentist, go_on_trips,
    await_joiners,
)  # fmt: skip
