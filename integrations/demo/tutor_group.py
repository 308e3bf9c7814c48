"""8HW, the class that the guides and pictures show: thirty pupils by name (pure)."""

from __future__ import annotations

from dataclasses import dataclass

LETTER = "HW"
YEAR_GROUP = 8
# Where sons and daughters bear different forms of the family's name.
FAMILY_NAMES = {"Dąbrowska": "Dąbrowska/Dąbrowski", "Kaur": "Kaur/Singh", "Singh": "Kaur/Singh"}


@dataclass(frozen=True, slots=True)
class Named:
    """A pupil of 8HW. `bearing` says how attendance goes, for `marks` to follow; empty is as others."""

    surname: str
    forename: str
    sex: str
    heritage: str
    support: frozenset[str]
    bearing: str


# surname, forename, sex, pool of names, support facts (+), bearing
LINES = """
Adeyemi Tobi M nigerian - good
Ahmed Zara F pakistani - good
Bennett-Shaw Oliver M english - unexplained
Brennan Niamh F irish - ordinary
Chaudhry Hamza M pakistani ehcp good
Cooper Evie F english - good
Davies Rhys M english - late
Dąbrowska Maja F polish eal ordinary
Ellis Jayden M english sen ordinary
Farah Ikram F somali - good
Fletcher Poppy F english - dance
Goodwin Alfie M english - ordinary
Hartley Isla F english - dentist
Hussain Aaliyah F pakistani medical ordinary
Iqbal Yusuf M pakistani - ordinary
Jenkins Freddie M english - unexplained
Kaur Simran F sikh medical good
Kelly Orla F irish - good
Lewis Theo M caribbean - dentist
Mbeki Thandi F southern_african - good
McDonagh Bridget F irish - travelling
Nguyen Linh F vietnamese eal good
O'Connor Sean M irish - ordinary
Okafor Chidi M nigerian sen+disadvantaged persistent
Patel Riya F hindu - good
Quinn Ruby F irish - ordinary
Robinson-Clarke Maximilian M english - ordinary
Singh Arjun M sikh - good
Taylor Amelia F english - ordinary
Williams Kian M english - unwell
"""


def _read_named(line: str) -> Named:
    surname, forename, sex, heritage, support, bearing = line.split()
    facts = frozenset() if support == "-" else frozenset(support.split("+"))
    return Named(surname, forename, sex, heritage, facts, bearing)


PUPILS = tuple(_read_named(line) for line in LINES.strip().splitlines())
