"""Routes of families' answers: the page behind a message's link, and the school's list of them."""

from django.urls import URLPattern

from accounts.roles import Permission
from accounts.routing import Gate, path
from attendance.views.replies import answer, decisions

REPLIES = "<slug:school>/contact/replies/"

urlpatterns: list[URLPattern] = [
    path("r/<str:token>/", answer.reply, name="reply", gate=Gate.PUBLIC),
    path(REPLIES, decisions.replies, name="replies", gate=Permission.FIRST_DAY_WORK),
    path(
        f"{REPLIES}decide/", decisions.replies_decide, name="replies_decide", gate=Permission.N_CODE_RESOLVE
    ),
]
