"""Families of the invented town: who lives with whom, where, and whom to ring first (pure)."""

from __future__ import annotations

from random import Random

from integrations.demo.names import BY_NAME, Heritage, name_adult, pick_heritage, surname_for
from integrations.demo.people import Adult, Family, Home, Tie

TOWN = "Marlowe Bridge"
COUNTY = "Westshire"
STREETS = (
    "Larkspur Close", "Mill Lane", "Station Road", "Church Street", "Ashgrove Road", "Tannery Row",
    "Quarry Hill", "Orchard Way", "Nelson Street", "Priory Gardens", "Canal Side", "Hawthorn Drive",
    "Weavers Court", "Bridge Street", "Park View", "Ropewalk", "Cedar Avenue", "Bishops Walk",
    "Meadow Rise", "Albion Terrace", "Foundry Street", "Kiln Close", "Sycamore Crescent", "Victoria Road",
    "Watermill Lane", "Beacon Hill", "Juniper Close", "Market Street", "Chapel Lane", "Fairfield Road",
)  # fmt: skip
POSTCODE_LETTERS = "ABDEFGHJLNPQRSTUWXYZ"
SHAPES = {"together": 60, "mother": 14, "father": 3, "apart": 14, "step": 5, "grandparents": 3, "foster": 1}
COUNTRYSIDE = "Roadside site, Drovers Lane"


def make_family(
    number: str, rng: Random, *, surname: str = "", heritage: Heritage | None = None, shape: str = ""
) -> Family:
    """A family of its own; the same number and seed make the same one."""
    heritage = heritage or pick_heritage(rng)
    surname = surname or rng.choice(heritage.surnames)
    shape = shape or rng.choices(list(SHAPES), weights=list(SHAPES.values()))[0]
    travels = surname == "McDonagh"
    home = _make_home(rng, COUNTRYSIDE if travels else "")
    second = _make_home(rng) if shape == "apart" and rng.random() < 0.8 else None
    ties = TIES[shape](rng, heritage, surname, home, second)
    hardship = {"together": 0.17, "step": 0.28, "apart": 0.3, "foster": 1.0}.get(shape, 0.38)
    return Family(
        number=number,
        heritage=heritage,
        surname=surname,
        ties=ties,
        home=home,
        second_home=second if any(tie.home == second and not tie.must_not_contact for tie in ties) else None,
        is_disadvantaged=rng.random() < hardship,
        is_fostering=shape == "foster",
        travels=travels,
    )


def _make_home(rng: Random, first_line: str = "") -> Home:
    """A home in the town; the postcode area WX is not in use."""
    line = first_line or f"{rng.randint(1, 148)} {rng.choice(STREETS)}"
    letters = rng.choice(POSTCODE_LETTERS) + rng.choice(POSTCODE_LETTERS)
    return Home((line, TOWN, COUNTY), f"WX{rng.randint(1, 19)} {rng.randint(1, 9)}{letters}")


def _make_adult(rng: Random, heritage: Heritage, surname: str, sex: str, *, is_married: bool = True) -> Adult:
    forename = name_adult(rng, heritage, sex)
    surname = surname_for(surname, sex)
    title = (
        rng.choices(("Mrs", "Ms", "Miss", "Dr"), (60 if is_married else 5, 22, 20, 2))[0]
        if sex == "F"
        else "Mr"
    )
    phone = f"01632 960{rng.randrange(1000):03}" if rng.random() < 0.35 else ""
    email = f"{mail_name(forename)}.{mail_name(surname)}{rng.randrange(10, 100)}@example.com"
    mobile = f"07700 900{rng.randrange(1000):03}"
    return Adult(title, forename, surname, mobile, phone, email if rng.random() < 0.94 else "")


def mail_name(name: str) -> str:
    """A name in the letters that mail addresses are made of ("o.connor" is oconnor)."""
    folded = name.lower().translate(str.maketrans("ąćęłńóśźżșțăîâ", "acelnoszzstaia"))
    return "".join(letter for letter in folded if letter.isascii() and letter.isalpha())


def _other_surname(rng: Random, heritage: Heritage, surname: str) -> str:
    return rng.choice([name for name in heritage.surnames if name != surname])


def _live_together(
    rng: Random, heritage: Heritage, surname: str, home: Home, _second: Home | None
) -> tuple[Tie, ...]:
    mother_name = surname if rng.random() < 0.8 else _other_surname(rng, heritage, surname)
    mother = Tie(_make_adult(rng, heritage, mother_name, "F"), "Mother", True, home, True)
    father = Tie(_make_adult(rng, heritage, surname, "M"), "Father", True, home, True)
    first = (mother, father) if rng.random() < 0.78 else (father, mother)
    return (*first, *_grandparent(rng, heritage, surname, 0.4))


def _mother_alone(
    rng: Random, heritage: Heritage, surname: str, home: Home, _second: Home | None
) -> tuple[Tie, ...]:
    mother = Tie(_make_adult(rng, heritage, surname, "F", is_married=False), "Mother", True, home, True)
    return (mother, *_grandparent(rng, heritage, surname, 0.7))


def _father_alone(
    rng: Random, heritage: Heritage, surname: str, home: Home, _second: Home | None
) -> tuple[Tie, ...]:
    father = Tie(_make_adult(rng, heritage, surname, "M"), "Father", True, home, True)
    return (father, *_grandparent(rng, heritage, surname, 0.7))


def _live_apart(
    rng: Random, heritage: Heritage, surname: str, home: Home, second: Home | None
) -> tuple[Tie, ...]:
    """Parents in two homes. Some children live in both; for a few a court forbids contact with one parent."""
    mother_name = surname if rng.random() < 0.5 else _other_surname(rng, heritage, surname)
    mother = Tie(_make_adult(rng, heritage, mother_name, "F", is_married=False), "Mother", True, home, True)
    adult = _make_adult(rng, heritage, surname, "M")
    if rng.random() < 0.14:
        father = Tie(adult, "Father", rng.random() < 0.5, None, False, must_not_contact=True)
    else:
        father = Tie(adult, "Father", True, second, second is not None and rng.random() < 0.6)
    kin = _grandparent(rng, heritage, mother_name, 0.5)
    return (mother, *kin, father) if father.must_not_contact else (mother, father, *kin)


def _step_family(
    rng: Random, heritage: Heritage, surname: str, home: Home, _second: Home | None
) -> tuple[Tie, ...]:
    mother = Tie(_make_adult(rng, heritage, surname, "F"), "Mother", True, home, True)
    partner = _make_adult(rng, pick_heritage(rng), _other_surname(rng, heritage, surname), "M")
    return (mother, Tie(partner, "Stepfather", False, home, True), *_grandparent(rng, heritage, surname, 0.4))


def _with_grandparents(
    rng: Random, heritage: Heritage, surname: str, home: Home, _second: Home | None
) -> tuple[Tie, ...]:
    grandmother = Tie(_make_adult(rng, heritage, surname, "F"), "Grandmother", True, home, True)
    grandfather = Tie(_make_adult(rng, heritage, surname, "M"), "Grandfather", True, home, True)
    mother = Tie(
        _make_adult(rng, heritage, surname, "F", is_married=False), "Mother", True, _make_home(rng), False
    )
    return grandmother, grandfather, mother


def _foster_family(
    rng: Random, _heritage: Heritage, _surname: str, home: Home, _second: Home | None
) -> tuple[Tie, ...]:
    """Carers of another name; the council holds parental responsibility."""
    english = BY_NAME["english"]
    name = rng.choice(english.surnames)
    first = Tie(_make_adult(rng, english, name, "F"), "Foster carer", False, home, True)
    second = Tie(_make_adult(rng, english, name, "M"), "Foster carer", False, home, True)
    desk = Adult("", "Duty", "Social Worker", "", "01632 960999", "duty.team@example.org")
    return first, second, Tie(desk, "Social worker", True, None, False)


def _grandparent(rng: Random, heritage: Heritage, surname: str, chance: float) -> tuple[Tie, ...]:
    if rng.random() >= chance:
        return ()
    sex = rng.choices("FM", (3, 1))[0]
    name = surname if rng.random() < 0.5 else _other_surname(rng, heritage, surname)
    relationship = "Grandmother" if sex == "F" else "Grandfather"
    return (Tie(_make_adult(rng, heritage, name, sex), relationship, False, _make_home(rng), False),)


TIES = {
    "together": _live_together,
    "mother": _mother_alone,
    "father": _father_alone,
    "apart": _live_apart,
    "step": _step_family,
    "grandparents": _with_grandparents,
    "foster": _foster_family,
}
