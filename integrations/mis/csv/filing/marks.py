"""A marks file: read and staged in one go, compared with ours, and filed by one statement."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from attendance.queries.bulk.staged_marks import compare_staged_marks, reach_of_staged_marks
from attendance.services.marks_import import file_marks, stage_marks
from integrations.mis.csv.filing.act import KEPT_DIFFERENCES, Act, Filed
from integrations.mis.csv.mapping.marks import MarkContext, MarkRow, PupilDays, read_marks
from integrations.mis.csv.reading import OpenFile
from schools.queries.calendar import academic_years, closed_dates, school_dates
from schools.queries.known import KnownPupil, known_pupils
from schools.services.staging import Changes
from schools.upn import normalise_upn


def file_all_marks(file: OpenFile, act: Act) -> Filed:
    """File the marks that the school does not have; those that differ from ours are listed, never changed."""
    known = known_pupils(act.school)
    context = _context(act, known)
    rows = _of_sound_pupils(file, act)
    stage_marks(_lines(read_marks(rows, file.columns, file.problems, context=context), known))
    compared = compare_staged_marks(limit=KEPT_DIFFERENCES)
    added = compared.new
    if not act.dry and not file.problems.errors:
        added = file_marks(school=act.school, by=act.by, at=act.at).added
    reach = reach_of_staged_marks()
    return Filed(
        {"marks": Changes(added=added)},
        compared.different,
        compared.differences,
        pupils=reach.pupils,
        days=(reach.first_on, reach.last_on),
    )


def _context(act: Act, known: Mapping[str, KnownPupil]) -> MarkContext:
    return MarkContext(
        today=act.on,
        pupils={upn: PupilDays(pupil.born_on, pupil.stays) for upn, pupil in known.items() if pupil.stays},
        school_days=school_dates(act.school),
        closures=closed_dates(act.school),
        years=tuple(academic_years(act.school)),
    )


def _of_sound_pupils(file: OpenFile, act: Act) -> Iterator[tuple[int, list[str]]]:
    """The rows without those of pupils whose own row in this import is at fault: that is told once, there."""
    rows = file.rows(act.tell)
    faulty, place = act.faulty_upns, file.columns.positions["upn"]
    if not faulty:
        return rows
    return (row for row in rows if len(row[1]) <= place or normalise_upn(row[1][place]) not in faulty)


def _lines(marks: Iterable[MarkRow], known: Mapping[str, KnownPupil]) -> Iterator[str]:
    """COPY text, one line a mark; the middle of a line is worked out once for each day, session and code."""
    ids = {upn: pupil.pk for upn, pupil in known.items()}
    middles: dict[tuple[date, int, int], str] = {}
    for row, upn, on, session, code, minutes, comment in marks:
        key = (on, session, code)
        middle = middles.get(key)
        if middle is None:
            middle = middles[key] = f"{on}\t{session:d}\t{code}"
        late = "\\N" if minutes is None else minutes
        note = comment.replace("\\", "\\\\") if comment else ""
        yield f"{row}\t{ids[upn]}\t{middle}\t{late}\t{note}\n"
