"""The values of referrals to agencies, each with its default and source. Pure."""

from __future__ import annotations

from schools.value_kinds import Kind, Value

REFERRAL_VALUES = (
    Value(
        "referral.answer_days",
        "Referral: an answer is expected within",
        "Safeguarding",
        Kind.NUMBER,
        1,
        "The form proposes this. From then on the referral stands among the answers due, to be chased.",
        "Working Together 2026: the local authority decides within one working day of a referral",
        unit="working day",
        least=1,
        most=20,
    ),
)
