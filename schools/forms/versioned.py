"""Forms of what two people may have open at once."""

from __future__ import annotations

from django import forms
from django.core.exceptions import ValidationError

from schools.form_fields import PlainForm
from schools.services.stale import StaleError


class VersionedForm(PlainForm):
    """A form that carries the version of the record that its page showed."""

    version = forms.CharField(max_length=64, required=False, widget=forms.HiddenInput)

    def refuse(self, refusal: ValidationError) -> None:
        """Say why nothing was saved. After a stale page a second press saves over what it now tells."""
        self.add_error(None, refusal)
        if isinstance(refusal, StaleError):
            self.data = dict(self.data.items()) | {self.add_prefix("version"): refusal.version}
