"""The figures that a school is shown: what each counts, by which source, and beside the DfE's. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

METHOD = "DfE, Pupil absence statistics: methodology"
CODES = "School Attendance (Pupil Registration) (England) Regulations 2024, reg 10"
_SAME = "On the DfE's basis it is counted as the DfE counts it."
_LATER = (
    "The DfE publishes by term or year, after registers were put right, and from all schools' returns: a "
    "figure of these days is earlier than theirs."
)


class FigureKind(StrEnum):
    """A figure, by the word that an address carries."""

    ATTENDANCE = "attendance"
    AUTHORISED = "authorised"
    UNAUTHORISED = "unauthorised"
    LATE = "late"
    PERSISTENT = "persistent"
    SEVERE = "severe"
    FEW = "few"

    @property
    def facts(self) -> FigureFacts:
        """What the page that explains the figure says."""
        return _FACTS[self]

    @property
    def counts_pupils(self) -> bool:
        """Whether it counts pupils and not sessions."""
        return self in (FigureKind.PERSISTENT, FigureKind.SEVERE, FigureKind.FEW)


@dataclass(frozen=True, slots=True)
class FigureFacts:
    """A figure in words: its title, its rule, the rule's source and how the DfE's differs."""

    title: str
    rule: str
    source: str
    beside_dfe: str


_FACTS = {
    FigureKind.ATTENDANCE: FigureFacts(
        "Attendance",
        "Sessions with an attending code (/ \\ L K V P W B) of all possible sessions. A possible session has "
        "an attending code or a code of absence; D, Q, X, Y1 to Y7, Z and # are in neither.",
        f"{CODES}; {METHOD}",
        f"{_SAME} {_LATER}",
    ),
    FigureKind.AUTHORISED: FigureFacts(
        "Authorised absence",
        "Sessions coded C, C1, C2, E, I, J1, M, R, S or T of all possible sessions.",
        f"{CODES}; {METHOD}",
        f"{_SAME} {_LATER}",
    ),
    FigureKind.UNAUTHORISED: FigureFacts(
        "Unauthorised absence",
        "Sessions coded G, N, O or U of all possible sessions. An N counts until its reason is known.",
        f"{CODES}; {METHOD}",
        f"{_SAME} Codes N that become a reason later leave this figure, and theirs. {_LATER}",
    ),
    FigureKind.LATE: FigureFacts(
        "Late",
        "Sessions coded L (before the register closed: attended) or U (after it closed: unauthorised "
        "absence), of all possible sessions.",
        f"{CODES}; {METHOD}",
        f"The DfE's late sessions are L and U together as well. {_LATER}",
    ),
    FigureKind.PERSISTENT: FigureFacts(
        "Persistent absence",
        "Pupils who {persistent}, of all with a possible session. Severe absence is part of it.",
        f"{METHOD}, since 2015/16",
        "The DfE counts enrolments at the end of a term or year, by 10% or more missed. During a year a "
        "pupil of few sessions reaches the line sooner, so a figure of a few weeks is usually higher.",
    ),
    FigureKind.SEVERE: FigureFacts(
        "Severe absence",
        "Pupils who {severe}, of all with a possible session.",
        f"{METHOD}, since 2015/16",
        "The DfE counts enrolments at the end of a term or year, by 50% or more missed. During a year a "
        "pupil of few sessions reaches the line sooner, so a figure of a few weeks is usually higher.",
    ),
    FigureKind.FEW: FigureFacts(
        "Few sessions",
        "Pupils with at least 1 and fewer than {few} possible sessions in these days. Their percentages say "
        "little; they are in every figure.",
        f"{METHOD}, note on short enrolments; the number is the school's own",
        "The DfE leaves nobody out for few sessions either, and gives no number.",
    ),
}
