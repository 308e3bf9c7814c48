"""Plain forms that are carried out once, however often they are sent."""

from __future__ import annotations

from urllib.parse import urlencode

from attendance.forms.registers import save_key
from attendance.services.save_keys import Sending
from schools.middleware import SchoolRequest

NOT_FORM = {"csrfmiddlewaretoken", "save_key"}


def form_sent(request: SchoolRequest) -> Sending:
    """What a plain form sends, under its hidden `save_key`; ValidationError for a key that is none."""
    fields = sorted((name, texts) for name, texts in request.POST.lists() if name not in NOT_FORM)
    content = f"{request.META.get('QUERY_STRING', '')}\n{urlencode(fields, doseq=True)}"
    return Sending(save_key(request.POST.get("save_key", "")), request.path, content.encode())
