"""WeasyPrint with our own styles and fonts, tags for screen readers (PDF/UA-1), and no network."""

from __future__ import annotations

import logging
import mimetypes
import os.path
from collections.abc import Mapping
from email.message import EmailMessage
from functools import lru_cache
from pathlib import Path
from urllib.parse import unquote, urlsplit

from django.conf import settings
from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher, URLFetcherResponse

# The tokens also have rules for small screens, at which the press would grumble in every worker's log.
logging.getLogger("weasyprint").setLevel(logging.ERROR)
SHEETS = ("css/tokens.css", "css/pdf.css", "css/charts.css")


def static_folder() -> Path:
    """Where our styles, fonts and pictures lie."""
    return Path(settings.BASE_DIR) / "static"


class OwnFiles(URLFetcher):  # type: ignore[misc]
    """Gives a document our own static files and nothing else: no address, no other file of the machine."""

    def fetch(self, url: str, headers: Mapping[str, str] | None = None) -> URLFetcherResponse:
        """The file that an address names; ValueError for whatever is not ours."""
        parts = urlsplit(url)
        path = Path(os.path.normpath(unquote(parts.path)))
        if parts.scheme != "file" or parts.netloc or not path.is_relative_to(static_folder()):
            raise ValueError(f"A document may not fetch {url}")
        kind = EmailMessage()
        kind["Content-Type"] = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
        return URLFetcherResponse(url, path.read_bytes(), kind)


@lru_cache(maxsize=1)
def _styles() -> tuple[FontConfiguration, list[CSS]]:
    """Fonts and styles, read once: they cost more than a page."""
    fonts = FontConfiguration()
    files = [static_folder() / name for name in SHEETS]
    sheets = [
        CSS(string=file.read_text(), base_url=file.as_uri(), font_config=fonts, url_fetcher=OwnFiles())
        for file in files
    ]
    return fonts, sheets


def typeset(html: str) -> bytes:
    """The PDF of a page of HTML."""
    fonts, sheets = _styles()
    page = HTML(string=html, base_url=f"{static_folder().as_uri()}/", url_fetcher=OwnFiles())
    made: bytes = page.write_pdf(stylesheets=sheets, font_config=fonts, pdf_variant="pdf/ua-1")
    return made
