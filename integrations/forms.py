"""Forms of an import: its files, and what each column holds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from crispy_forms.helper import FormHelper
from django import forms
from django.core.files.uploadedfile import UploadedFile

from integrations.calendar_files.client import MAX_BYTES as LARGEST_CALENDAR
from integrations.calendar_files.client import TOO_LARGE as CALENDAR_TOO_LARGE
from integrations.dfe.client import MAX_BYTES as LARGEST_RELEASE
from integrations.dfe.client import TOO_LARGE as RELEASE_TOO_LARGE
from integrations.dfe.sync import DfeFile
from integrations.gias.client import MAX_BYTES as LARGEST_REGISTER
from integrations.gias.client import TOO_LARGE as REGISTER_TOO_LARGE
from integrations.mis.csv.client import MAX_BYTES, TOO_LARGE
from integrations.mis.csv.presets import System
from integrations.mis.csv.settling import FileToSettle
from integrations.mis.csv.sources import SourceLine
from integrations.models import FileKind
from integrations.services.runs import LEFT_OUT, Settled, Upload
from schools.form_fields import DayField, PlainForm, TextField
from schools.forms.calendar import CalendarForm

MOST_FILES = 12
LEAVE_OUT = ("", "Leave this column out")


class SeveralFiles(forms.ClearableFileInput):
    """A file box that takes several files."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """One or more files."""

    widget = SeveralFiles(attrs={"accept": ".csv,.txt,.tsv,.xlsx,.xlsm"})

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile[Any]]:
        """Every file, each checked as a single one would be."""
        files = data or [None]
        return [super(FilesField, self).clean(file, initial) for file in files]


class UploadForm(PlainForm):
    """The files of one import, and where they come from."""

    uploaded = FilesField(
        label="Files",
        help_text="CSV files or workbooks (XLSX) as your school system exports them: pupils, contacts, "
        "staff, groups, timetable, cover, calendar, marks, totals of past terms. Several at once",
        error_messages={
            "required": "Choose at least one file",
            "empty": "This file is empty. Export it again and try again",
        },
    )
    source = forms.ChoiceField(
        required=False,
        label="Where they come from",
        help_text="What you settle about the columns is kept for the next files from there",
    )
    new_source = TextField(
        required=False,
        max_length=60,
        label="Or a new source",
        help_text="A name you will know again, such as SIMS nightly",
    )
    system = forms.ChoiceField(
        required=False,
        choices=[("", "None of these"), *((system.value, system.words) for system in System)],
        label="Its headings are like those of",
        help_text="For a new source. You see every column before anything is read",
    )

    helper = FormHelper()
    helper.form_tag = False

    def __init__(self, *args: Any, sources: Sequence[SourceLine], **options: Any) -> None:
        super().__init__(*args, **options)
        self._names = {str(source.pk): source.name for source in sources}
        choices = [("", "Not named"), *self._names.items()]
        self.fields["source"].choices = choices  # type: ignore[attr-defined]
        if len(sources) == 1:
            self.fields["source"].initial = str(sources[0].pk)
        if not sources:
            del self.fields["source"]
            self.fields["new_source"].label = "Where they come from"

    @property
    def source_name(self) -> str:
        """The source that was chosen or newly named; empty for none."""
        typed: str = self.cleaned_data["new_source"]
        return typed or self._names.get(self.cleaned_data.get("source", ""), "")

    @property
    def new_system(self) -> str:
        """The preset of a source that is newly named."""
        return str(self.cleaned_data["system"]) if self.cleaned_data["new_source"] else ""

    def clean_uploaded(self) -> list[UploadedFile[Any]]:
        """Not too many and none too large."""
        files: list[UploadedFile[Any]] = self.cleaned_data["uploaded"]
        if len(files) > MOST_FILES:
            raise forms.ValidationError(f"Choose at most {MOST_FILES} files at once")
        if any((file.size or 0) > MAX_BYTES for file in files):
            raise forms.ValidationError(TOO_LARGE)
        return files

    def uploads(self) -> list[Upload]:
        """The files as the service keeps them."""
        return [Upload(file.name or "file", file.read()) for file in self.cleaned_data["uploaded"]]


class SettleForm(PlainForm):
    """What one file holds, and the field of each of its columns."""

    def __init__(self, data: Mapping[str, Any] | None, *, file: FileToSettle) -> None:
        super().__init__(data, prefix=f"file-{file.pk}")
        self.file = file
        kinds = [("", "Choose what it holds"), *FileKind.choices, (LEFT_OUT, "Leave this file out")]
        self.fields["kind"] = forms.ChoiceField(
            choices=kinds, initial=file.kind, required=False, label=f"{file.name} holds"
        )
        for place, column in enumerate(file.columns):
            self.fields[f"column-{place}"] = forms.ChoiceField(
                choices=[LEAVE_OUT, *file.fields],
                initial=column.chosen,
                required=False,
                label=f"{column.heading} is read as",
            )
        for field in self.fields.values():
            field.widget.attrs["class"] = "form-select"

    @property
    def kind(self) -> forms.BoundField:
        """The box that says what the file holds."""
        return self["kind"]

    @property
    def rows(self) -> list[tuple[str, tuple[str, ...], forms.BoundField]]:
        """Each column with its heading, some of its cells and its box."""
        return [
            (column.heading, column.cells, self[f"column-{place}"])
            for place, column in enumerate(self.file.columns)
        ]

    def settled(self) -> Settled:
        """The choices as the service takes them."""
        columns = {
            column.heading: self.cleaned_data[f"column-{place}"]
            for place, column in enumerate(self.file.columns)
        }
        return Settled(self.file.pk, self.cleaned_data["kind"], columns)


def settle_forms(data: Mapping[str, Any] | None, files: list[FileToSettle]) -> list[SettleForm]:
    """One form for each file of a draft."""
    return [SettleForm(data, file=file) for file in files]


class CalendarFileForm(PlainForm):
    """One published calendar."""

    uploaded = forms.FileField(
        label="Calendar file",
        help_text="An ICS or JSON file with the terms, holidays and INSET days of whole years",
        widget=forms.ClearableFileInput(attrs={"accept": ".ics,.json"}),
        error_messages={
            "required": "Choose a calendar file",
            "empty": "This file is empty. Export it again and try again",
        },
    )

    helper = FormHelper()
    helper.form_tag = False

    def clean_uploaded(self) -> UploadedFile[Any]:
        """Not larger than a calendar is."""
        file: UploadedFile[Any] = self.cleaned_data["uploaded"]
        if (file.size or 0) > LARGEST_CALENDAR:
            raise forms.ValidationError(CALENDAR_TOO_LARGE)
        return file

    def content(self) -> bytes:
        """The file's bytes."""
        found: bytes = self.cleaned_data["uploaded"].read()
        return found


class CalendarPreviewForm(CalendarForm):
    """A previewed calendar, to be brought in as it is."""

    sealed = forms.CharField(widget=forms.HiddenInput)

    helper = FormHelper()
    helper.form_tag = False


class GiasForm(PlainForm):
    """A download of the national register of schools, and which school of it is meant."""

    uploaded = forms.FileField(
        label="GIAS file",
        help_text="The CSV that get-information-schools.service.gov.uk gives for one school or for all",
        widget=forms.ClearableFileInput(attrs={"accept": ".csv"}),
        error_messages={"required": "Choose a GIAS file", "empty": "This file is empty. Download it again"},
    )
    urn = forms.RegexField(
        r"^\d{6}$",
        label="URN",
        required=False,
        help_text="Six digits. Leave empty where the file holds one school",
        error_messages={"invalid": "A URN is six digits"},
    )

    helper = FormHelper()
    helper.form_tag = False

    def clean_uploaded(self) -> UploadedFile[Any]:
        """Not larger than the whole register."""
        file: UploadedFile[Any] = self.cleaned_data["uploaded"]
        if (file.size or 0) > LARGEST_REGISTER:
            raise forms.ValidationError(REGISTER_TOO_LARGE)
        return file


class ReleaseForm(PlainForm):
    """A published attendance file of the DfE, and what it does not say of itself."""

    uploaded = forms.FileField(
        label="CSV of the DfE",
        help_text="“Pupil attendance in schools”, weekly or year to date, from Explore education statistics",
        widget=forms.ClearableFileInput(attrs={"accept": ".csv"}),
        error_messages={"required": "Choose a file", "empty": "This file is empty. Download it again"},
    )
    source = TextField(
        required=False,
        max_length=300,
        label="Source",
        help_text="As the page of the release calls it: Pupil attendance in schools, week 49 2026",
    )
    published_on = DayField(required=False, label="Published on")
    counts_from = DayField(
        required=False, label="First day of its year to date", help_text="For a year to date file only"
    )
    counts_until = DayField(
        required=False,
        label="Last day of its year to date",
        help_text="Without it the year to date is set beside no figure, for its days are not known",
    )

    helper = FormHelper()
    helper.form_tag = False

    def clean_uploaded(self) -> UploadedFile[Any]:
        """Not larger than such a file is."""
        file: UploadedFile[Any] = self.cleaned_data["uploaded"]
        if (file.size or 0) > LARGEST_RELEASE:
            raise forms.ValidationError(RELEASE_TOO_LARGE)
        return file

    def file(self) -> DfeFile:
        """The file and what was said of it."""
        said = {name: value for name, value in self.cleaned_data.items() if name != "uploaded"}
        chosen = self.cleaned_data["uploaded"]
        return DfeFile(name=chosen.name or "file", content=chosen.read(), **said)
