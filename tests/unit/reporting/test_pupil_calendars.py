"""A pupil's year, read once: what counts, what is still to come, and its absences in the timeline."""

from datetime import date, timedelta

from attendance.codes import find_code
from reporting.queries.pupil_absences import absences_of
from reporting.queries.pupil_calendars import CalendarDay, PupilCalendar, tally_of_days
from reporting.queries.pupil_sessions import heat_days, missed_by_day, table_weeks, week_days
from schools.chronology import EntryKind

MONDAY = date(2027, 3, 1)
TODAY = date(2027, 3, 9)


def number(letter: str) -> int | None:
    code = find_code(letter, MONDAY) if letter != "-" else None
    return code.number if code else None


def day(
    place: int, marks: str = "--", *, is_open: bool = True, is_on_roll: bool = True, note: str = ""
) -> CalendarDay:
    """The weekday so many days after Monday 1 March, with the letters of its two marks."""
    on = MONDAY + timedelta(days=place)
    kind = "" if is_open else "inset"
    am, pm = (number(letter) for letter in marks)
    return CalendarDay(on, 4, is_open, kind, note, is_on_roll, am, pm, None)


def year(*days: CalendarDay) -> PupilCalendar:
    return PupilCalendar(TODAY, days)


def test_sessions_to_come_are_those_ahead_and_todays_without_a_mark() -> None:
    assert year(day(7, "/\\"), day(8, "/-"), day(9), day(10, is_open=False), day(11)).to_come == 5


def test_whoever_has_left_has_no_session_to_come() -> None:
    assert year(day(7, "/\\"), day(9, is_on_roll=False)).to_come == 0


def test_marks_before_the_starting_day_are_in_no_count() -> None:
    found = year(day(0, "OO", is_on_roll=False), day(1, "O\\"))
    assert (tally_of_days(found.past).absent, tally_of_days(found.past).possible) == (1, 2)
    assert len(list(found.marks(MONDAY, TODAY))) == 2


def test_missed_by_day_counts_sessions_of_each_weekday() -> None:
    bars = [line.bar for line in missed_by_day([day(0, "OO"), day(1, "/\\"), day(7, "I\\")])]
    assert [(bar.label, bar.value) for bar in bars] == [
        ("Mon", 3),
        *((name, 0) for name in ("Tue", "Wed", "Thu", "Fri")),
    ]
    assert bars[0].words == "Monday: 3 of 4 sessions missed"


def test_a_saturday_with_school_is_counted_and_has_a_column() -> None:
    days = [day(0, "/\\"), day(5, "O-")]
    assert [line.words for line in missed_by_day(days)][-2:] == ["no sessions", "1 of 1"]
    (week,) = table_weeks(days, TODAY)
    assert list(week_days([week])) == ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]
    assert [cell.letter for cell in week.days[5].cells] == ["O", ""]


def test_a_closed_day_says_why_and_days_before_the_start_are_no_days() -> None:
    days = heat_days([day(0, is_on_roll=False), day(1, is_open=False, note="Staff training"), day(2)])
    assert [each.on.day for each in days] == [2, 3]
    assert days[0].morning is not None
    assert (days[0].morning.letter, days[0].morning.words) == ("#", "INSET day: Staff training")


def test_an_absence_is_one_entry_until_its_code_changes() -> None:
    entries = absences_of(year(day(0, "II"), day(1, "IO"), day(2, "/\\")), n_days=5).entries
    assert [(entry.flag, entry.words, entry.time_words) for entry in entries] == [
        ("O", "1 session", "PM"),
        ("I", "3 sessions", "AM to Tue 2 Mar AM"),
    ]
    assert {entry.kind for entry in entries} == {EntryKind.MARK}


def test_an_n_says_by_when_it_is_resolved() -> None:
    days = [day(place, "NN" if place == 4 else "/\\") for place in (0, 1, 2, 3, 4, 7, 8)]
    ahead = [day(place) for place in (9, 10, 11)]
    (entry,) = absences_of(year(*days, *ahead), n_days=5).entries
    assert (entry.title, entry.day_words, entry.time_words) == ("Absent, no reason yet", "Fri 5 Mar", "AM PM")
    assert entry.words == "2 sessions. Must be resolved by Fri 12 Mar"


def test_lateness_before_the_close_and_education_off_site_are_no_absence_and_a_u_is() -> None:
    entries = absences_of(year(day(0, "L\\"), day(1, "U\\"), day(2, "BB")), n_days=5).entries
    assert [(entry.flag, entry.time_words) for entry in entries] == [("U", "AM")]
