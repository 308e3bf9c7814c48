"""How the demo's schools send messages: into files, in words of their own, and never to one number."""

from __future__ import annotations

from datetime import date, datetime

from accounts.roles import Role
from schools.access import rights_of
from schools.message_values import SCHOOL_NUMBER
from schools.message_words import Words
from schools.models import Carrier, Membership, Messaging, School
from schools.services.dated_values import set_value
from schools.services.message_wordings import WordingFacts, write_wording
from schools.services.messaging import MessagingFacts, set_messaging
from schools.services.never_messages import add_never

BY_FILE = MessagingFacts(texts=Carrier.FILE, emails=Carrier.FILE, letters=Carrier.OFF)
IN_ENGLISH = Words(
    "((school)): ((child)) is not in school ((when)). Please tell us why: ((link)) "
    "or ring ((school number)). Thank you"
)
IN_POLISH = Words(
    "((school)): ((child)) nie jest w szkole. Prosimy o wyjaśnienie: ((link)) lub telefon: ((school number))"
)
# A number that Ofcom keeps for drama: it rings nowhere.
DRAMA = "07700900999"
# Of these too: the last three figures are any.
DRAMA_LINES = "020 7946 0"


def set_up_messages(school: School, *, on: date, at: datetime) -> None:
    """Let the head choose the file as carrier, and write words; what is set up already is left alone."""
    head = Membership.objects.filter(school=school, role=Role.HEAD).select_related("user").first()
    rights = rights_of(head.user, school.slug, on=on) if head else None
    if rights is None or Messaging.objects.filter(school=school).exists():
        return
    set_messaging(rights=rights, facts=BY_FILE, at=at)
    for language, words, checked_by in (("en", IN_ENGLISH, ""), ("pl", IN_POLISH, "Mrs Nowak, governor")):
        facts = WordingFacts("first_day", "text", language, words, on, checked_by)
        write_wording(rights=rights, facts=facts, at=at)
    set_value(
        school=school,
        key=SCHOOL_NUMBER,
        value=f"{DRAMA_LINES}{school.pk % 1000:03}",
        valid_from=on,
        source="Attendance policy, page 2",
        by=rights.user,
        at=at,
    )
    add_never(rights=rights, address=DRAMA, why="Not the family’s number any more", at=at)
