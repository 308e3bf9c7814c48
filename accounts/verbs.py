"""What the audit says about accounts, and what any app may say; words for people are made later (pure)."""

from __future__ import annotations

from enum import StrEnum


class Verb(StrEnum):
    """One kind of event. The triggers add insert, update and delete; other apps add their own verbs."""

    OPEN = "open"
    REFUSED = "refused"
    PRINT = "print"
    EXPORT = "export"
    DISCARD = "discard"
    SIGNED_IN = "signed_in"
    SIGNED_OUT = "signed_out"
    SIGN_IN_REFUSED = "sign_in.refused"
    SIGN_IN_LOCKED = "sign_in.locked"
    PASSWORD_CHANGED = "password.changed"  # noqa: S105 - a verb
    PASSWORD_RESET = "password.reset"  # noqa: S105 - a verb
    PASSWORD_LINK_SENT = "password.link_sent"  # noqa: S105 - a verb
    FACTOR_ADDED = "second_factor.added"
    FACTOR_REMOVED = "second_factor.removed"
    FACTOR_RENEWED = "second_factor.renewed"
    PERSON_INVITED = "person.invited"
    INVITATION_ACCEPTED = "invitation.accepted"
    PERSON_DEACTIVATED = "person.deactivated"
    SESSIONS_ENDED = "sessions.ended"
