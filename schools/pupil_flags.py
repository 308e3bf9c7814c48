"""The short flags beside a pupil's name, for those whose right shows them. Pure."""

from __future__ import annotations

from collections.abc import Iterable

SUPPORT = {
    "sen": ("SEN K", "SEN support"),
    "ehcp": ("EHCP", "Education, health and care plan"),
    "medical": ("Med", "Medical condition"),
    "young_carer": ("Carer", "Young carer"),
    "eal": ("EAL", "English as an additional language"),
    "disadvantaged": ("PP", "Pupil premium"),
    "mental_health": ("MH", "Mental health"),
    "fsm": ("FSM", "Free school meals"),
    "ever6": ("Ever 6", "Free school meals in the last six years"),
    "service": ("Service", "Service child"),
}
PROTECTED = {
    "social_worker": ("SW", "Has a social worker"),
    "cin": ("CIN", "Child in need plan"),
    "cp": ("CP", "Child protection plan"),
    "lac": ("LAC", "Looked after"),
    "plac": ("PLAC", "Previously looked after"),
    "youth_justice": ("YJ", "Youth justice"),
    "virtual_school": ("VS", "Virtual school"),
}
# What helps whoever meets or rings the pupil now; the rest stands on the pupil's page.
AT_A_GLANCE = ("sen", "ehcp", "medical")

Flag = tuple[str, str]


def glance_flags(kinds: Iterable[str]) -> list[Flag]:
    """The flags of a list: SEN, EHCP and medical alone."""
    return [SUPPORT[kind] for kind in kinds if kind in AT_A_GLANCE]


def support_flags(kinds: Iterable[str]) -> list[Flag]:
    """The flags of support, short and in full."""
    return [SUPPORT[kind] for kind in kinds]


def protected_flags(kinds: Iterable[str]) -> list[Flag]:
    """The flags of protected facts. Only for those with their right."""
    return [PROTECTED[kind] for kind in kinds]
