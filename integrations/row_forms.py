"""Forms of refused rows: the cells of each row, and a box to leave it out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms

from integrations.mis.csv.mending import CELL_LIMIT, CellToMend, FileToMend, RowToMend
from schools.form_fields import PlainForm, TextField


class RowForm(PlainForm):
    """One refused row. What is wrong stands beside each cell, and is read out with it."""

    def __init__(self, data: Mapping[str, Any] | None, *, row: RowToMend) -> None:
        super().__init__(data, prefix=f"row-{row.number}")
        self.row = row
        for cell in (*row.at_fault, *row.others):
            self.fields[cell.name] = _cell_field(cell, row.number)
        self.fields["left_out"] = forms.BooleanField(
            required=False,
            label=f"Leave row {row.number} out",
            widget=forms.CheckboxInput(attrs={"class": "form-check-input"}),
        )

    @property
    def cells_at_fault(self) -> list[tuple[CellToMend, forms.BoundField]]:
        """The cells with what is wrong, and their boxes."""
        return [(cell, self[cell.name]) for cell in self.row.at_fault]

    @property
    def other_cells(self) -> list[tuple[CellToMend, forms.BoundField]]:
        """The cells that nothing was said about, and their boxes."""
        return [(cell, self[cell.name]) for cell in self.row.others]

    @property
    def is_whole(self) -> bool:
        """Whether no cell is at fault but the row as such, so that all cells are shown at once."""
        return not self.row.at_fault

    def put_right(self) -> dict[str, str]:
        """The cells whose text is another now."""
        return {
            cell.name: self.cleaned_data[cell.name]
            for cell in (*self.row.at_fault, *self.row.others)
            if self.cleaned_data[cell.name] != cell.text
        }


def _cell_field(cell: CellToMend, number: int) -> TextField:
    attrs = {"class": "form-control", "autocomplete": "off"}
    if cell.sentences:
        attrs |= {"aria-describedby": f"why-{number}-{cell.name}", "aria-invalid": "true"}
        attrs["class"] += " is-invalid"
    return TextField(
        label=cell.title,
        initial=cell.text,
        required=False,
        max_length=CELL_LIMIT,
        widget=forms.TextInput(attrs=attrs),
    )


def row_forms(data: Mapping[str, Any] | None, file: FileToMend) -> list[RowForm]:
    """One form for each refused row that the page shows."""
    return [RowForm(data, row=row) for row in file.rows]


class TakeMarksForm(PlainForm):
    """Why marks of the file take the place of ours. Which ones is ticked in the table."""

    reason = TextField(
        label="Reason",
        max_length=200,
        initial="As the school’s other system has it",
        widget=forms.TextInput(attrs={"class": "form-control", "autocomplete": "off"}),
    )
