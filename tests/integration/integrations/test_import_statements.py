"""An import sends as many statements for thirty pupils as for one."""

import pytest

from integrations.mis.csv import sync
from integrations.services.runs import ask_for_check, ask_to_bring_in
from schools.models import School
from schools.upn import check_letter
from tests.integration.integrations.conftest import new_school
from tests.integration.integrations.steps import AT, CALENDAR, PUPIL_HEADINGS, STAFF, statements_of, uploaded

pytestmark = pytest.mark.django_db


def upn(number: int) -> str:
    body = f"886399926{number:03d}"
    return check_letter(body) + body


def files(pupils: int) -> dict[str, str]:
    """A school with so many pupils, each with a contact, a place in a group and ten marks."""
    numbers = [upn(number) for number in range(pupils)]
    rows = {
        "pupils.csv": [
            f"{number},,Khan,Amir,,M,04/08/2013,8,8HW,03/09/2024,,K,Y,Y,{place} Mill Lane,TN1 1AA,,"
            for place, number in enumerate(numbers)
        ],
        "contacts.csv": [f"{number},1,Mother,Sana{number},Khan,Y" for number in numbers],
        "groups.csv": [f"8HW,{number},HLA" for number in numbers],
        "marks.csv": [f"{number},I,{day:02}/03/2026,AM" for number in numbers for day in (9, 10, 11, 12, 13)],
    }
    headings = {
        "pupils.csv": PUPIL_HEADINGS,
        "contacts.csv": "UPN,Priority,Relationship,Forename,Surname,PR\n",
        "groups.csv": "Group,UPN,Tutor\n",
        "marks.csv": "UPN,Mark,Mark date,AM/PM\n",
    }
    texts = {name: headings[name] + "\n".join(lines) + "\n" for name, lines in rows.items()}
    return {"calendar.csv": CALENDAR, "staff.csv": STAFF} | texts


def counts(school: School, pupils: int) -> tuple[int, int]:
    """Statements of the check and of the import."""
    run = uploaded(school, files(pupils))
    ask_for_check(run=run, by=None, at=AT)
    check = statements_of(run, sync.check)
    ask_to_bring_in(run=run, by=None, at=AT)
    return check, statements_of(run, sync.bring_in)


def test_statements_do_not_grow_with_the_rows(school: School) -> None:
    assert counts(school, 1) == counts(new_school(), 30)
