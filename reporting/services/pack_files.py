"""What lies in the zip of a register audit pack and of an export: CSV files, and for a pack its PDF."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import IO, Any, cast
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from attendance.codes import Code
from reporting import exports
from reporting.pdf import make_pdf
from reporting.queries.register_records import (
    STATE_WORDS,
    AmendmentRecord,
    Cover,
    MarkRecord,
    RegisterRecord,
    admission_rows,
    amendments_on,
    days_covered,
    marks_on,
    registers_on,
)
from reporting.services.document_work import Tell

# How many lines a PDF lists: a worker lays out some 20 pages within 260 MB. The CSV files hold all of them.
MOST_AMENDMENTS, MOST_MISSING = 300, 150
STATES = tuple(dict.fromkeys(STATE_WORDS.values()))


@dataclass
class PackTally:
    """What is counted while the records pass by: figures, and the first lines of two lists."""

    days: int = 0
    sessions: int = 0
    unmarked: int = 0
    amended_marks: int = 0
    amendments: int = 0
    corrections: int = 0
    codes: Counter[Code] = field(default_factory=Counter)
    registers: dict[str, Counter[str]] = field(default_factory=dict)
    listed: list[AmendmentRecord] = field(default_factory=list)
    missing: list[RegisterRecord] = field(default_factory=list)

    def add_mark(self, record: MarkRecord) -> None:
        """Count a session of a pupil."""
        self.sessions += 1
        self.amended_marks += bool(record.times)
        if record.code is None:
            self.unmarked += 1
        else:
            self.codes[record.code] += 1

    def add_amendment(self, record: AmendmentRecord) -> None:
        """Count a change; those after the close are the amendments of reg 6."""
        if not record.was_closed:
            self.corrections += 1
            return
        self.amendments += 1
        if len(self.listed) < MOST_AMENDMENTS:
            self.listed.append(record)

    def add_register(self, record: RegisterRecord) -> None:
        """Count a register that was due."""
        self.registers.setdefault(record.group, Counter())[record.state] += 1
        if record.state == "Missing" and len(self.missing) < MOST_MISSING:
            self.missing.append(record)

    @property
    def by_state(self) -> list[tuple[str, int]]:
        """Registers of all groups by their state."""
        total = sum(self.registers.values(), Counter[str]())
        return [(state, total[state]) for state in STATES]

    @property
    def by_group(self) -> list[tuple[str, list[int]]]:
        """Registers of each group by their state."""
        return [(group, [counts[state] for state in STATES]) for group, counts in self.registers.items()]

    @property
    def due(self) -> int:
        """Registers that were due."""
        return sum(count for _, count in self.by_state)

    @property
    def code_lines(self) -> list[tuple[Code, int]]:
        """Codes and how often each stands, in the order of the national table."""
        return sorted(self.codes.items(), key=lambda line: line[0].number)

    @property
    def class_lines(self) -> list[tuple[str, int]]:
        """Sessions by the class of their code, as the school census counts them."""
        counts: Counter[str] = Counter()
        for code, count in self.code_lines:
            counts[code.code_class.title] += count
        return list(counts.items())

    @property
    def marked(self) -> int:
        """Sessions with a mark: what the codes add up to."""
        return sum(self.codes.values())


def write_registers(folder: ZipFile, cover: Cover, *, at: datetime, tell: Tell) -> PackTally:
    """Write marks.csv, amendments.csv and registers.csv, a day at a time: three statements a day at most.

    `tell` hears after each day of each file how many steps are done, of how many (the last is the paper).
    What it raises ends the work.
    """
    tally, days = PackTally(), days_covered(cover)
    steps = 3 * len(days) + 1
    tally.days = sum(meets for _, meets in days)
    changes: list[date] = []
    with exports.sheet(folder, "marks.csv", exports.MARK_HEADINGS, at=at) as marks:
        for done, (on, meets) in enumerate(days, start=1):
            records = marks_on(cover, on, meets=meets)
            marks.add(exports.mark_row(on, record) for record in records)
            for record in records:
                tally.add_mark(record)
            if any(record.times for record in records):
                changes.append(on)
            tell(done, steps)
    with exports.sheet(folder, "amendments.csv", exports.AMENDMENT_HEADINGS, at=at) as amendments:
        for done, on in enumerate(changes, start=len(days) + 1):
            found = amendments_on(cover, on)
            amendments.add(map(exports.amendment_row, found))
            for change in found:
                tally.add_amendment(change)
            tell(done, steps)
    with exports.sheet(folder, "registers.csv", exports.REGISTER_HEADINGS, at=at) as registers:
        for done, (on, meets) in enumerate(days, start=2 * len(days) + 1):
            due = registers_on(cover, on) if meets else []
            registers.add(map(exports.register_row, due))
            for register in due:
                tally.add_register(register)
            tell(done, steps)
    return tally


def write_pack(file: object, cover: Cover, *, at: datetime, by: str, of: str, tell: Tell) -> PackTally:
    """Write the zip of a register audit pack into an open file, which need not be able to go back."""
    with ZipFile(cast("IO[bytes]", file), "w", ZIP_DEFLATED) as folder:
        tally = write_registers(folder, cover, at=at, tell=tell)
        entry = ZipInfo("register-audit-pack.pdf", date_time=at.timetuple()[:6])
        with folder.open(entry, "w") as page:
            page.write(make_pdf("reports/audit_pack.html", pack_context(cover, tally, at=at, by=by, of=of)))
    return tally


def write_export(file: object, cover: Cover, *, at: datetime, tell: Tell) -> PackTally:
    """Write the zip of an export of the registers, with the essentials of the admission register."""
    with ZipFile(cast("IO[bytes]", file), "w", ZIP_DEFLATED) as folder:
        with exports.sheet(folder, "admission-register.csv", exports.ROLL_HEADINGS, at=at) as roll:
            roll.add(admission_rows(cover))
        return write_registers(folder, cover, at=at, tell=tell)


def pack_context(cover: Cover, tally: PackTally, *, at: datetime, by: str, of: str) -> dict[str, Any]:
    """What the PDF of a pack shows."""
    return {
        "school": cover.school,
        "first": cover.first,
        "last": cover.last,
        "of": of,
        "by": by,
        "at": at,
        "tally": tally,
        "states": STATES,
        "more_amendments": tally.amendments - len(tally.listed),
        "more_missing": dict(tally.by_state)["Missing"] - len(tally.missing),
        "legal_note": cover.school.legal_register_note,
    }
