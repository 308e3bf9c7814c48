"""Each table that names a pupil moves with a merge, or stays behind for a reason that somebody gave."""

from django.apps import apps

from schools.models import Pupil, PupilAddress
from tests.factories import ContactFactory, ProtectedFactFactory, SupportFactFactory
from tests.integration.attendance.merge_steps import merged, pair
from tests.world import World

STAYS = {
    "attendance_mark",
    "attendance_markamendment",
    "attendance_pasttotals",
    "integrations_importdifference",
}
# The sealed record only grows: the database opens what a duplicate had with the child that was kept
# (tests/integration/safeguarding/test_merged_files.py).
SEALED = {
    "safeguarding_action",
    "safeguarding_audiencechange",
    "safeguarding_concernpupil",
    "safeguarding_entry",
    "safeguarding_filegrant",
    "safeguarding_recordfile",
    "safeguarding_referral",
}
MOVES = {
    "attendance_agencytold",
    "attendance_arrival",
    "attendance_bulkmark",
    "attendance_codepermit",
    "attendance_contactattempt",
    "attendance_crossedline",
    "attendance_escalation",
    "attendance_escalationdecision",
    "attendance_familyreply",
    "attendance_foundpattern",
    "attendance_handover",
    "attendance_lessonfollowup",
    "attendance_lessonmark",
    "attendance_screenalert",
    "attendance_signout",
    "attendance_stayathome",
    "attendance_stepdone",
    "attendance_visit",
    "attendance_visitnote",
    "schools_contact",
    "schools_differentpupils",
    "schools_groupmember",
    "schools_message",
    "schools_protectedfact",
    "schools_pupil",
    "schools_pupiladdress",
    "schools_pupilmarker",
    "schools_rollentry",
    "schools_safetynote",
    "schools_siblingpair",
    "schools_supportfact",
}


def test_every_table_that_names_a_pupil_is_thought_of(world: World) -> None:
    kept, other = pair(world)
    ContactFactory.create(pupil=other)
    SupportFactFactory.create(pupil=other)
    ProtectedFactFactory.create(pupil=other)
    PupilAddress.objects.create(pupil=other, lines="1 Mill Road")
    merged(kept, other, by=world.adeyemi)

    links = [
        (model, field.name)
        for model in apps.get_models()
        for field in model._meta.concrete_fields
        if field.related_model is Pupil
    ]
    assert {model._meta.db_table for model, _ in links} == STAYS | MOVES | SEALED
    assert not [
        model
        for model, name in links
        if model._meta.db_table in MOVES and model._default_manager.filter(**{name: other}).exists()
    ]
