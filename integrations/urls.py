from django.urls import URLPattern

from accounts.roles import Permission
from accounts.routing import Gate, path
from integrations.views import calendar_files, comparators, gias, imports, notify_hooks, rows, sources

RUN = "<slug:school>/import/<int:run>/"
ROWS = f"{RUN}rows/<int:file>/"

urlpatterns: list[URLPattern] = [
    path("<slug:school>/import/", imports.import_upload, name="import_upload", gate=Permission.IMPORT_RUN),
    path(
        "<slug:school>/import/sources/",
        sources.import_sources,
        name="import_sources",
        gate=Permission.IMPORT_RUN,
    ),
    path(
        "<slug:school>/import/sources/<int:source>/forget/",
        sources.import_source_forget,
        name="import_source_forget",
        gate=Permission.IMPORT_RUN,
    ),
    path("<slug:school>/import/all/", imports.import_runs, name="import_runs", gate=Permission.IMPORT_RUN),
    path(RUN, imports.import_run, name="import_run", gate=Permission.IMPORT_RUN),
    path(f"{RUN}columns/", imports.import_columns, name="import_columns", gate=Permission.IMPORT_RUN),
    path(f"{RUN}apply/", imports.import_apply, name="import_apply", gate=Permission.IMPORT_RUN),
    path(f"{RUN}discard/", imports.import_discard, name="import_discard", gate=Permission.IMPORT_RUN),
    path(f"{RUN}problems.csv", imports.import_problems, name="import_problems", gate=Permission.IMPORT_RUN),
    path("setup/gias/", gias.gias_first, name="gias_first", gate=Gate.SIGNED_IN),
    path(
        "<slug:school>/setup/new-school/gias/",
        gias.gias_next,
        name="gias_next",
        gate=Permission.SETUP_MANAGE,
    ),
    path(
        "<slug:school>/setup/calendar/file/",
        calendar_files.school_calendar_file,
        name="school_calendar_file",
        gate=Permission.SETUP_ATTENDANCE,
    ),
    path(
        "<slug:school>/setup/comparators/",
        comparators.comparators,
        name="comparators",
        gate=Permission.IMPORT_RUN,
    ),
    path(
        "hooks/notify/<slug:slug>/receipts/",
        notify_hooks.notify_receipts,
        name="notify_receipts",
        gate=Gate.PUBLIC,
    ),
    path(
        "hooks/notify/<slug:slug>/texts/",
        notify_hooks.notify_texts,
        name="notify_texts",
        gate=Gate.PUBLIC,
    ),
    path(f"{RUN}marks/", rows.import_take_marks, name="import_take_marks", gate=Permission.IMPORT_RUN),
    path(ROWS, rows.import_rows, name="import_rows", gate=Permission.IMPORT_RUN),
    path(
        f"{ROWS}refused.csv",
        rows.import_refused_rows,
        name="import_refused_rows",
        gate=Permission.IMPORT_RUN,
    ),
]
