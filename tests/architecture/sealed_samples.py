"""The routes of the safeguarding area with the right that each needs and a sample of its arguments."""

from __future__ import annotations

from accounts.roles import Permission
from accounts.routing import Gate
from tests.architecture.sample_arguments import (
    NO_RECORD,
    a_kept_file,
    a_pupil,
    a_sealed_record,
    in_file,
    in_school,
    of_child,
)
from tests.architecture.samples import GET, POST, Sample

# Nobody without a right behind the lock learns that there is one; and no file holds what an address names.
SEALED = (404,)

SEALED_AREA = {
    "safeguarding_unlock": Sample(Gate.SIGNED_IN, in_school, query="again=1", own_answers=SEALED),
    "safeguarding_export": Sample(Permission.EXPORT_SAFEGUARDING, a_pupil, of_object=True),
    "safeguarding_lock": Sample(Gate.SIGNED_IN, in_school, methods=(POST,), own_answers=SEALED),
    "safeguarding_people": in_file(methods=(GET,)),
    "safeguarding_person_new": in_file(),
    "safeguarding_person_exclude": in_file(),
    "safeguarding_restrict": in_file(),
    "safeguarding_grant_end": in_file(grant=NO_RECORD),
    "safeguarding_audience": in_file(record=NO_RECORD),
    "safeguarding_share": in_file(record=NO_RECORD),
    # In an emergency every child of the school is within reach of those on the cover list.
    "safeguarding_emergency": in_file(gate=Permission.SAFEGUARDING_READ, of_object=False),
    "safeguarding_log": Sample(Permission.AUDIT_WHO_VIEWED, in_school, methods=(GET,), own_answers=SEALED),
    "safeguarding_attachment": Sample(
        Permission.SAFEGUARDING_READ, a_kept_file, methods=(GET,), own_answers=SEALED
    ),
    "concern_new": Sample(Permission.CONCERN_RAISE, in_school),
    "concern_draft": Sample(Permission.CONCERN_RAISE, in_school, methods=(POST,)),
    "concerns_mine": Sample(Permission.CONCERN_READ_OWN, in_school, methods=(GET,)),
    "concern_own": Sample(
        Permission.CONCERN_READ_OWN,
        a_sealed_record("concern"),
        methods=(GET,),
        has_number=True,
        own_answers=SEALED,
    ),
    "safeguarding_home": Sample(Permission.SAFEGUARDING_READ, in_school, methods=(GET,), own_answers=SEALED),
    "concern_triage": Sample(
        Permission.SAFEGUARDING_READ, a_sealed_record("concern"), has_number=True, own_answers=SEALED
    ),
    "safeguarding_file": in_file(gate=Permission.SAFEGUARDING_READ, methods=(GET,)),
    "safeguarding_entry_new": in_file(gate=Permission.SAFEGUARDING_WRITE),
    "safeguarding_correct": in_file(gate=Permission.SAFEGUARDING_WRITE, record=NO_RECORD),
    "safeguarding_action_new": in_file(gate=Permission.SAFEGUARDING_WRITE),
    "safeguarding_action_end": in_file(gate=Permission.SAFEGUARDING_WRITE, action=NO_RECORD),
    "safeguarding_referral_new": of_child(Permission.SAFEGUARDING_WRITE, own_answers=SEALED),
    "safeguarding_referral": Sample(
        Permission.SAFEGUARDING_READ,
        a_sealed_record("referral", of_pupil=True),
        methods=(GET,),
        of_object=True,
        own_answers=SEALED,
    ),
    "safeguarding_referral_step": Sample(
        Permission.SAFEGUARDING_WRITE,
        a_sealed_record("referral", of_pupil=True),
        methods=(POST,),
        of_object=True,
        own_answers=SEALED,
    ),
    "staff_concern_new": Sample(Permission.CONCERN_RAISE, in_school),
    "staff_concerns": Sample(Permission.STAFF_ALLEGATION_READ, in_school, methods=(GET,), own_answers=SEALED),
    "staff_concern": Sample(
        Permission.STAFF_ALLEGATION_READ, a_sealed_record("concern"), has_number=True, own_answers=SEALED
    ),
    "staff_readers": Sample(Permission.STAFF_ALLEGATION_READ, in_school, own_answers=SEALED),
    "staff_reader_end": Sample(
        Permission.STAFF_ALLEGATION_READ, in_school, methods=(POST,), own_answers=SEALED
    ),
}
