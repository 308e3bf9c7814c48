"""What a school may let its teachers set are national codes under their own titles."""

from datetime import date

from attendance.codes import TEACHER_LETTERS, CodeClass, find_code
from schools.value_table import BY_KEY

TODAY = date(2027, 3, 9)
VALUE = BY_KEY["register.teacher_codes"]


def test_the_default_is_that_of_the_table_of_codes() -> None:
    assert set(VALUE.default) == VALUE.needed == TEACHER_LETTERS


def test_every_choice_is_a_national_code_with_its_title() -> None:
    for letter, title in VALUE.choices:
        code = find_code(letter, TODAY)
        assert code is not None
        assert code.title == title
        assert code.code_class is not CodeClass.ADMINISTRATIVE
