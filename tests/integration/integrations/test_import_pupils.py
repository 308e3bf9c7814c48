"""A pupils file over what is here: corrected where it speaks, silent where it does not, never removed."""

import csv
import io
from datetime import date

import pytest

from accounts.models import AuditEvent
from schools.models import Group, ProtectedFact, Pupil, PupilAddress, School, SupportFact
from schools.upn import check_letter
from tests.factories.pupils import upn
from tests.integration.integrations.conftest import new_school
from tests.integration.integrations.steps import (
    AT,
    CALENDAR,
    CONTACTS,
    MAJA,
    PUPILS,
    RHYS,
    TOBI,
    brought_in,
    changed,
    changes_of,
    checked,
    errors_of,
    nothing_changes,
    warnings_of,
)

pytestmark = pytest.mark.django_db

SUPPORT_STAYS = (
    "A support fact about this pupil stands here and is not in this file. It stays until somebody ends it"
)


def pupils(text: str) -> dict[str, str]:
    return {"pupils.csv": text}


def without(*columns: str) -> str:
    """The pupils file with columns cut out."""
    rows = list(csv.reader(io.StringIO(PUPILS)))
    kept = [place for place, heading in enumerate(rows[0]) if heading not in columns]
    out = io.StringIO()
    csv.writer(out).writerows([[row[place] for place in kept] for row in rows])
    return out.getvalue()


def test_a_column_that_is_not_there_changes_nothing(full_school: School) -> None:
    with nothing_changes():
        brought_in(
            full_school, pupils(without("Preferred Forename", "Admission No", "SEN Status", "Social worker"))
        )
    assert Pupil.objects.get(upn=TOBI).known_forename == "Tobi"


def test_a_change_is_in_the_audit_with_both_values(full_school: School) -> None:
    brought_in(full_school, pupils(changed(PUPILS, "Davies,Rhys", "Cole,Rhys")))
    pupil = Pupil.objects.get(upn=RHYS)
    lines = AuditEvent.objects.filter(tbl="schools_pupil", verb="update", obj=str(pupil.pk))
    assert list(lines.values_list("before__legal_surname", "after__legal_surname")) == [("Davies", "Cole")]


def test_another_date_of_birth_is_warned_of(full_school: School) -> None:
    run = checked(full_school, pupils(changed(PUPILS, "04/08/2013", "04/08/2012")))
    assert warnings_of(run) == ["The date of birth here is 4 August 2013. Check that this is the same child"]


def test_a_temporary_number_gives_way_to_the_permanent_one(school: School, full_school: School) -> None:
    temporary = check_letter("88639992000A") + "88639992000A"
    Pupil.objects.filter(school=full_school, upn=RHYS).update(upn=temporary)
    run = brought_in(full_school, pupils(PUPILS))
    assert changes_of(run) == {"pupils": (0, 1, 0)}
    assert Pupil.objects.filter(school=full_school, admission_number="000103").get().upn == RHYS


def test_a_mistyped_number_makes_no_second_child(full_school: School) -> None:
    rhys = (
        f"Admission number 000103 is Rhys Davies's, whose UPN here is {RHYS} and who was born on the same "
        "day. Put one of the two UPNs right"
    )
    for wrong in ("BADUPN", upn(77)):
        with nothing_changes():
            run = checked(full_school, pupils(changed(PUPILS, RHYS, wrong)))
        assert errors_of(run) == [("pupils.csv", 4, "UPN", rhys)]


def test_another_child_may_have_an_old_admission_number(full_school: School) -> None:
    joiner = f"{upn(77)},000103,Ingram,Eve,,F,14/02/2013,8,8HW,03/09/2024,,N,N,N,4 Mill Lane,TN1 1AA,,\n"
    run = brought_in(full_school, pupils(PUPILS + joiner))
    assert changes_of(run)["pupils"] == (1, 0, 0)


def test_a_group_that_is_not_known_yet_is_made_and_told_once(full_school: School) -> None:
    run = brought_in(full_school, pupils(PUPILS.replace(",8,8HW,", ",8,8WH,")))
    assert warnings_of(run) == ["“8WH” is not a group of this year yet: it is made. Check the spelling"]
    assert Group.objects.filter(school=full_school, name="8WH").exists()


def test_the_first_groups_of_a_school_are_not_doubted(school: School) -> None:
    run = brought_in(school, {"calendar.csv": CALENDAR} | pupils(PUPILS))
    assert warnings_of(run) == []


def test_a_support_fact_that_the_file_lost_stays_and_is_told(full_school: School) -> None:
    run = brought_in(full_school, pupils(changed(PUPILS, ",K,N,Y,", ",N,N,Y,")))
    assert warnings_of(run) == [SUPPORT_STAYS]
    assert SupportFact.objects.filter(pupil__upn=MAJA, kind="sen", until_on=None).exists()


def test_a_protected_fact_is_told_without_its_kind(full_school: School) -> None:
    run = brought_in(full_school, pupils(changed(PUPILS, ",K,N,Y,", ",K,N,N,")))
    assert warnings_of(run) == [SUPPORT_STAYS.replace("support", "protected")]
    assert ProtectedFact.objects.filter(pupil__upn=MAJA, until_on=None).exists()


def test_a_new_fact_is_dated_from_the_day_of_the_import(full_school: School) -> None:
    later = AT.replace(day=13)
    brought_in(full_school, pupils(changed(PUPILS, ",N,Y,N,1 Mill", ",E,Y,N,1 Mill")), at=later)
    assert SupportFact.objects.get(pupil__upn=TOBI, kind="ehcp").from_on == date(2026, 7, 13)


def test_a_fact_that_ended_here_begins_again(full_school: School) -> None:
    SupportFact.objects.filter(pupil__upn=MAJA).update(from_on="2026-03-01", until_on="2026-05-01")
    brought_in(full_school, pupils(PUPILS))
    facts = SupportFact.objects.filter(pupil__upn=MAJA).order_by("from_on")
    assert [(fact.from_on, fact.until_on) for fact in facts] == [
        (date(2026, 3, 1), date(2026, 5, 1)),
        (AT.date(), None),
    ]


def test_a_home_that_the_file_lost_ends_the_day_before(full_school: School) -> None:
    brought_in(full_school, pupils(changed(PUPILS, "3 Mill Lane,TN1 1AA", "4 Low Street,TN1 2BB")))
    homes = PupilAddress.objects.filter(pupil__upn=RHYS).order_by("pk")
    assert [(home.lines, home.from_on, home.until_on) for home in homes] == [
        ("3 Mill Lane", None, date(2026, 7, 9)),
        ("4 Low Street", AT.date(), None),
    ]


def test_a_hidden_home_and_one_that_the_file_cannot_know_stay(full_school: School) -> None:
    maja = Pupil.objects.get(upn=MAJA)
    PupilAddress.objects.filter(pupil=maja, lines="2 Mill Lane").update(is_hidden=True)
    brought_in(full_school, pupils(changed(PUPILS, "2 Mill Lane", "7 High Street")))
    assert PupilAddress.objects.get(pupil=maja, lines="2 Mill Lane").until_on is None
    with nothing_changes():
        brought_in(full_school, pupils(without("Second address", "Second postcode")), at=AT.replace(day=11))


def test_pupils_who_are_not_in_the_file_stay_and_are_named(full_school: School) -> None:
    with nothing_changes():
        run = brought_in(full_school, pupils("\n".join(PUPILS.splitlines()[:3]) + "\n"))
    assert warnings_of(run) == [
        "Rhys Davies is on roll here and not in this file. A leaving is never taken from a gap"
    ]


def test_pupils_need_a_calendar(school: School) -> None:
    run = checked(school, pupils(PUPILS))
    assert errors_of(run) == [
        (
            "pupils.csv",
            0,
            "Year Group",
            "The calendar has no school year that holds 10 July 2026. Bring in its calendar first",
        )
    ]


def test_the_same_child_at_two_schools_is_two_pupils(full_school: School) -> None:
    other = new_school()
    brought_in(other, {"calendar.csv": CALENDAR} | pupils(changed(PUPILS, "Davies,Rhys", "Cole,Rhys")))
    assert Pupil.objects.get(school=full_school, upn=RHYS).legal_surname == "Davies"
    assert Pupil.objects.get(school=other, upn=RHYS).legal_surname == "Cole"


MORE_HEADINGS = (
    "Boarder,Last school,Home language,Ethnicity,Mode of travel,SEN Need,FSM,Ever 6,Service child,PLAC,"
    "Virtual school,Youth justice,Social worker name,Social worker team,Social worker LA,Social worker phone"
)
MORE = (
    "Y,Elm Infants,Polish,WBRI - White British,Bus,SEMH,Y,Y,N,N,N,N,,,,",
    "N,,Polish,WOTH,Walks,K,N,N,Y,Y,Y,N,Ms J. Hart,South team,Kent,01622 555012",
    "N,,,,,,N,N,N,N,N,Y,,,,",
)


def with_more(*rows: str) -> str:
    """The pupils file with the columns of the admission register and of facts that systems seldom export."""
    lines = zip(PUPILS.splitlines(), (MORE_HEADINGS, *rows), strict=True)
    return "".join(f"{line},{more}\n" for line, more in lines)


def test_the_admission_register_takes_what_a_file_says_beside_the_names(full_school: School) -> None:
    brought_in(full_school, {"pupils.csv": with_more(*MORE)})
    tobi = Pupil.objects.get(upn=TOBI)
    assert (tobi.is_boarder, tobi.last_school_name, tobi.home_language) == (True, "Elm Infants", "Polish")
    assert (tobi.ethnicity, tobi.transport) == ("WBRI", "Bus")
    kinds = set(SupportFact.objects.filter(pupil=tobi).values_list("kind", flat=True))
    assert {"fsm", "ever6"} <= kinds
    with nothing_changes():
        brought_in(full_school, {"pupils.csv": with_more(*MORE)})
    brought_in(full_school, {"pupils.csv": PUPILS})
    tobi.refresh_from_db()
    assert (tobi.is_boarder, tobi.home_language) == (True, "Polish"), (
        "a file without the column changes nothing"
    )


def test_whom_to_ring_stands_beside_the_fact_and_a_blank_takes_nothing_away(full_school: School) -> None:
    brought_in(full_school, {"pupils.csv": with_more(*MORE)})
    worker = ProtectedFact.objects.get(pupil__upn=MAJA, kind="social_worker")
    assert (worker.worker_name, worker.team, worker.authority) == ("Ms J. Hart", "South team", "Kent")
    assert worker.worker_phone == "01622555012"
    assert ProtectedFact.objects.get(pupil__upn=MAJA, kind="plac").source == "pupils.csv"
    blank = MORE[1].replace("Ms J. Hart,South team,Kent,01622 555012", "Mr P. Dean,,,")
    run = brought_in(full_school, {"pupils.csv": with_more(MORE[0], blank, MORE[2])})
    assert changes_of(run) == {"protected facts": (0, 1, 0)}
    worker.refresh_from_db()
    assert (worker.worker_name, worker.team) == ("Mr P. Dean", "South team")


def test_a_need_stands_beside_the_support_it_explains(full_school: School) -> None:
    brought_in(full_school, {"pupils.csv": with_more(MORE[0], MORE[1].replace(",K,", ",ASD,"), MORE[2])})
    assert SupportFact.objects.get(pupil__upn=MAJA, kind="sen").need == "ASD"
    assert not SupportFact.objects.filter(pupil__upn=TOBI, kind="sen").exists(), "a need alone is no support"


def test_a_known_name_follows_a_legal_one_unless_it_is_another(full_school: School) -> None:
    file = changed(changed(PUPILS, "Preferred Forename", "Nick"), "Davies,Rhys", "Davies-Cole,Rhodri")
    brought_in(full_school, pupils(changed(file, "Adeyemi,Oluwatobi", "Adeyemi,Tobias")))
    names = Pupil.objects.filter(school=full_school).exclude(upn=MAJA).order_by("legal_surname")
    assert [pupil.known_name for pupil in names] == ["Tobi Adeyemi", "Rhodri Davies-Cole"]


def test_a_number_that_a_child_had_before_makes_no_second_child(full_school: School) -> None:
    Pupil.objects.filter(upn=TOBI).update(upn=upn(77), former_upn=TOBI)
    with nothing_changes():
        brought_in(full_school, {"pupils.csv": PUPILS, "contacts.csv": CONTACTS})
    assert not Pupil.objects.filter(school=full_school, upn=TOBI).exists()
