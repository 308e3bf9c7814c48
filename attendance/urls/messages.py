"""Routes of the messages to families, and of the bulletin to staff."""

from django.urls import URLPattern

from accounts.roles import Permission
from accounts.routing import path
from attendance.views import bulletin, messages

MESSAGES = "<slug:school>/messages/"

urlpatterns: list[URLPattern] = [
    path("<slug:school>/bulletin/", bulletin.bulletin, name="bulletin", gate=Permission.REGISTER_VIEW),
    path(MESSAGES, messages.messages_page, name="messages", gate=Permission.ABSENCE_MESSAGE),
    path(
        f"{MESSAGES}again/", messages.messages_again, name="messages_again", gate=Permission.ABSENCE_MESSAGE
    ),
    path(
        f"{MESSAGES}withdraw/",
        messages.messages_withdraw,
        name="messages_withdraw",
        gate=Permission.ABSENCE_MESSAGE,
    ),
]
