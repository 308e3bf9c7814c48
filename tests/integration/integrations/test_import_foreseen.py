"""Before anything changes, the import's page says in words what would."""

from datetime import date, timedelta

import pytest

from integrations.models import ImportChange, ImportRun
from integrations.queries.runs import FileReport, run_report
from integrations.services.runs import ask_to_bring_in
from schools.models import GroupMember, Parent, ProposedLeaving, Pupil, PupilAddress, School
from tests.integration.integrations.pages import latest_run, page_of
from tests.integration.integrations.steps import (
    AT,
    CALENDAR,
    CONTACTS,
    GROUPS,
    MAJA,
    PUPILS,
    RHYS,
    STAFF,
    TOBI,
    brought_in,
    changed,
    checked,
    nothing_changes,
)

pytestmark = pytest.mark.django_db

MID_YEAR = AT + timedelta(days=3)
EVE = "B886399920004"
# The file's own day is its day of bringing in; Monday 13 July 2026 is a school day.
EVE_ROW = f"{EVE},000104,Ingram,Eve,,F,14/02/2013,8,8HW,13/07/2026,,N,N,N,4 Mill Lane,TN1 1AA,,\n"


def foreseen(run: ImportRun) -> dict[str, list[tuple[str, str, str]]]:
    """Who, before and after, by what changes."""
    found: dict[str, list[tuple[str, str, str]]] = {}
    for change in ImportChange.objects.filter(file__run=run):
        found.setdefault(change.what, []).append((change.who, change.before, change.after))
    return found


def report_of(run: ImportRun) -> FileReport:
    [file] = run_report(run, may_see_marks=False).files
    return file


def test_a_joiner_is_dated_from_the_file(full_school: School) -> None:
    with nothing_changes():
        run = checked(full_school, {"pupils.csv": PUPILS + EVE_ROW}, at=MID_YEAR)
    assert foreseen(run) == {"Joiners": [("Eve Ingram", "", "8HW, on roll from 13 July 2026")]}
    brought_in(full_school, {"pupils.csv": PUPILS + EVE_ROW}, at=MID_YEAR)
    eve = GroupMember.objects.filter(pupil__upn=EVE, group__name="8HW").get()
    assert (eve.from_on, eve.until_on) == (date(2026, 7, 13), date(2026, 8, 31))


def test_a_mover_of_group_in_mid_year_moves_on_the_files_day(full_school: School) -> None:
    files = {"pupils.csv": changed(PUPILS, "04/08/2013,8,8HW", "04/08/2013,8,8KL")}
    run = checked(full_school, files, at=MID_YEAR)
    assert foreseen(run) == {"Moves of group": [("Rhys Davies", "8HW", "8KL from 13 July 2026")]}
    brought_in(full_school, files, at=MID_YEAR)
    places = GroupMember.objects.filter(pupil__upn=RHYS, group__kind="registration").order_by("from_on")
    assert list(places.values_list("group__name", "until_on")) == [
        ("8HW", date(2026, 7, 12)),
        ("8KL", date(2026, 8, 31)),
    ]


def test_before_is_the_group_of_the_day_and_a_planned_move_is_told_apart(full_school: School) -> None:
    move = f"8AB,Registration,8,,,{RHYS},15/07/2026,\n"
    planned = changed(GROUPS, f"HLA,{RHYS},03/09/2025,", f"HLA,{RHYS},03/09/2025,14/07/2026") + move
    files = {"groups.csv": planned}
    assert foreseen(checked(full_school, files)) == {
        "Moves of group": [("Rhys Davies", "", "8AB from 15 July 2026")]
    }
    brought_in(full_school, files)
    assert foreseen(checked(full_school, {"pupils.csv": PUPILS})) == {}
    moved = {"pupils.csv": changed(PUPILS, "04/08/2013,8,8HW", "04/08/2013,8,8KL")}
    assert foreseen(checked(full_school, moved, at=MID_YEAR)) == {
        "Moves of group": [("Rhys Davies", "8HW", "8KL from 13 July 2026")]
    }


def test_a_leaver_is_a_proposal(full_school: School) -> None:
    files = {
        "pupils.csv": changed(
            PUPILS, "04/08/2013,8,8HW,03/09/2024,,", "04/08/2013,8,8HW,03/09/2024,17/07/2026,"
        )
    }
    assert foreseen(checked(full_school, files)) == {
        "Leavers": [("Rhys Davies", "On roll", "Proposed: last day 17 July 2026")]
    }


def test_names_birthdays_and_addresses_are_told_before_and_after(full_school: School) -> None:
    pupils = changed(PUPILS, "Adeyemi,Oluwatobi,Tobi", "Adeyemi-Cole,Oluwatobi,")
    pupils = changed(changed(pupils, "04/12/2012", "12/04/2012"), "3 Mill Lane", "7 High Street")
    assert foreseen(checked(full_school, {"pupils.csv": pupils})) == {
        "Names": [
            (
                "Oluwatobi Adeyemi-Cole",
                "Oluwatobi Adeyemi, known as Tobi Adeyemi",
                "Oluwatobi Adeyemi-Cole",
            )
        ],
        "Dates of birth": [("Maja O'Brien-Łukasiewicz", "4 December 2012", "12 April 2012")],
        "Addresses": [("Rhys Davies", "3 Mill Lane, TN1 1AA", "7 High Street, TN1 1AA")],
    }


def test_contacts_are_told_before_and_after(full_school: School) -> None:
    contacts = changed(CONTACTS, "07700 900103", "07700 900203")
    contacts += f"{TOBI},2,Uncle,Mr,Ade,Adeyemi,07700 900777,,N,N\n"
    found = foreseen(checked(full_school, {"contacts.csv": contacts}))["Contacts"]
    assert found == [
        ("Mr Ade Adeyemi, uncle of Tobi Adeyemi", "", "Contact 2: 07700900777"),
        ("Mr Andrew Davies, father of Rhys Davies", "07700900103", "07700900203"),
    ]


def test_a_new_tutor_is_told(full_school: School) -> None:
    staff = changed(STAFF, ",officer,", ",officer,8HW")
    staff = changed(staff, ",teacher,8HW", ",teacher,")
    assert foreseen(checked(full_school, {"staff.csv": staff}, at=MID_YEAR)) == {
        "Tutors": [("8HW (2025/26)", "Ms H. Lane", "Ms N. Okafor")]
    }


def test_no_hidden_address_no_contact_ban_and_no_protected_fact_is_told(full_school: School) -> None:
    Parent.objects.filter(forename="Andrew").update(address_hidden=True, address_lines="9 Secret Way")
    headings = "UPN,Priority,Relationship,Title,Forename,Surname,Mobile,Court order,Address 1,Postcode\n"
    contacts = headings + f"{RHYS},1,Father,Mr,Andrew,Davies,07700 900103,Y,11 Silent Close,TN1 9ZZ\n"
    pupils = changed(PUPILS, "N,N,N,3 Mill Lane", "K,Y,Y,3 Mill Lane")
    run = checked(full_school, {"pupils.csv": pupils, "contacts.csv": contacts})
    assert foreseen(run) == {}
    assert run.files.get(kind="contacts").changes[0] == ["parents", 0, 1, 0]


def test_a_parents_address_is_not_told_beside_a_hidden_home(full_school: School) -> None:
    rhys = Pupil.objects.get(upn=RHYS)
    Parent.objects.filter(forename="Andrew").update(address_lines="The Elms, Leeds")
    PupilAddress.objects.create(pupil=rhys, lines="The Elms", postcode="LS9 7QQ", is_hidden=True)
    headings = "UPN,Priority,Relationship,Title,Forename,Surname,Mobile,Court order,Address 1,Postcode\n"
    contacts = headings + f"{RHYS},1,Father,Mr,Andrew,Davies,07700 900103,N,11 Silent Close,TN1 9ZZ\n"
    run = checked(full_school, {"contacts.csv": contacts})
    assert "Addresses" not in foreseen(run)


def test_a_home_is_not_told_beside_a_hidden_parent(full_school: School) -> None:
    Parent.objects.filter(forename="Andrew").update(address_lines="3 Mill Lane", address_hidden=True)
    run = checked(full_school, {"pupils.csv": changed(PUPILS, "3 Mill Lane,TN1 1AA", "5 New Road,TN1 9ZZ")})
    assert foreseen(run)["Addresses"] == [("Rhys Davies", "", "5 New Road, TN1 9ZZ")]


def test_a_whole_school_is_listed_in_part_and_counted_in_full(
    school: School, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("integrations.mis.csv.foreseen.KEPT_OF_A_KIND", 2)
    run = checked(school, {"calendar.csv": CALENDAR, "pupils.csv": PUPILS})
    file = run_report(run, may_see_marks=False).files[1]
    [joiners] = file.foreseen
    assert (joiners.what, joiners.count, len(joiners.lines), joiners.more) == ("Joiners", 3, 2, 1)


def test_after_the_import_the_page_says_what_changed(full_school: School) -> None:
    run = brought_in(full_school, {"pupils.csv": changed(PUPILS, "Davies,Rhys", "Davies-Cole,Rhys")})
    assert report_of(run).foreseen_words == "What changed"
    assert [kind.what for kind in report_of(run).foreseen] == ["Names"]


def test_an_import_with_a_fault_says_nothing_of_what_will_not_happen(full_school: School) -> None:
    bad = changed(PUPILS, "Davies,Rhys", "Davies-Cole,Rhys") + EVE_ROW.replace("14/02/2013", "never")
    run = checked(full_school, {"pupils.csv": bad})
    assert report_of(run).foreseen == ()


def test_the_page_shows_the_differences(full_school: School) -> None:
    page = page_of(full_school)
    page.upload(pupils=changed(PUPILS, "Davies,Rhys", "Davies-Cole,Rhys"))
    page.settle(latest_run())
    shown = page.get(f"{latest_run().pk}/").content.decode()
    assert "What would change" in shown
    assert "Before: </span>Rhys Davies</td>" in shown
    assert "After: </span>Rhys Davies-Cole</td>" in shown


def test_who_is_missing_leaves_only_when_a_person_says_so(full_school: School) -> None:
    gap = {"pupils.csv": "\n".join(PUPILS.splitlines()[:3]) + "\n"}
    brought_in(full_school, gap)
    assert not ProposedLeaving.objects.exists()
    page = page_of(full_school)
    page.upload(pupils=gap["pupils.csv"])
    run = latest_run()
    page.settle(run)
    words = "Propose the pupil who is on roll here and not in pupils.csv as a leaver"
    assert words in page.get(f"{run.pk}/").content.decode()
    page.post(f"{run.pk}/apply/", missing_leave=str(run.files.get().pk))
    leaving = ProposedLeaving.objects.get()
    assert (leaving.roll_entry.pupil.upn, leaving.last_on) == (RHYS, date(2026, 7, 9))
    assert leaving.source == "Not in pupils.csv"
    assert leaving.roll_entry.left_on is None
    page.upload(pupils=gap["pupils.csv"])
    page.settle(latest_run())
    assert words not in page.get(f"{latest_run().pk}/").content.decode()


def test_nobody_is_said_to_leave_by_a_file_of_another_kind(full_school: School) -> None:
    run = checked(full_school, {"groups.csv": GROUPS})
    ask_to_bring_in(run=run, by=None, at=AT, missing_leave=[run.files.get().pk])
    assert not run.files.get().missing_leave


def test_a_pupil_who_comes_back_is_a_joiner(school: School) -> None:
    left = changed(PUPILS, "04/12/2012,8,8HW,03/09/2024,,", "04/12/2012,8,8HW,03/09/2024,18/07/2025,")
    brought_in(school, {"calendar.csv": CALENDAR, "pupils.csv": left})
    back = changed(PUPILS, "04/12/2012,8,8HW,03/09/2024", "04/12/2012,8,8HW,13/04/2026")
    run = checked(school, {"pupils.csv": back})
    joiner = ("Maja O'Brien-Łukasiewicz", "", "8HW, on roll from 13 April 2026")
    assert foreseen(run)["Joiners"] == [joiner]
    assert Pupil.objects.filter(school=school, upn=MAJA).count() == 1
