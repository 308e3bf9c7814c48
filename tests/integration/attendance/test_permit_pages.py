"""Planned absence and activities in the pages: found, agreed, read, changed and ended."""

from datetime import date, timedelta

import pytest
from django.test import Client

from accounts.models import AuditEvent
from attendance.models import CodePermit
from schools.models import Pupil
from tests.factories import ContactFactory, MarkFactory
from tests.integration.attendance.pages import fields_of, statements, words_of
from tests.integration.attendance.permit_steps import (
    AFTERNOONS,
    MONDAY_TO_FRIDAY,
    marks_of,
    officer_grants,
    part_time,
    permit_row,
    visit,
)
from tests.integration.attendance.steps import mark, officer_saves, teacher_saves
from tests.sign_in import signed_in
from tests.world import NOW, TODAY, TOMORROW, YESTERDAY, World, add_pupils

PLANNED = "/marlowe-park/planned/"
NEW = f"{PLANNED}new/"


@pytest.fixture
def officer(world: World) -> Client:
    return signed_in(world.okafor)


def asked(letter: str = "V", **changes: object) -> dict[str, object]:
    """The form as a person fills it in for a visit today."""
    return {
        "letter": letter,
        "starts_on": TODAY.isoformat(),
        "ends_on": TODAY.isoformat(),
        "places": list(MONDAY_TO_FRIDAY),
        "note": "Science Museum",
        "provider": "Science Museum, Ms Roe",
        **changes,
    }


class TestTheList:
    """What is in force, coming, over, and who is on a part-time timetable."""

    def plan(self, world: World) -> None:
        amir, zoe, jack = world.pupils
        permit_row(world, amir, note="Museum")
        permit_row(world, zoe, "M", starts_on=TOMORROW, ends_on=TOMORROW, note="Dentist")
        permit_row(world, jack, "R", starts_on=YESTERDAY, ends_on=YESTERDAY, note="Feast")

    def test_it_opens_on_what_is_in_force_today(self, world: World, officer: Client) -> None:
        self.plan(world)
        words = words_of(officer.get(PLANNED))
        assert "Khan, Amir 8HW V Tue 9 Mar 2027, all day Museum" in words
        assert "Dentist" not in words
        assert "Now 1 Coming 1 Part-time timetables 0 Over 1" in words

    @pytest.mark.parametrize(("view", "note"), [("coming", "Dentist"), ("over", "Feast")])
    def test_other_views_show_what_comes_and_what_is_over(
        self, world: World, officer: Client, view: str, note: str
    ) -> None:
        self.plan(world)
        words = words_of(officer.get(PLANNED, {"view": view}))
        assert note in words
        assert "Museum" not in words

    def test_it_is_narrowed_by_words_code_and_group(self, world: World, officer: Client) -> None:
        self.plan(world)
        permit_row(world, world.pupils_elsewhere["7A"], "B", note="Farm school")
        assert "Khan, Amir" not in words_of(officer.get(PLANNED, {"q": "farm"}))
        assert "Hughes, Megan" in words_of(officer.get(PLANNED, {"q": "megan hughes"}))
        assert "Hughes, Megan" not in words_of(officer.get(PLANNED, {"code": "V"}))
        of_group = words_of(officer.get(PLANNED, {"group": world.class_7a.pk}))
        assert "Farm school" in of_group
        assert "Museum" not in of_group

    def test_a_view_group_or_page_that_is_not_there_is_as_good_as_none(
        self, world: World, officer: Client
    ) -> None:
        self.plan(world)
        found = officer.get(
            PLANNED, {"view": "zzz", "group": "x", "code": "Q9", "page": "99999999999999999999"}
        )
        assert "Khan, Amir" in words_of(found)

    def test_part_time_timetables_tell_reason_approver_review_and_sessions_lost(
        self, world: World, officer: Client
    ) -> None:
        amir, zoe, _ = world.pupils
        officer_grants(world, part_time(amir))
        permit_row(
            world,
            zoe,
            "C2",
            starts_on=date(2027, 2, 23),
            ends_on=TOMORROW,
            places=AFTERNOONS,
            reason="Anxiety",
            review_on=YESTERDAY,
        )
        MarkFactory.create(pupil=zoe, date=YESTERDAY, session=2, code=102)

        words = words_of(officer.get(PLANNED, {"view": "part-time"}))

        assert words.index("Zoë") < words.index("Amir")
        assert "Anxiety" in words
        assert "Review 8 March 2027 overdue Lost so far: 1 session" in words
        assert (
            "Back after an operation Approved by Mrs Adeyemi Review 19 March 2027 Lost so far: 1 session"
            in words
        )

    def test_another_schools_permits_are_not_in_it(self, world: World, officer: Client) -> None:
        permit_row(world, world.pupils_elsewhere["9T"], note="Zoo")
        assert "Nothing is planned here" in words_of(officer.get(PLANNED))

    def test_the_number_of_statements_does_not_grow(self, world: World, officer: Client) -> None:
        permit_row(world, world.pupils[0])
        officer.get(PLANNED)
        with statements() as few:
            officer.get(PLANNED)
        for pupil in add_pupils(world.class_8hw, 60):
            permit_row(world, pupil)
        with statements() as many:
            page = officer.get(PLANNED)
        assert len(many) == len(few)
        assert "1 to 50 of 61" in words_of(page)
        assert "51 to 61 of 61" in words_of(officer.get(PLANNED, {"page": 2}))


class TestPlanning:
    """A code is agreed ahead for one pupil."""

    def test_first_a_pupil_is_found_by_name(self, world: World, officer: Client) -> None:
        found = officer.get(NEW, {"q": "Khan, Amir"})
        assert "Khan, Amir 8HW" in words_of(found)
        assert f"?pupil={world.pupils[0].pk}" in found.content.decode()
        assert "No pupil on roll has this name" in words_of(officer.get(NEW, {"q": "Dalton"}))

    def test_a_visit_is_agreed_and_stands_on_todays_register(self, world: World, officer: Client) -> None:
        amir = world.pupils[0]
        answer = officer.post(f"{NEW}?pupil={amir.pk}", asked())
        permit = CodePermit.objects.get()
        assert answer.status_code == 302
        assert answer["Location"] == f"{PLANNED}{permit.pk}/"
        assert len(marks_of(amir)) == 2

    def test_what_is_said_afterwards_is_what_registers_show(self, world: World, officer: Client) -> None:
        amir, zoe, jack = world.pupils
        teacher_saves(world, mark(amir, "/"))
        to_come = TOMORROW.isoformat()

        def said(pupil: Pupil, **changes: object) -> str:
            return words_of(officer.post(f"{NEW}?pupil={pupil.pk}", asked("M", **changes), follow=True))

        assert (
            "Amir Khan: agreed. 1 session is M. This morning keeps /. The register shows the others on their "
            "day." in said(amir, ends_on=to_come)
        )
        assert "agreed. The register shows it on its day." in said(jack, starts_on=to_come, ends_on=to_come)
        assert "agreed. 2 sessions are M." in said(
            zoe, starts_on=YESTERDAY.isoformat(), ends_on=YESTERDAY.isoformat()
        )

    def test_the_same_form_sent_twice_is_one_permit(self, world: World, officer: Client) -> None:
        path = f"{NEW}?pupil={world.pupils[0].pk}"
        sent = asked() | {"save_key": fields_of(officer.get(path))["save_key"]}
        first, second = officer.post(path, sent), officer.post(path, sent)
        assert first["Location"] == second["Location"]
        assert CodePermit.objects.count() == 1

    @pytest.mark.parametrize("letter", ["V", "note"])
    def test_a_permit_like_one_that_stands_is_refused(
        self, world: World, officer: Client, letter: str
    ) -> None:
        path = f"{NEW}?pupil={world.pupils[0].pk}"
        officer.post(path, asked(letter))
        again = officer.post(path, asked(letter))
        assert again.status_code == 422
        assert "already for Tue 9 Mar 2027, all day. Change that one, or end it first" in words_of(again)
        assert CodePermit.objects.count() == 1

    def test_a_note_alone_is_no_code(self, world: World, officer: Client) -> None:
        officer.post(f"{NEW}?pupil={world.pupils[0].pk}", asked("note", note="Dentist at 11:00"))
        assert CodePermit.objects.get().code is None

    def test_a_refusal_stands_beside_its_field_and_keeps_what_was_typed(
        self, world: World, officer: Client
    ) -> None:
        answer = officer.post(f"{NEW}?pupil={world.pupils[0].pk}", asked("C1"))
        assert answer.status_code == 422
        assert "C1 needs its licence or exemption" in words_of(answer)
        assert "Science Museum, Ms Roe" in answer.content.decode()
        assert not CodePermit.objects.exists()

    def test_a_doubt_is_shown_and_heeded_by_a_box(self, world: World, officer: Client) -> None:
        path = f"{NEW}?pupil={world.pupils[0].pk}"
        first = officer.post(path, asked("W"))
        assert first.status_code == 422
        assert "W is rarely right below Year 10" in words_of(first)
        assert "Grant it all the same" in words_of(first)
        assert officer.post(path, asked("W", heeded="on")).status_code == 302

    def test_a_part_time_timetable_offers_the_parents_at_home(self, world: World, officer: Client) -> None:
        amir = world.pupils[0]
        home = ContactFactory.create(pupil=amir, lives_with_pupil=True)
        away = ContactFactory.create(pupil=amir, call_order=2, lives_with_pupil=False)
        stopped = ContactFactory.create(
            pupil=amir, call_order=3, lives_with_pupil=True, must_not_contact=True
        )
        page = officer.get(NEW, {"pupil": amir.pk}).content.decode()
        assert f'<option value="{home.parent_id}">' in page
        assert f'<option value="{away.parent_id}">' not in page
        assert f'<option value="{stopped.parent_id}">' not in page

    def test_a_pupil_of_another_school_is_not_there(self, world: World, officer: Client) -> None:
        elsewhere = world.pupils_elsewhere["9T"].pk
        assert officer.get(NEW, {"pupil": elsewhere}).status_code == 404
        assert officer.post(f"{NEW}?pupil={elsewhere}", asked()).status_code == 404
        assert officer.get(NEW, {"pupil": "²"}).status_code == 404

    def test_a_teacher_has_no_such_page(self, world: World) -> None:
        assert signed_in(world.lane).get(NEW).status_code == 403


class TestOnePermit:
    """A permit's page: what was agreed, what the registers say, and its end."""

    def test_it_tells_what_was_agreed_and_who_granted_it(self, world: World, officer: Client) -> None:
        permit = officer_grants(world, part_time(world.pupils[0]))
        words = words_of(officer.get(f"{PLANNED}{permit.pk}/"))
        assert "In force." in words
        assert "When 9 Mar to 25 Mar 2027. Mon to Fri, afternoons" in words
        assert "Agreed with Mrs Khan" in words
        assert "Reason Back after an operation" in words
        assert "Granted by Ms Okafor 9 March 2027, 08:49" in words
        assert "1 session marked C2 so far" in words

    def test_opening_it_is_written_down(self, world: World, officer: Client) -> None:
        permit = officer_grants(world, visit(world.pupils[0]))
        officer.get(f"{PLANNED}{permit.pk}/")
        line = AuditEvent.objects.filter(verb="open", tbl="attendance_codepermit").latest("id")
        assert (line.actor, line.pupil) == (world.okafor.pk, world.pupils[0].pk)

    def test_sessions_marked_otherwise_lead_to_their_register(self, world: World, officer: Client) -> None:
        amir = world.pupils[0]
        officer_saves(world, mark(amir, "N"), frame=world.frame(YESTERDAY))
        permit = officer_grants(world, visit(amir, starts_on=YESTERDAY))
        page = officer.get(f"{PLANNED}{permit.pk}/")
        assert "These sessions have another mark" in words_of(page)
        assert "Mon 8 Mar AM N" in words_of(page)
        assert f"/marlowe-park/registers/2027-03-08/{world.class_8hw.pk}/am/" in page.content.decode().lower()

    def test_it_is_ended_with_a_reason_and_the_teacher_is_asked(self, world: World, officer: Client) -> None:
        amir = world.pupils[0]
        permit = officer_grants(world, visit(amir))
        path = f"{PLANNED}{permit.pk}/"
        assert officer.post(path, {"reason": ""}).status_code == 422
        ended = officer.post(path, {"reason": "Trip called off"}, follow=True)
        assert "2 marks of today cleared: the teacher is asked again." in words_of(ended)
        assert "Ended by Ms Okafor: Trip called off" in words_of(ended)
        assert marks_of(amir) == []

    def test_it_is_changed_and_the_old_one_says_why(self, world: World, officer: Client) -> None:
        amir = world.pupils[0]
        old = officer_grants(world, visit(amir))
        path = f"{NEW}?change={old.pk}"
        assert "Science Museum" in officer.get(path).content.decode()
        assert officer.post(path, asked("M")).status_code == 422
        assert officer.post(path, asked("M", why="Hospital instead")).status_code == 302
        old.refresh_from_db()
        assert old.ended_reason == "Hospital instead"
        assert {row[2] for row in marks_of(amir)} == {106}

    def test_one_of_another_school_is_not_there(self, world: World, officer: Client) -> None:
        permit = permit_row(world, world.pupils_elsewhere["9T"])
        assert officer.get(f"{PLANNED}{permit.pk}/").status_code == 404
        assert officer.post(f"{PLANNED}{permit.pk}/", {"reason": "Mine"}).status_code == 404
        assert officer.get(f"{NEW}?change={permit.pk}").status_code == 404

    def test_one_that_is_over_offers_no_end(self, world: World, officer: Client) -> None:
        permit = permit_row(world, world.pupils[0], starts_on=YESTERDAY, ends_on=YESTERDAY)
        words = words_of(officer.get(f"{PLANNED}{permit.pk}/"))
        assert "Over." in words
        assert "End it now" not in words


def test_the_page_of_a_long_permit_asks_no_more_often(world: World, officer: Client) -> None:
    amir = world.pupils[0]
    permit = permit_row(world, amir, starts_on=TODAY - timedelta(days=28), ends_on=TODAY)
    with statements() as few:
        officer.get(f"{PLANNED}{permit.pk}/")
    for days in range(1, 20):
        MarkFactory.create(pupil=amir, date=TODAY - timedelta(days=days), code=220, set_at=NOW)
    with statements() as many:
        officer.get(f"{PLANNED}{permit.pk}/")
    assert len(many) == len(few)


def test_a_pupils_page_lists_what_is_planned_and_leads_to_planning(world: World, officer: Client) -> None:
    amir = world.pupils[0]
    permit = permit_row(world, amir, starts_on=TOMORROW, ends_on=TOMORROW)
    permit_row(world, amir, starts_on=YESTERDAY, ends_on=YESTERDAY, note="Over already")
    page = officer.get(f"/marlowe-park/pupils/{amir.pk}/")
    assert "Wed 10 Mar Science Museum Wed 10 Mar 2027, all day V" in words_of(page)
    assert "Over already" not in words_of(page)
    assert f'href="{PLANNED}{permit.pk}/"' in page.content.decode()
    assert f'href="{NEW}?pupil={amir.pk}"' in page.content.decode()
    assert "Plan an absence" not in words_of(signed_in(world.lane).get(f"/marlowe-park/pupils/{amir.pk}/"))


def test_opening_one_to_change_it_is_written_down(world: World, officer: Client) -> None:
    permit = permit_row(world, world.pupils[0], reason="Clinic")
    officer.get(f"{NEW}?change={permit.pk}")
    line = AuditEvent.objects.filter(verb="open", tbl="attendance_codepermit").latest("id")
    assert (line.actor, line.pupil) == (world.okafor.pk, world.pupils[0].pk)
