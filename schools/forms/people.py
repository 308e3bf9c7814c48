"""Forms of people, their roles and the staff list."""

from __future__ import annotations

from datetime import date
from typing import Any

from crispy_forms.bootstrap import InlineCheckboxes
from crispy_forms.helper import FormHelper
from crispy_forms.layout import Div, Layout
from django import forms

from accounts.roles import Role
from schools.form_fields import DayField, PlainForm, TextField
from schools.models import School
from schools.services.people import Newcomer
from schools.services.staff import StaffFacts
from schools.year_groups import year_label

ROLES = [(role.value, role.title) for role in Role]


class YearBoxes(forms.CheckboxSelectMultiple):
    """Boxes of which the first is where a line of the error summary leads."""

    def id_for_label(self, id_: str, index: str | None = None) -> str:
        return super().id_for_label(id_, index or "0")


def _years_field(school: School, help_text: str = "") -> forms.TypedMultipleChoiceField:
    years = range(school.youngest_year, school.oldest_year + 1)
    return forms.TypedMultipleChoiceField(
        choices=[(str(year), year_label(year)) for year in years],
        coerce=int,
        required=False,
        label="Years of the caseload",
        help_text=help_text,
        widget=YearBoxes,
    )


class InviteForm(PlainForm):
    """A person to invite, and the role they get here."""

    full_name = TextField(
        max_length=150, label="Full name", help_text="Who has an account already keeps the name stored there"
    )
    email = forms.EmailField(max_length=254, label="Work email")
    job_title = TextField(
        max_length=100, required=False, label="Job title", help_text="Printed beside amendments they make"
    )
    role = forms.ChoiceField(choices=ROLES)
    valid_from = DayField(required=False, label="First day", help_text="Leave empty for today")
    valid_until = DayField(required=False, label="Last day", help_text="Leave empty for no end")

    helper = FormHelper()
    helper.form_tag = False
    helper.layout = Layout(
        "full_name",
        "email",
        "job_title",
        "role",
        Div(InlineCheckboxes("year_groups"), css_class="of-pastoral"),
        Div("valid_from", "valid_until", css_class="form-row-2"),
    )

    def __init__(self, *args: Any, school: School, today: date, **options: Any) -> None:
        super().__init__(*args, **options)
        self._today = today
        self.fields["year_groups"] = _years_field(school, "For a pastoral lead only")

    def clean_valid_from(self) -> date:
        """Today, or a day to come."""
        first: date = self.cleaned_data["valid_from"] or self._today
        if first < self._today:
            raise forms.ValidationError("Choose today or a later day")
        return first

    def newcomer(self) -> Newcomer:
        """Whom the form names."""
        given = self.cleaned_data
        return Newcomer(
            email=given["email"],
            full_name=given["full_name"],
            job_title=given["job_title"],
            role=Role(given["role"]),
            year_groups=given["year_groups"],
            valid_until=given["valid_until"],
        )


class GrantForm(PlainForm):
    """Another last day, and other years of a caseload."""

    valid_until = DayField(required=False, label="Last day", help_text="Leave empty for no end")

    helper = FormHelper()
    helper.form_tag = False

    def __init__(self, *args: Any, school: School, has_caseload: bool, **options: Any) -> None:
        super().__init__(*args, **options)
        if has_caseload:
            self.fields["year_groups"] = _years_field(school)
            self.helper = FormHelper()
            self.helper.form_tag = False
            self.helper.layout = Layout(InlineCheckboxes("year_groups"), "valid_until")


class CloseForm(PlainForm):
    """Why a person's account is closed."""

    reason = TextField(
        max_length=200, label="Reason", help_text="Kept in the audit. For example: left the school on 9 March"
    )

    helper = FormHelper()
    helper.form_tag = False


class StaffForm(PlainForm):
    """A member of staff as the school lists them."""

    code = TextField(max_length=20, label="Staff code", help_text="As the school’s own system writes it")
    full_name = TextField(max_length=200, label="Full name")
    title_name = TextField(max_length=120, label="Name for pupils", help_text="As pupils say it: Ms H. Lane")
    email = forms.EmailField(max_length=254, required=False, label="Work email")
    job_title = TextField(max_length=120, required=False, label="Job title")
    role = forms.ChoiceField(
        choices=[("", "None"), *ROLES],
        required=False,
        label="Proposed role",
        help_text="Given when they are invited. Until then it opens nothing",
    )
    user = forms.TypedChoiceField(
        coerce=int,
        required=False,
        empty_value=None,
        label="Signs in as",
        help_text="Whose classes the person sees: those of this member of staff",
    )

    helper = FormHelper()
    helper.form_tag = False
    helper.layout = Layout(
        "full_name",
        Div("title_name", "code", css_class="form-row-2"),
        "email",
        Div("job_title", "role", css_class="form-row-2"),
        "user",
    )

    def __init__(self, *args: Any, people: list[tuple[int, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        user = self.fields["user"]
        assert isinstance(user, forms.ChoiceField)
        user.choices = [("", "Nobody yet"), *((str(pk), words) for pk, words in people)]

    def facts(self) -> StaffFacts:
        """The member of staff as the services take it."""
        return StaffFacts(**{name: self.cleaned_data[name] for name in StaffFacts.__dataclass_fields__})
