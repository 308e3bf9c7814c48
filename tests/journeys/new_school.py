"""The files of a school that starts with Daymark in spring: two classes, and two weeks of marks."""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

from tests.factories.pupils import upn

GIAS_ROW = {
    "URN": "146001",
    "LA (code)": "886",
    "LA (name)": "Kent",
    "EstablishmentNumber": "4001",
    "EstablishmentName": "Furley Park Primary School",
    "EstablishmentStatus (code)": "1",
    "EstablishmentStatus (name)": "Open",
    "PhaseOfEducation (code)": "2",
    "PhaseOfEducation (name)": "Primary",
    "StatutoryLowAge": "4",
    "StatutoryHighAge": "11",
    "Trusts (name)": "Greenway Trust",
}
GIAS = f"{','.join(GIAS_ROW)}\n{','.join(GIAS_ROW.values())}\n"
TERMS = (
    ("20260903", "20261023"),
    ("20261102", "20261218"),
    ("20270105", "20270212"),
    ("20270222", "20270325"),
    ("20270412", "20270528"),
    ("20270607", "20270721"),
)
STAFF = """\
Staff Code,Title,Forename,Surname,Email,Job title,Role,Registration group
HLA,Ms,Hannah,Lane,h.lane@furley.example,Class teacher,teacher,Oak
TMW,Mr,Tendai,Mwangi,t.mwangi@furley.example,Class teacher,teacher,Elm
NOK,Ms,Ngozi,Okafor,n.okafor@furley.example,Attendance officer,officer,
CRE,Mr,Callum,Reid,c.reid@furley.example,Safeguarding lead,dsl,
AFA,Miss,Amy,Farrow,a.farrow@furley.example,Safeguarding officer,dso,
"""
HEAD_EMAIL = "f.adeyemi@furley.example"
SURNAMES = ("Ashby", "Baines", "Cole", "Dalby", "Eaton", "Farley", "Goode", "Hale")
PUPIL_HEADINGS = (
    "UPN,Admission No,Surname,Forename,Sex,DOB,Year,Reg group,Date of admission,Address 1,Postcode\n"
)
CONTACT_HEADINGS = "UPN,Priority,Relationship,Title,Forename,Surname,Mobile,PR,Lives with pupil\n"
TIMETABLE = """\
Group,Week,Day,Period,Starts,Ends,Staff Code,Room,Subject
Oak,,Monday,1,09:15,10:15,HLA,Hall,Music
Elm,,Tuesday,2,10:30,11:30,TMW,Hall,Music
"""


def write_files(folder: Path) -> list[Path]:
    """The files of the import, three rows of the pupils' at fault."""
    files = {
        "staff.csv": STAFF,
        "pupils.csv": pupils(),
        "contacts.csv": contacts(),
        "timetable.csv": TIMETABLE,
        "marks.csv": marks(),
    }
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
    return [folder / name for name in files]


def pupils() -> str:
    """Eight children of two classes."""
    lines = []
    for number, surname in enumerate(SURNAMES):
        row = number + 2
        sex = "" if row == 6 else "FM"[number % 2]
        born = "31/04/2018" if row == 2 else f"{number + 10}/04/2018"
        year = "Yr eight" if row == 4 else "3"
        group = "Oak" if number < 4 else "Elm"
        lines.append(
            f"{upn(number)},{number:05d},{surname},Robin,{sex},{born},{year},{group},03/09/2024,"
            f"{number + 1} Mill Lane,TN23 1AA\n"
        )
    return PUPIL_HEADINGS + "".join(lines)


def contacts() -> str:
    """Two contacts of each child who can be rung, the first with responsibility."""
    places = ((1, "Parent", "Y"), (2, "Grandparent", "N"))
    return CONTACT_HEADINGS + "".join(
        f"{upn(number)},{order},{who},Mx,Sam,{surname},07700 9{number:02d}1{order:02d},{yes},{yes}\n"
        for number, surname in enumerate(SURNAMES)
        for order, who, yes in places
    )


def marks() -> str:
    """Two school weeks before 9 March, everybody present but for one child's cold."""
    return "UPN,Mark,Mark date,AM/PM\n" + "".join(
        f"{upn(number)},{'I' if is_ill(number, day) else mark},{day:%d/%m/%Y},{half}\n"
        for day in school_days()
        for number, _ in enumerate(SURNAMES)
        for mark, half in (("/", "AM"), ("\\", "PM"))
    )


def is_ill(number: int, day: date) -> bool:
    """The fourth child has a cold on 2 March."""
    return number == 3 and day == date(2027, 3, 2)


def school_days() -> Iterator[date]:
    """The weekdays from 22 February to 5 March 2027."""
    for number in range(12):
        day = date(2027, 2, 22) + timedelta(days=number)
        if day.weekday() < 5:
            yield day


def calendar() -> str:
    """The year's terms as a published ICS file has them: an event ends on the day before DTEND."""
    events = [("20270412", "inset", "INSET Day (school closed)")]
    for first, last in TERMS:
        events += [(first, "term-start", "Term starts"), (last, "term-end", "Term ends")]
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Furley Park//Terms//EN"]
    for day, kind, words in events:
        lines += ["BEGIN:VEVENT", f"UID:{kind}-{day}@furley.example", "DTSTAMP:20260601T000000Z"]
        lines += [f"DTSTART;VALUE=DATE:{day}", f"DTEND;VALUE=DATE:{day_after(day)}"]
        lines += [f"SUMMARY:Furley Park: {words}", "END:VEVENT"]
    return "\r\n".join([*lines, "END:VCALENDAR", ""])


def day_after(day: str) -> str:
    """The next day, as calendars write it."""
    return f"{date.fromisoformat(day) + timedelta(days=1):%Y%m%d}"
