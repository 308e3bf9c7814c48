"""The routes of the safeguarding area with the right that each needs and a sample of its arguments."""

from __future__ import annotations

from accounts.roles import Permission
from tests.architecture.sample_arguments import NO_RECORD, a_sealed_record, in_file, in_school, of_child
from tests.architecture.samples import GET, POST, Sample

# Nobody of the matrix showed a second factor for the area: it is a wrong link to them.
SEALED = (404,)

SEALED_AREA = {
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
