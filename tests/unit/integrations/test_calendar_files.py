"""Published calendars: ICS and JSON read as terms, half terms and closures."""

import json
from contextlib import suppress
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from integrations.calendar_files.client import (
    BROKEN,
    MAX_BYTES,
    NOT_A_CALENDAR,
    TOO_LARGE,
    CalendarRefused,
    Event,
    read_events,
)
from integrations.calendar_files.mapping import plan_of
from schools.calendar import YearSpec

SHORT_TERMS = [
    ("2026-09-03", "2026-10-16"),
    ("2026-11-02", "2026-12-18"),
    ("2027-01-04", "2027-02-11"),
    ("2027-02-22", "2027-03-25"),
    ("2027-04-12", "2027-05-28"),
    ("2027-06-07", "2027-07-21"),
]
# INSET days inside a holiday, and on its first day: in the shape of published Kent calendars.
INSET = ["2026-09-02", "2026-10-19", "2026-10-20", "2027-02-12"]
HOLIDAYS = [("2026-10-17", "2026-11-01"), ("2027-02-12", "2027-02-21")]


def as_json(terms: list[tuple[str, str]] = SHORT_TERMS, **more: object) -> bytes:
    found = {
        "label": "2026/27",
        "terms": [{"start": first, "end": last} for first, last in terms],
        "holidays": [{"start": first, "end": last} for first, last in HOLIDAYS],
        "inset_days": [{"date": day} for day in INSET],
    }
    return json.dumps(found | more).encode()


def vevent(summary: str, first: str, end: str = "", uid: str = "x", **more: str) -> str:
    lines = [f"UID:{uid}", f"SUMMARY:{summary}", f"DTSTART;VALUE=DATE:{first.replace('-', '')}"]
    lines += [f"DTEND;VALUE=DATE:{end.replace('-', '')}"] if end else []
    lines += [f"{name.upper()}:{value}" for name, value in more.items()]
    return "\r\n".join(["BEGIN:VEVENT", *lines, "END:VEVENT"])


def ics(*events: str) -> bytes:
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//test//EN", *events, "END:VCALENDAR", ""]
    return "\r\n".join(lines).encode()


def the_day_after(day: str) -> str:
    return (date.fromisoformat(day) + timedelta(days=1)).isoformat()


def published(prefix: str = "Knole") -> bytes:
    """Each first and last day an event of its own, ends exclusive, as schools publish it."""
    events = []
    for first, last in SHORT_TERMS:
        events.append(vevent(f"{prefix}: Term starts", first, the_day_after(first), f"term-start-{first}"))
        events.append(vevent(f"{prefix}: Term ends", last, the_day_after(last), f"term-end-{last}"))
    for day in INSET:
        words = f"{prefix}: INSET Day (school closed)"
        events.append(vevent(words, day, the_day_after(day), f"inset-{day}"))
    for first, last in HOLIDAYS:
        events.append(vevent(f"{prefix}: Holiday", first, the_day_after(last), f"holiday-{first}"))
    return ics(*events)


def halves(year: YearSpec) -> list[tuple[str, str]]:
    return [(str(term.starts_on), str(term.ends_on)) for term in year.half_terms]


def refusal(content: bytes) -> str:
    with pytest.raises(CalendarRefused) as refused:
        plan_of(read_events(content))
    return str(refused.value)


@pytest.mark.parametrize("content", [as_json(), published()], ids=["json", "ics"])
def test_six_short_terms_with_inset_inside_a_holiday_are_read_as_they_are(content: bytes) -> None:
    plan = plan_of(read_events(content))

    (year,) = plan.years
    assert (year.starts_on, year.ends_on) == (date(2026, 9, 1), date(2027, 8, 31))
    assert halves(year) == SHORT_TERMS
    assert [str(row.starts_on) for row in plan.closures] == INSET
    assert all(row.kind == "inset" and row.starts_on == row.ends_on for row in plan.closures)
    assert plan.unread == ()


def test_the_end_of_an_ics_event_is_the_first_day_no_longer_in_it() -> None:
    three = ics(
        vevent("Autumn term", "2026-09-03", "2026-12-19"),
        vevent("October half term", "2026-10-24", "2026-11-02"),
        vevent("Spring term", "2027-01-05", "2027-03-26"),
        vevent("Summer term", "2027-04-12", "2027-07-22"),
    )
    (year,) = plan_of(read_events(three)).years
    assert halves(year) == [
        ("2026-09-03", "2026-10-23"),
        ("2026-11-02", "2026-12-18"),
        ("2027-01-05", "2027-03-25"),
        ("2027-04-12", "2027-07-21"),
    ]
    assert [term.number for term in year.half_terms] == [1, 2, 3, 5]


@pytest.mark.parametrize(
    ("times", "days"),
    [
        ("DTSTART:20270330T083000\r\nDTEND:20270330T153000", ("2027-03-30", "2027-03-30")),
        ("DTSTART:20270328T230000Z\r\nDTEND:20270330T230000Z", ("2027-03-29", "2027-03-30")),
        ("DTSTART:20271030T230000Z\r\nDTEND:20271101T000000Z", ("2027-10-31", "2027-10-31")),
        ("DTSTART;VALUE=DATE:20280228\r\nDURATION:P2D", ("2028-02-28", "2028-02-29")),
        ("DTSTART;VALUE=DATE:20270330", ("2027-03-30", "2027-03-30")),
        ("DTSTART;VALUE=DATE:20270330\r\nDTEND;VALUE=DATE:20270330", ("2027-03-30", "2027-03-30")),
    ],
    ids=["school hours", "utc in summer", "clocks go back", "29 February", "no end", "end is start"],
)
def test_instants_are_days_in_london(times: str, days: tuple[str, str]) -> None:
    (event,) = read_events(ics(f"BEGIN:VEVENT\r\nUID:1\r\nSUMMARY:INSET\r\n{times}\r\nEND:VEVENT"))
    assert (str(event.starts_on), str(event.ends_on)) == days


def test_what_is_no_part_of_a_calendar_is_named_and_a_cancelled_event_is_not_there() -> None:
    more = [
        vevent("Sports day", "2027-06-15"),
        vevent("Polling day: school closed", "2027-05-06"),
        vevent("Staff training day", "2029-01-04"),
        vevent("INSET day", "2027-06-25", status="CANCELLED"),
    ]
    content = published().replace(b"END:VCALENDAR", "\r\n".join([*more, "END:VCALENDAR"]).encode())
    plan = plan_of(read_events(content))
    assert plan.unread == ("Sports day", "Staff training day")
    assert [row.kind for row in plan.closures].count("closure") == 1
    assert "2027-06-25" not in [str(row.starts_on) for row in plan.closures]


def test_a_term_that_is_given_twice_is_one_term() -> None:
    spans = [
        vevent(f"Term {n}", first, the_day_after(last)) for n, (first, last) in enumerate(SHORT_TERMS, 1)
    ]
    content = published().replace(b"END:VCALENDAR", "\r\n".join([*spans, "END:VCALENDAR"]).encode())
    (year,) = plan_of(read_events(content)).years
    assert halves(year) == SHORT_TERMS


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("INSET day", "inset"),
        ("Non-pupil day", "inset"),
        ("PD Day", "inset"),
        ("Early May bank holiday", "bank_holiday"),
        ("Good Friday", "bank_holiday"),
        ("Occasional day", "closure"),
    ],
)
def test_the_words_of_schools_for_closed_days(words: str, kind: str) -> None:
    day = date(2026, 9, 2)
    plan = plan_of([*read_events(as_json(inset_days=[])), Event("", words, day, day)])
    assert [row.kind for row in plan.closures] == [kind]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"Kind,Name,Start,End\n", NOT_A_CALENDAR),
        (b"", NOT_A_CALENDAR),
        (b"[]", NOT_A_CALENDAR),
        (b'{"name": "x"}', NOT_A_CALENDAR),
        (b'{"terms": [{"start": "31/09/2026"}]}', BROKEN),
        (b'{"terms": [{"end": "2026-09-01"}]}', BROKEN),
        (b'{"terms": ["2026"]}', BROKEN),
        (b'{"terms": ', BROKEN),
        (b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nDTSTART:99999999\r\n", BROKEN),
        (b" " * (MAX_BYTES + 1), TOO_LARGE),
        (ics(vevent("INSET", "2026-09-01")), "This file names no term."),
        (as_json(SHORT_TERMS[:5]), "The year 2026/27 has 5 terms in this file."),
        (as_json([*SHORT_TERMS[:5], ("2027-05-20", "2027-07-21")]), "2026/27: Half term 6 must start after"),
        (as_json([("2026-10-16", "2026-09-03"), *SHORT_TERMS[1:]]), "2026/27: Half term 1 must end after"),
        (
            ics(vevent("Term starts", "2026-09-03"), vevent("Term starts", "2026-11-02")),
            "The term that starts on Thursday 3 September 2026 has no last day in this file.",
        ),
        (
            ics(vevent("Term ends", "2026-12-18")),
            "The term that ends on Friday 18 December 2026 has no first day in this file.",
        ),
    ],
)
def test_a_file_that_is_not_a_whole_calendar_is_refused_with_a_sentence(
    content: bytes, sentence: str
) -> None:
    assert refusal(content).startswith(sentence)


def test_two_holidays_inside_one_term_are_refused() -> None:
    terms = [("2026-09-03", "2026-12-18"), ("2027-01-05", "2027-03-25"), ("2027-04-12", "2027-07-21")]
    holidays = [
        {"start": "2026-10-05", "end": "2026-10-09"},
        {"start": "2026-10-26", "end": "2026-10-30"},
    ]
    content = as_json(terms, holidays=holidays)
    assert refusal(content) == "A term of 2026/27 has two holidays in it. It has one at most."


@given(st.binary(max_size=300))
def test_no_bytes_do_worse_than_a_sentence(content: bytes) -> None:
    for bytes_ in (content, b"BEGIN:VCALENDAR\r\n" + content, b'{"terms": ' + content):
        with suppress(CalendarRefused):
            plan_of(read_events(bytes_))
