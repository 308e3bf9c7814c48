"""What the school makes of families' answers. A parent's words propose a code; staff with the right set it.

However many answers are accepted, marks change by the same few statements for each code, and each only if it
still is the N that the page showed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID, uuid5

from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import Http404

from accounts.audit import acting
from attendance.codes import code_of, find_code
from attendance.models import ContactAttempt, FamilyReply, Outcome, ReplyDecision, ReplyReason, Way
from attendance.n_codes import NPick
from attendance.queries.replies.home import pupils_to_ring
from attendance.reply_words import MOST_AHEAD, ReplyPick, sessions_meant
from attendance.services.bulk import in_turn
from attendance.services.first_day.absence_codes import KNOWN_NOW
from attendance.services.first_day.n_codes import SessionKey, check_may_resolve, resolve_n
from attendance.services.permit_marks import hold_marks
from attendance.thresholds import SHORTEST_REASON
from schools.access import Rights
from schools.calendar import Session
from schools.queries.calendar import school_dates_between
from schools.queries.families import parent_name

# The key of the call that an answer makes: an answer accepted twice is one call.
CALLS = UUID("6f0f8c0e-2d1b-4e0f-9a37-51c1b9c8a3d2")
REASON = f"{KNOWN_NOW}: the family answered"
SOMEBODY = "The family"
NO_N = "no N stands there now, so no code was set. Look at the register"
RING_FIRST = "the family thought that the child was in school. Ring them, and write the call down, first"
AT_ODDS = "two answers about this child propose different codes. Settle one of them alone"
DECIDED = "somebody has decided about this answer already"


@dataclass(frozen=True)
class LeftReply:
    """An answer that stays as it was, and why: a sentence without its subject."""

    name: str
    why: str


@dataclass
class Decided:
    """What became of answers: how many brought a code, were noted without one, were not accepted, or stay."""

    coded: int = 0
    noted: int = 0
    refused: int = 0
    left: list[LeftReply] = field(default_factory=list)


def accept_replies(*, rights: Rights, picks: Sequence[ReplyPick], letter: str = "", at: datetime) -> Decided:
    """Accept answers: set for each the code that was chosen, else the one that it proposes, in one act.

    An answer without a code, and one of whose N the page showed none, is noted. It counts as contact with the
    family, and school days to come that they spoke of are proposed. A mark that somebody changed since the
    page was shown stays, and so does its answer. So do answers about a pupil whose family thought that the
    child was in school, until somebody has spoken with them, and answers that propose different codes.
    404 for an answer of another school; PermissionDenied without the right to set codes; ValidationError for
    nothing ticked and for a code that takes no N's place.
    """
    check_may_resolve(rights)
    with in_turn(), transaction.atomic():
        acting(rights.user, at=at)
        hold_marks()
        found, done = _held(rights, picks)
        rows = _ready(rights, found, letter, done)
        asked = {row.pk: letter or _proposed_letter(row) for row in rows}
        coded = _set_codes(rights, rows, picks, asked, at)
        # Setting a code gave the change its own reason: what follows is the decision, and has none.
        acting(rights.user, at=at)
        accepted = [row for row in rows if _is_accepted(row, coded, picks, letter)]
        for row in rows:
            if row not in accepted:
                done.left.append(LeftReply(_name(row), NO_N))
        _write_contact(rights, accepted, at)
        numbers = {pk: _number(asked[pk], row.date) for row in accepted if (pk := row.pk) in coded}
        _decide(rights, accepted, ReplyDecision.ACCEPTED, at, codes=numbers)
        done.coded, done.noted = len(numbers), len(accepted) - len(numbers)
    return done


def refuse_replies(*, rights: Rights, picks: Sequence[ReplyPick], why: str, at: datetime) -> Decided:
    """Do not accept answers: the marks stay, and the reason is kept. Refusals as with `accept_replies`."""
    check_may_resolve(rights)
    if len(why.strip()) < SHORTEST_REASON:
        raise ValidationError({"why": "Say why this is not accepted"})
    with in_turn(), transaction.atomic():
        acting(rights.user, at=at)
        rows, done = _held(rights, picks)
        _decide(rights, rows, ReplyDecision.NOT_ACCEPTED, at, why=why.strip())
        done.refused = len(rows)
    return done


def _held(rights: Rights, picks: Sequence[ReplyPick]) -> tuple[list[FamilyReply], Decided]:
    """The answers that are still to decide about, locked, and the outcome with those that are not."""
    if not picks:
        raise ValidationError("Tick at least one answer")
    wanted = {pick.reply_id for pick in picks}
    rows = list(
        FamilyReply.objects.select_for_update(of=("self",))
        .filter(school=rights.school, pk__in=wanted)
        .select_related("pupil", "contact__parent")
        .order_by("pk")
    )
    if len(rows) != len(wanted):
        raise Http404
    over = [LeftReply(_name(row), DECIDED) for row in rows if row.decision]
    return [row for row in rows if not row.decision], Decided(left=over)


def _ready(rights: Rights, rows: Iterable[FamilyReply], letter: str, done: Decided) -> list[FamilyReply]:
    """The answers of which nothing else stands in the way; the others are left in `done`."""
    to_ring = pupils_to_ring(rights.school)
    letters: defaultdict[tuple[int | None, date], set[str]] = defaultdict(set)
    for row in rows:
        letters[row.pupil_id, row.date] |= {letter or _proposed_letter(row)} - {""}
    ready = []
    for row in rows:
        if row.pupil_id in to_ring:
            done.left.append(LeftReply(_name(row), RING_FIRST))
        elif row.pupil_id and len(letters[row.pupil_id, row.date]) > 1:
            done.left.append(LeftReply(_name(row), AT_ODDS))
        else:
            ready.append(row)
    return ready


def _name(row: FamilyReply) -> str:
    return row.pupil.known_name if row.pupil else "A text from an unknown number"


def _proposed_letter(row: FamilyReply) -> str:
    return "" if row.proposed_code is None else code_of(row.proposed_code).letter


def _number(letter: str, on: date) -> int:
    code = find_code(letter, on)
    assert code is not None  # a mark of that day has it
    return code.number


def _set_codes(
    rights: Rights,
    rows: Iterable[FamilyReply],
    picks: Iterable[ReplyPick],
    asked: Mapping[int, str],
    at: datetime,
) -> set[int]:
    """Set the codes, letter by letter; the answers of which one session at least has its code."""
    seen = {pick.reply_id: pick.versions for pick in picks}
    wanted: defaultdict[str, dict[SessionKey, NPick]] = defaultdict(dict)
    of_reply: dict[int, set[SessionKey]] = {}
    for row in rows:
        marks = _marks(row, seen[row.pk]) if asked[row.pk] else {}
        of_reply[row.pk] = set(marks)
        wanted[asked[row.pk]] |= marks
    done: dict[str, frozenset[SessionKey]] = {}
    for letter in sorted(letter for letter, marks in wanted.items() if marks):
        found = list(wanted[letter].values())
        done[letter] = resolve_n(rights=rights, picks=found, letter=letter, reason=REASON, at=at).sessions
    return {pk for pk, keys in of_reply.items() if keys & done.get(asked[pk], frozenset())}


def _marks(row: FamilyReply, seen: Mapping[Session, int]) -> dict[SessionKey, NPick]:
    """The N marks of which an answer speaks, as the page showed them."""
    if row.pupil_id is None:
        return {}
    meant = sessions_meant(row.reason, Session(row.session))
    picks = [NPick(row.pupil_id, row.date, half, seen[half]) for half in meant if half in seen]
    return {pick.key: pick for pick in picks}


def _is_accepted(row: FamilyReply, coded: set[int], picks: Iterable[ReplyPick], letter: str) -> bool:
    """Whether an answer is settled: it brought its code, or it asks for none and the page said so."""
    if row.pk in coded:
        return True
    if row.pupil_id is not None and letter:
        return False
    seen = next(pick.versions for pick in picks if pick.reply_id == row.pk)
    return not (row.proposed_code and _marks(row, seen))


def _write_contact(rights: Rights, rows: Sequence[FamilyReply], at: datetime) -> None:
    """Write each accepted answer down as contact with the family, and its days to come as proposals.

    Who thought that the child was in school has told us nothing: that family is rung.
    """
    told = [row for row in rows if row.pupil and row.reason != ReplyReason.THOUGHT_IN]
    days = _days_ahead(rights, told)
    calls = [_attempt(rights, row, row.date, uuid5(CALLS, str(row.pk)), at) for row in told]
    for row, call in zip(list(told), list(calls), strict=True):
        calls += [
            _attempt(rights, row, on, uuid5(call.call, on.isoformat()), at)
            for on in [day for day in days if row.until_on and row.date < day <= row.until_on][:MOST_AHEAD]
        ]
    ContactAttempt.objects.bulk_create(calls, ignore_conflicts=True)


def _days_ahead(rights: Rights, rows: Iterable[FamilyReply]) -> list[date]:
    """The school days between the first absence and the last day of which these answers speak."""
    ahead = [(row.date, row.until_on) for row in rows if row.until_on and row.until_on > row.date]
    if not ahead:
        return []
    return school_dates_between(rights.school, min(on for on, _ in ahead), max(last for _, last in ahead))


def _attempt(rights: Rights, row: FamilyReply, on: date, call: UUID, at: datetime) -> ContactAttempt:
    contact = row.contact
    return ContactAttempt(
        school=rights.school,
        pupil=row.pupil,
        date=on,
        call=call,
        from_family=True,
        way=Way.MESSAGE,
        contact=contact,
        name=parent_name(contact.parent) if contact else SOMEBODY,
        relationship=contact.relationship if contact else "",
        outcome=Outcome.SPOKE,
        words=said_words(row.get_reason_display(), row.words),
        proposed_code=row.proposed_code,
        made_by=rights.user,
        made_at=at,
    )


def said_words(reason: str, words: str) -> str:
    """What a family said, reason first: "Ill: has a cold"."""
    return ": ".join(filter(None, (reason, words)))[:500]


def _decide(
    rights: Rights,
    rows: Iterable[FamilyReply],
    decision: ReplyDecision,
    at: datetime,
    *,
    why: str = "",
    codes: Mapping[int, int] | None = None,
) -> None:
    """Write the decision on each answer: a statement for each code."""
    by_code: defaultdict[int | None, list[int]] = defaultdict(list)
    for row in rows:
        by_code[(codes or {}).get(row.pk)].append(row.pk)
    for code, pks in by_code.items():
        FamilyReply.objects.filter(pk__in=pks).update(
            decision=decision,
            decided_by=rights.user,
            decided_at=at,
            decided_code=code,
            decided_why=why,
        )
