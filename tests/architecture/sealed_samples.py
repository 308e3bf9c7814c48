"""The routes of the safeguarding area with the right that each needs and a sample of its arguments."""

from __future__ import annotations

from accounts.roles import Permission
from tests.architecture.sample_arguments import a_sealed_record, in_school, of_child
from tests.architecture.samples import GET, POST, Sample

# Nobody of the matrix showed a second factor for the area: it is a wrong link to them.
SEALED = (404,)

SEALED_AREA = {
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
