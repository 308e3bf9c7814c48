"""The values of automatic messages to families: when, how long, and what they may cost. Pure."""

from __future__ import annotations

from schools.value_kinds import GUIDANCE, OWN_CHOICE, Kind, Value

AREA = "Messages"
SCHOOL_NUMBER = "messages.school_number"
ALERTS = f"{GUIDANCE}: contact on the first day of absence, with vulnerable pupils first"
GOES_ON = f"{GUIDANCE}: contact on the first day and while it goes on. The days are the school's own"
RING_FIRST = "Rung, without a message"


def _alert_at(priority: int, default: str, why: str) -> Value:
    return Value(
        f"alerts.at_{priority}",
        f"Automatic message at, calls of priority {priority}",
        AREA,
        Kind.TIME,
        default,
        f"{why} Left empty, these families get no automatic message: they are rung. Later than this time, a "
        "message goes as soon as the absence is known.",
        f"{ALERTS}. The time is the school's own",
        none_words=RING_FIRST,
    )


MESSAGE_VALUES = (
    Value(
        "alerts.automatic",
        "Automatic message about an absence without a reason",
        AREA,
        Kind.SWITCH,
        False,
        "On, the family of each pupil marked N gets a text at the times below, or an email where no mobile "
        "number fits. Nobody is told of an absence that no register has marked.",
        f"{ALERTS}. How is the school's own choice",
    ),
    _alert_at(1, "", "Those rung first: on a plan, with a social worker, marked, or silent for days."),
    _alert_at(2, "09:30", "Pupils with an EHCP, severely absent, or near a legal line."),
    _alert_at(3, "09:35", "Pupils near persistent absence, and brothers and sisters in one call."),
    _alert_at(4, "09:40", "Everybody else."),
    Value(
        "reminders.automatic",
        "Automatic reminder while an absence has no reason",
        AREA,
        Kind.SWITCH,
        False,
        "On, a family is reminded once on each school day named below, until the reason is known. No other "
        "automatic message goes on these days or after them.",
        GOES_ON,
    ),
    Value(
        "reminders.first_day",
        "Reminders: from school day",
        AREA,
        Kind.NUMBER,
        2,
        "The school day of an absence without a reason, counted from 1, of the first reminder.",
        GOES_ON,
        least=2,
        most=10,
    ),
    Value(
        "reminders.last_day",
        "Reminders: to school day",
        AREA,
        Kind.NUMBER,
        4,
        "The school day of the last reminder. What comes after it is done by people.",
        GOES_ON,
        least=2,
        most=20,
    ),
    Value(
        "reminders.at",
        "Reminders: at",
        AREA,
        Kind.TIME,
        "10:00",
        "The time of a reminder. Calls of priority 1 get one only where they have an automatic message too.",
        OWN_CHOICE,
    ),
    Value(
        "messages.quiet_after",
        "Messages: none to a family after",
        AREA,
        Kind.TIME,
        "18:00",
        "What could not be sent by then is not sent: the next morning its day is over. Ring instead.",
        OWN_CHOICE,
    ),
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
        AREA,
        Kind.NUMBER,
        50,
        "In whole pounds, counted as texts are queued for the provider. The families of messages beyond it "
        "are rung. At 0 nothing that costs is sent.",
        OWN_CHOICE,
        unit="pound",
        least=0,
        most=2000,
    ),
    Value(
        "messages.text_price",
        "Messages: price of one text",
        AREA,
        Kind.PRICE,
        240,
        "For each 160 characters. It counts towards the day's limit, also while "
        "texts of the year are still free.",
        "GOV.UK Notify, pricing of text messages, which changes in April: see your own contract",
        least=0,
        most=10000,
    ),
    Value(
        SCHOOL_NUMBER,
        "Messages: how a family rings the school",
        AREA,
        Kind.TEXT,
        "the school office",
        "Stands in messages where the words say ((school number)), and on the page behind their link, where "
        "a press rings it. Give the number of the absence line, such as 020 7946 0123.",
        OWN_CHOICE,
    ),
)
