from django.urls import URLPattern

from accounts.roles import Permission
from accounts.routing import path
from integrations import views

RUN = "<slug:school>/import/<int:run>/"

urlpatterns: list[URLPattern] = [
    path("<slug:school>/import/", views.import_upload, name="import_upload", gate=Permission.IMPORT_RUN),
    path(RUN, views.import_run, name="import_run", gate=Permission.IMPORT_RUN),
    path(f"{RUN}columns/", views.import_columns, name="import_columns", gate=Permission.IMPORT_RUN),
    path(f"{RUN}apply/", views.import_apply, name="import_apply", gate=Permission.IMPORT_RUN),
    path(f"{RUN}discard/", views.import_discard, name="import_discard", gate=Permission.IMPORT_RUN),
    path(f"{RUN}problems.csv", views.import_problems, name="import_problems", gate=Permission.IMPORT_RUN),
]
