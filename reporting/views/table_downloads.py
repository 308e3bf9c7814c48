"""A table's file as the answer to a request."""

from __future__ import annotations

from django.http import HttpResponse

from reporting.services.table_exports import TableFile


def download(file: TableFile) -> HttpResponse:
    """The answer that a browser saves under the file's name."""
    return HttpResponse(
        file.content,
        content_type=file.content_type,
        headers={"Content-Disposition": f'attachment; filename="{file.name}"'},
    )
