"""The parts of Registers, as the row of links under the heading names them (pure)."""

from __future__ import annotations

from dataclasses import dataclass

from accounts.roles import Permission


@dataclass(frozen=True)
class Section:
    """A part of Registers: its words, its route, and the rights that open it, all of them."""

    label: str
    route: str
    rights: tuple[Permission, ...]


SECTIONS = (Section("Registers", "registers", (Permission.REGISTER_VIEW,)),)
