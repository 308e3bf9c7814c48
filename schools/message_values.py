"""The values of messages that a school sets, each with its default and source. Pure."""

from __future__ import annotations

from schools.value_kinds import OWN_CHOICE, Kind, Value

MESSAGE_VALUES = (
    Value(
        "bulletin.at",
        "Bulletin: tutors and heads of year have mail at",
        "Messages",
        Kind.TIME,
        "15:45",
        "The mail says that there is something to read, and no more. Who has nothing to read has none.",
        OWN_CHOICE,
    ),
    Value(
        "messages.daily_cap",
        "Messages: most that a day may cost",
        "Messages",
        Kind.NUMBER,
        50,
        "In whole pounds, counted as texts are queued for the provider. At 0 nothing that costs is sent.",
        OWN_CHOICE,
        unit="pound",
        least=0,
        most=2000,
    ),
    Value(
        "messages.text_price",
        "Messages: price of one text",
        "Messages",
        Kind.NUMBER,
        240,
        "In hundredths of a penny, for each 160 characters. It counts towards the day's limit.",
        "GOV.UK Notify, pricing of text messages: see your own contract",
        unit="",
        least=0,
        most=10000,
    ),
    Value(
        "messages.school_number",
        "Messages: how a family rings the school",
        "Messages",
        Kind.TEXT,
        "the school office",
        "Stands in messages where the words say ((school number)). Give the number of the absence line.",
        OWN_CHOICE,
    ),
)
