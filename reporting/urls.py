"""The way in, Today, and pupils."""

from __future__ import annotations

from django.urls import URLPattern

from accounts.roles import Permission
from accounts.routing import SEALED, Gate, path
from reporting.views import (
    audit_packs,
    documents,
    figure_groups,
    figures,
    gallery,
    movement,
    patterns,
    pupil_reports,
    pupils,
    register_exports,
    rewards,
    safeguarding_exports,
    saved_views,
    today,
)

PACKS = "<slug:school>/registers/packs/"
DOCUMENTS = "<slug:school>/documents/"

urlpatterns: list[URLPattern] = [
    path("", today.home, name="home", gate=Gate.SIGNED_IN),
    path("components/", gallery.gallery, name="gallery", gate=Gate.SIGNED_IN),
    path("figures/", figures.trust_figures, name="trust_figures", gate=Gate.SIGNED_IN),
    path("<slug:school>/", today.today, name="today", gate=Gate.SIGNED_IN),
    path("<slug:school>/pupils/", pupils.pupils, name="pupils", gate=Permission.PUPIL_SEARCH),
    path(
        "<slug:school>/pupils/file/<str:kind>/",
        pupils.pupils_file,
        name="pupils_file",
        gate=Permission.EXPORT_ATTENDANCE,
    ),
    path(
        "<slug:school>/pupils/views/",
        saved_views.pupil_views,
        name="pupil_views",
        gate=Permission.PUPIL_SEARCH,
    ),
    path(
        "<slug:school>/pupils/views/<int:view>/",
        saved_views.pupil_view,
        name="pupil_view",
        gate=Permission.PUPIL_SEARCH,
    ),
    path("<slug:school>/search/", pupils.search, name="search", gate=Permission.PUPIL_SEARCH),
    path("<slug:school>/pupils/<int:pupil>/", pupils.pupil, name="pupil", gate=Permission.PUPIL_SEARCH),
    path(
        f"{SEALED}pupils/<int:pupil>/export/",
        safeguarding_exports.safeguarding_export,
        name="safeguarding_export",
        gate=Permission.EXPORT_SAFEGUARDING,
    ),
    path("<slug:school>/figures/", figures.figures, name="figures", gate=Permission.FIGURES_VIEW),
    path(
        "<slug:school>/figures/explain/",
        figures.figures_explain,
        name="figures_explain",
        gate=Permission.FIGURES_VIEW,
    ),
    path(
        "<slug:school>/figures/groups/",
        figure_groups.figure_groups,
        name="figure_groups",
        gate=Permission.FIGURES_VIEW,
    ),
    path(
        "<slug:school>/figures/groups/file/<slug:kind>/",
        figure_groups.figure_groups_file,
        name="figure_groups_file",
        gate=Permission.EXPORT_ATTENDANCE,
    ),
    path(
        "<slug:school>/pupils/<int:pupil>/marks/",
        pupils.marks,
        name="pupil_marks",
        gate=Permission.FIGURES_VIEW,
    ),
    path(
        "<slug:school>/pupils/<int:pupil>/report/",
        pupil_reports.pupil_report,
        name="pupil_report",
        gate=Permission.EXPORT_ATTENDANCE,
    ),
    path(
        "<slug:school>/figures/movement/",
        movement.movement,
        name="movement",
        gate=Permission.FIGURES_VIEW,
    ),
    path(
        "<slug:school>/figures/movement/<int:told>/read/",
        movement.movement_read,
        name="movement_read",
        gate=Permission.FIGURES_VIEW,
    ),
    path("<slug:school>/patterns/", patterns.patterns, name="patterns", gate=Permission.FIGURES_VIEW),
    path("<slug:school>/rewards/", rewards.rewards, name="rewards", gate=Permission.REPORT_WEEKLY),
    path(PACKS, audit_packs.audit_packs, name="audit_packs", gate=Permission.REGISTER_SCRUTINY),
    path(DOCUMENTS, documents.documents, name="documents", gate=Gate.SIGNED_IN),
    path(f"{DOCUMENTS}<int:document>/", documents.document, name="document", gate=Gate.SIGNED_IN),
    path(
        f"{DOCUMENTS}<int:document>/file/", documents.document_file, name="document_file", gate=Gate.SIGNED_IN
    ),
    path(
        "<slug:school>/setup/exports/",
        register_exports.register_exports,
        name="register_exports",
        gate=Permission.HEALTH_VIEW,
    ),
]
