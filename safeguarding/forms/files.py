"""The field with which files are added."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile

from safeguarding.services.files import MOST_FILES
from schools.attachment_kinds import ENDINGS, MOST_BYTES, TOO_LARGE

TOO_MANY = f"Choose at most {MOST_FILES} files."


class SeveralFilesInput(forms.ClearableFileInput):
    """A file input that takes several at once."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """No file or up to ten, each of at most 20 MB; what they are is looked at when they are kept."""

    def __init__(self, **more: Any) -> None:
        more.setdefault("required", False)
        more.setdefault("label", "Files")
        more.setdefault(
            "help_text", "PDF, Word, JPEG or PNG, at most 20 MB each. Each is checked for viruses."
        )
        more.setdefault("widget", SeveralFilesInput(attrs={"accept": ",".join(ENDINGS.values())}))
        super().__init__(**more)

    def clean(self, data: Any, initial: Any = None) -> Sequence[UploadedFile[bytes]]:
        """The uploads as a tuple; ValidationError for too many or one that is too large."""
        given = data if isinstance(data, list | tuple) else [data]
        uploads = [one for one in (super(FilesField, self).clean(each, initial) for each in given) if one]
        if len(uploads) > MOST_FILES:
            raise ValidationError(TOO_MANY)
        if any((one.size or 0) > MOST_BYTES for one in uploads):
            raise ValidationError(TOO_LARGE)
        return tuple(uploads)
