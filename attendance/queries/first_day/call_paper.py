"""The call list on paper: with each call the adults who may be rung about it, and their numbers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from accounts.roles import Permission
from attendance.models import Outcome
from attendance.queries.first_day.call_list import ASK_DSL, CallRow
from schools.access import Rights
from schools.models import MarkerKind
from schools.professionals import PROFESSIONAL
from schools.queries.reach import reaches
from schools.queries.rows import rows_of
from schools.wording import list_words

IN_FORCE = "x.from_on <= %(on)s AND (x.until_on IS NULL OR x.until_on >= %(on)s)"
# As the panel of a call has it: whoever may not decide rings nobody where the DSL is asked first, nor where a
# note or a no-contact fact stands that they may not read.
BARRED = f"""(NOT %(decides)s AND (
  EXISTS (SELECT FROM schools_pupilmarker x WHERE x.pupil_id = p.id
          AND x.kind = '{MarkerKind.ASK_FIRST.value}' AND {IN_FORCE})
  OR NOT EXISTS (SELECT FROM warned w WHERE w.id = p.id) AND (
    EXISTS (SELECT FROM schools_safetynote x WHERE x.pupil_id = p.id AND {IN_FORCE})
    OR EXISTS (SELECT FROM schools_contact x WHERE x.pupil_id = p.id AND x.must_not_contact))))"""


def is_dead(number: str) -> str:
    """SQL: a number, a column, did not work when it was last tried for the pupil `p`."""
    return f"""coalesce((SELECT t.outcome = '{Outcome.NOT_WORKING.value}' FROM attendance_contactattempt t
      WHERE t.pupil_id = p.id AND t.number = {number} AND t.struck_at IS NULL
      ORDER BY t.made_at DESC, t.id DESC LIMIT 1), false)"""


# A social worker is there only for who may know that the child has one.
ADULTS = f"""
, ringing AS (
  SELECT p.id, {BARRED} AS barred FROM contacting p WHERE p.id = ANY (%(pupils)s)
)
SELECT p.id, p.barred, r.id, concat_ws(' ', nullif(r.title, ''), r.forename, r.surname), c.relationship,
       r.mobile, {is_dead("r.mobile")}, r.phone, {is_dead("r.phone")}
FROM ringing p
LEFT JOIN (schools_contact c
  JOIN schools_parent r ON r.id = c.parent_id AND (r.mobile <> '' OR r.phone <> ''))
  ON c.pupil_id = p.id AND NOT p.barred AND NOT c.must_not_contact
     AND (c.relationship !~* '{PROFESSIONAL}' OR EXISTS (SELECT FROM protecting x WHERE x.id = p.id))
ORDER BY p.id, c.call_order, c.id
"""


@dataclass(slots=True)
class PaperAdult:
    """An adult who may be rung; `about` names the pupils where it is not all of the call."""

    name: str
    relationship: str
    numbers: list[str]
    about: str = ""


@dataclass(frozen=True, slots=True)
class PaperCall:
    """A call of the list with its adults in call order; `care` is what to do before anybody rings them."""

    call: CallRow
    adults: list[PaperAdult]
    care: str
    is_barred: bool = False

    @property
    def nobody(self) -> str:
        """What stands in the place of the adults where there are none."""
        return "" if self.is_barred else self.call.first_contact


@dataclass(slots=True)
class _Family:
    """Whom the reader may ring about one pupil, by the adult's id."""

    is_barred: bool = False
    adults: dict[int, PaperAdult] = field(default_factory=dict)


def on_paper(rights: Rights, calls: Sequence[CallRow], *, on: date) -> list[PaperCall]:
    """The calls with the numbers as far as the reader may see contacts: one statement.

    Nobody who must not be contacted has a number here, and nobody at all where this reader is barred from
    ringing about one of a call's pupils.
    """
    families = _families(rights, [pupil.pupil_id for call in calls for pupil in call.pupils], on)
    return [_paper(call, families) for call in calls]


def _families(rights: Rights, pupils: list[int], on: date) -> Mapping[int, _Family]:
    tables, values = reaches(
        rights,
        contacting=Permission.CONTACTS_VIEW,
        protecting=Permission.PROTECTED_FACTS_VIEW,
        warned=Permission.CONTACT_SAFETY_VIEW,
    )
    decides = rights.has_for_school(Permission.ESCALATION_DECIDE)
    values |= {"pupils": pupils, "on": on, "decides": decides}
    found: defaultdict[int, _Family] = defaultdict(_Family)
    for pupil, is_barred, adult, *said in rows_of(tables + ADULTS, values):
        found[pupil].is_barred = is_barred
        if adult is not None:
            found[pupil].adults[adult] = _adult(*said)
    return found


def _adult(name: str, relationship: str, *numbers: Any) -> PaperAdult:
    found = zip(numbers[::2], numbers[1::2], strict=True)
    words = [f"{number} (does not work)" if is_dead else number for number, is_dead in found if number]
    return PaperAdult(name, relationship, words)


def _paper(call: CallRow, families: Mapping[int, _Family]) -> PaperCall:
    """One call: each adult once, with the names where the adult is of some of its pupils alone."""
    known = [(pupil.name, families[pupil.pupil_id]) for pupil in call.pupils if pupil.pupil_id in families]
    if any(family.is_barred for _, family in known):
        return PaperCall(call, [], ASK_DSL, is_barred=True)
    adults = {key: adult for _, family in known for key, adult in family.adults.items()}
    for key, adult in adults.items():
        names = [name for name, family in known if key in family.adults]
        adult.about = list_words(names) if len(names) < len(call.pupils) else ""
    return PaperCall(call, list(adults.values()), call.care)
