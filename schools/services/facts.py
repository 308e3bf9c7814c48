"""Facts about a pupil by date: opening them, writing one down, correcting it, taking a mistake away.

Support has its right and protection another; whoever may only read changes nothing. A fact that has ended
stays: "had a social worker until" matters as long as the child is here.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any, TypeAlias, TypeVar

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Q
from django.http import Http404

from accounts.audit import acting
from accounts.roles import Permission
from schools.access import Rights, get_pupil_for, whom_to_ask
from schools.models import Need, ProtectedFact, ProtectedKind, Pupil, SupportFact, SupportKind
from schools.phones import normalise_phone, uk_phone_problem
from schools.queries.facts import FactList, protected_fact, protected_facts, support_fact, support_facts
from schools.services.openings import PROTECTED, SUPPORT, opening
from schools.wording import date_words

WITH_NEED = (SupportKind.SEN, SupportKind.EHCP)


@dataclass(frozen=True, kw_only=True)
class Support:
    """Support as a person writes it down."""

    kind: str
    need: str
    from_on: date
    until_on: date | None
    note: str
    source: str


@dataclass(frozen=True, kw_only=True)
class Protection:
    """Social-care status as the safeguarding lead writes it down, with whom to ring."""

    kind: str
    worker_name: str
    worker_phone: str
    worker_email: str
    team: str
    authority: str
    from_on: date
    until_on: date | None
    note: str
    source: str


AnyFact: TypeAlias = SupportFact | ProtectedFact
FactT = TypeVar("FactT", SupportFact, ProtectedFact)


def open_support(*, rights: Rights, pupil_id: int, on: date) -> tuple[Pupil, FactList]:
    """Read a pupil's support facts and write down who opened them; 404 out of reach."""
    with opening(rights, pupils=[pupil_id], tables=[SUPPORT]):
        pupil = get_pupil_for(rights, Permission.SUPPORT_FACTS_VIEW, pupil_id)
        return pupil, support_facts(pupil, on=on)


def open_protected(*, rights: Rights, pupil_id: int, on: date) -> tuple[Pupil, FactList]:
    """Read a pupil's protected facts and write down who opened them; 404 out of reach."""
    with opening(rights, pupils=[pupil_id], tables=[PROTECTED]):
        pupil = get_pupil_for(rights, Permission.PROTECTED_FACTS_VIEW, pupil_id)
        return pupil, protected_facts(pupil, on=on)


def open_support_fact(*, rights: Rights, pupil_id: int, fact_id: int) -> tuple[Pupil, dict[str, Any]]:
    """Read one support fact to change it, and write down who opened it; 404 out of reach."""
    with opening(rights, pupils=[pupil_id], tables=[SUPPORT]):
        pupil = pupil_of_support(rights, pupil_id)
        return pupil, support_fact(pupil, fact_id)


def open_protected_fact(*, rights: Rights, pupil_id: int, fact_id: int) -> tuple[Pupil, dict[str, Any]]:
    """Read one protected fact to change it, and write down who opened it; 404 out of reach."""
    with opening(rights, pupils=[pupil_id], tables=[PROTECTED]):
        pupil = pupil_of_protection(rights, pupil_id)
        return pupil, protected_fact(pupil, fact_id)


def pupil_of_support(rights: Rights, pupil_id: int) -> Pupil:
    """The pupil whose support facts the person may change: it takes the right to see them, too."""
    pupil = get_pupil_for(rights, Permission.PUPIL_MANAGE, pupil_id)
    rights.check(Permission.SUPPORT_FACTS_VIEW)
    return get_pupil_for(rights, Permission.SUPPORT_FACTS_VIEW, pupil.pk)


def pupil_of_protection(rights: Rights, pupil_id: int) -> Pupil:
    """The pupil whose protected facts the person may change."""
    pupil = get_pupil_for(rights, Permission.PROTECTED_FACTS_SET, pupil_id)
    if not rights.has(Permission.PROTECTED_FACTS_VIEW):
        raise PermissionDenied(whom_to_ask(Permission.PROTECTED_FACTS_VIEW))
    return pupil


def write_support(
    *, rights: Rights, pupil_id: int, support: Support, at: datetime, fact_id: int | None = None
) -> SupportFact:
    """Write support down, or correct the fact that `fact_id` names.

    Raises ValidationError for dates out of order, for a need that does not belong to the kind, and where
    the same kind stands on some of these days already.
    """
    pupil = pupil_of_support(rights, pupil_id)
    if support.kind not in SupportKind.values or support.need not in ("", *Need.values):
        raise ValidationError({"kind": "Choose a kind of support from the list"})
    if support.need and support.kind not in WITH_NEED:
        raise ValidationError({"need": "A need belongs to SEN support or to an EHC plan"})
    return _write(SupportFact, pupil, asdict(support), rights=rights, at=at, fact_id=fact_id)


def write_protection(
    *, rights: Rights, pupil_id: int, protection: Protection, at: datetime, fact_id: int | None = None
) -> ProtectedFact:
    """Write social-care status down, or correct the fact that `fact_id` names; refuses as `write_support`."""
    pupil = pupil_of_protection(rights, pupil_id)
    if protection.kind not in ProtectedKind.values:
        raise ValidationError({"kind": "Choose a kind from the list"})
    if protection.worker_phone and (problem := uk_phone_problem(protection.worker_phone)):
        raise ValidationError({"worker_phone": problem})
    values = asdict(protection) | {"worker_phone": normalise_phone(protection.worker_phone)}
    return _write(ProtectedFact, pupil, values, rights=rights, at=at, fact_id=fact_id)


def remove_support(*, rights: Rights, pupil_id: int, fact_id: int, at: datetime) -> SupportFact:
    """Take away support that was written down by mistake; the audit keeps what it said."""
    return _remove(SupportFact, pupil_of_support(rights, pupil_id), fact_id, rights=rights, at=at)


def remove_protection(*, rights: Rights, pupil_id: int, fact_id: int, at: datetime) -> ProtectedFact:
    """Take away social-care status that was written down by mistake; the audit keeps what it said."""
    return _remove(ProtectedFact, pupil_of_protection(rights, pupil_id), fact_id, rights=rights, at=at)


def _write(
    model: type[FactT],
    pupil: Pupil,
    values: dict[str, Any],
    *,
    rights: Rights,
    at: datetime,
    fact_id: int | None,
) -> FactT:
    _check_dates(pupil, values["from_on"], values["until_on"])
    if not values["source"]:
        raise ValidationError({"source": "Say who told the school, and where it is written"})
    with transaction.atomic():
        acting(rights.user, at=at)
        # Held, so that two people do not write the same fact down at once.
        Pupil.objects.select_for_update(no_key=True).get(pk=pupil.pk)
        fact = model(pupil=pupil) if fact_id is None else _held(model, pupil, fact_id)
        _refuse_overlap(fact, values)
        for name, value in values.items():
            setattr(fact, name, value)
        fact.save()
    return fact


def _remove(model: type[FactT], pupil: Pupil, fact_id: int, *, rights: Rights, at: datetime) -> FactT:
    with transaction.atomic():
        acting(rights.user, at=at, reason="Written down by mistake")
        fact = _held(model, pupil, fact_id)
        model._default_manager.filter(pk=fact.pk).delete()
    return fact


def _held(model: type[FactT], pupil: Pupil, fact_id: int) -> FactT:
    """A fact of this pupil, locked until the transaction ends; 404 where there is none."""
    fact = model._default_manager.select_for_update().filter(pupil=pupil, pk=fact_id).first()
    if fact is None:
        raise Http404
    return fact


def _check_dates(pupil: Pupil, from_on: date, until_on: date | None) -> None:
    if from_on < pupil.born_on:
        raise ValidationError({"from_on": "The first day is before the pupil was born"})
    if until_on is not None and until_on < from_on:
        raise ValidationError({"until_on": "The last day must be on or after the first"})


def _refuse_overlap(fact: AnyFact, values: dict[str, Any]) -> None:
    same = type(fact)._default_manager.filter(pupil=fact.pupil, kind=values["kind"]).exclude(pk=fact.pk)
    same = same.filter(Q(until_on=None) | Q(until_on__gte=values["from_on"]))
    if values["until_on"] is not None:
        same = same.filter(from_on__lte=values["until_on"])
    standing = same.first()
    if standing is not None:
        first = date_words(standing.from_on)
        raise ValidationError(
            {"kind": f"{standing.get_kind_display()} stands already from {first}. End or correct that one"}
        )
