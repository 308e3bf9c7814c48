"""What classroom mode leaves of a mark and of an answer: no letter, note or sentence that tells a reason."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

SHOWN = frozenset({"", "/", "\\", "L", "N"})
OFFICE, OFFICE_CSS = "Office", "office"
OFFICE_CHANGED = "The office changed this mark."
NOT_SAVED = "This mark was not saved. Turn classroom mode off to see why."
NOT_EXPECTED = "Not expected here"
MARK_KEYS = ("pupil", "version", "at")


def plain_mark(letter: str, css: str) -> tuple[str, str]:
    """A mark's letter and look for a class: present, late and N as they are, any other as the office's."""
    return (letter, css) if letter in SHOWN else (OFFICE, OFFICE_CSS)


def clash_words(theirs: str, yours: str) -> str:
    """That somebody marked the pupil first, without a reason: "Somebody else marked L. You chose N."."""
    if theirs not in SHOWN:
        return OFFICE_CHANGED
    chosen, _ = plain_mark(yours, "")
    return f"Somebody else {f'marked {theirs}' if theirs else 'cleared this mark'}. You chose {chosen}."


def plain_answer(answer: Mapping[str, Any]) -> dict[str, Any]:
    """What a save or a look at newer marks answers, for a class: only what is known to be plain."""
    plain: dict[str, Any] = {key: answer[key] for key in ("saved_at", "version") if key in answer}
    plain["marks"] = [_mark(mark) for mark in answer.get("marks", ())]
    if "conflicts" in answer:
        plain["conflicts"] = [_conflict(conflict) for conflict in answer["conflicts"]]
    if "problems" in answer:
        plain["problems"] = [{"pupil": row["pupil"], "message": NOT_SAVED} for row in answer["problems"]]
    return plain


def _mark(mark: Mapping[str, Any]) -> dict[str, Any]:
    letter, css = plain_mark(mark["code"], mark["css"])
    return {key: mark[key] for key in MARK_KEYS if key in mark} | {
        "code": letter,
        "css": css,
        "minutes": None,
    }


def _conflict(conflict: Mapping[str, Any]) -> dict[str, Any]:
    theirs, css = plain_mark(conflict["theirs"], conflict["theirs_css"])
    return {
        "pupil": conflict["pupil"],
        "yours": plain_mark(conflict["yours"], "")[0],
        "theirs": theirs,
        "theirs_css": css,
        "theirs_minutes": None,
        "their_version": conflict["their_version"],
        "words": clash_words(conflict["theirs"], conflict["yours"]),
    }
