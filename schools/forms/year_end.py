"""The form of the year end: what each registration group is called in the new year."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Div, Layout

from schools.form_fields import PlainForm, TextField
from schools.queries.year_end import GroupMove

LONGEST_NAME = 40


class YearEndForm(PlainForm):
    """One name for each registration group that moves up."""

    def __init__(self, *args: Any, moves: Sequence[GroupMove], **options: Any) -> None:
        super().__init__(*args, **options)
        self.moves = moves
        for move in moves:
            self.fields[f"name_{move.group_id}"] = TextField(
                max_length=LONGEST_NAME,
                initial=move.new_name,
                label=f"{move.name} becomes",
                help_text=f"{move.pupils_words}; {move.exists_words}",
                error_messages={"required": f"Give {move.name} a name in the new year"},
            )
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.layout = Layout(Div(*self.fields, css_class="form-row-3"))

    def names(self) -> dict[int, str]:
        """The new names by the number of the old group."""
        return {move.group_id: self.cleaned_data[f"name_{move.group_id}"] for move in self.moves}
