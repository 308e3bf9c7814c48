"""Who makes which kind of document."""

from __future__ import annotations

from reporting.models import DocumentKind
from reporting.services.audit_packs import write_audit_pack
from reporting.services.document_work import Maker
from reporting.services.pupil_reports import write_pupil_report
from reporting.services.rewards import write_certificates, write_display_sheet

MAKERS: dict[str, Maker] = {
    DocumentKind.AUDIT_PACK: write_audit_pack,
    DocumentKind.PUPIL_REPORT: write_pupil_report,
    DocumentKind.CERTIFICATES: write_certificates,
    DocumentKind.DISPLAY_SHEET: write_display_sheet,
}
