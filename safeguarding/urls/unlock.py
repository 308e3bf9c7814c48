"""Routes of the area's own lock: open it with a second factor, and shut it."""

from django.urls import URLPattern

from accounts.routing import SEALED, Gate, path
from safeguarding.views import unlock

# Who may open anything here is decided by the view: a lead, and also the reader of concerns about staff.
urlpatterns: list[URLPattern] = [
    path(f"{SEALED}unlock/", unlock.unlock, name="safeguarding_unlock", gate=Gate.SIGNED_IN),
    path(f"{SEALED}lock/", unlock.lock, name="safeguarding_lock", gate=Gate.SIGNED_IN),
]
