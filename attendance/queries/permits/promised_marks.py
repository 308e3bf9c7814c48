"""The marks in the sessions of a permit or a trip: which it gave, and which stood before and stay."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from attendance.codes import Code, code_of
from attendance.permit_times import Sessions, sessions_of
from schools.calendar import Session
from schools.models import School
from schools.queries.rows import rows_of
from schools.wording import count_words, list_words, short_day_words

MOST_NAMED = 3
THERE = """
SELECT m.date, m.session, m.code, count(*) FROM attendance_mark m
WHERE m.school_id = %(school)s AND m.pupil_id = ANY (%(pupils)s)
  AND m.date BETWEEN %(starts_on)s AND %(ends_on)s
  AND (extract(isodow FROM m.date)::int - 1) * 2 + m.session - 1 = ANY (%(places)s)
GROUP BY m.date, m.session, m.code ORDER BY m.date, m.session, m.code
"""


@dataclass(frozen=True)
class MarksThere:
    """How many of some pupils have a code in a session."""

    on: date
    session: Session
    code: Code
    count: int


def marks_there(school: School, pupils: Collection[int], permit: Sessions) -> list[MarksThere]:
    """The marks of some pupils in the sessions of a permit, earliest first: one statement."""
    values = {
        "school": school.pk,
        "pupils": list(pupils),
        "starts_on": permit.starts_on,
        "ends_on": permit.ends_on,
        "places": list(permit.places),
    }
    return [
        MarksThere(on, Session(session), code_of(code), count)
        for on, session, code, count in rows_of(THERE, values)
    ]


def stay_words(marks: Collection[MarksThere], code: Code) -> str:
    """The marks of other codes, which stay: "2 marks stay: 1 / and 1 M"; empty where there are none."""
    kept: Counter[str] = Counter()
    for one in marks:
        if one.code.letter != code.letter:
            kept[one.code.letter] += one.count
    if not kept:
        return ""
    stay = "stays" if kept.total() == 1 else "stay"
    letters = list_words([f"{count} {letter}" for letter, count in kept.most_common()])
    return f"{count_words(kept.total(), 'mark')} {stay}: {letters}"


def agreed_words(
    school: School, pupils: Collection[int], permit: Sessions, code: Code | None, *, today: date
) -> str:
    """What registers show of a code that was just agreed: set, kept, and still to come: one statement."""
    to_come = any(on > today for on, _ in sessions_of(permit))
    if code is None:
        return "The register shows the note on its day." if to_come else "The register shows the note."
    marks = marks_there(school, pupils, permit)
    given = sum(one.count for one in marks if one.code.letter == code.letter)
    kept = [one for one in marks if one.code.letter != code.letter]
    said = (
        [f"{count_words(given, 'session')} {'is' if given == 1 else 'are'} {code.letter}."] if given else []
    )
    if len(pupils) == 1 and len(kept) <= MOST_NAMED:
        said += [f"{_session_words(one, today)} keeps {one.code.letter}." for one in kept]
    elif kept:
        said.append(f"{stay_words(kept, code)}.")
    if to_come:
        said.append(
            "The register shows the others on their day." if said else "The register shows it on its day."
        )
    return " ".join(said) or "No session of these days is on a register that it can change."


def _session_words(one: MarksThere, today: date) -> str:
    if one.on == today:
        return f"This {one.session.words}"
    return f"{short_day_words(one.on)}, {one.session.words},"
