"""The page behind a message's link: whoever has the link answers, once. Looking at it changes nothing."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from accounts.limiter import may_knock
from attendance.forms.replies import AnswerForm
from attendance.queries.replies.links import AnswerPage, answer_page
from attendance.services.replies import take_reply
from schools import clock
from schools.forms.refusals import add_refusal

# Only wrong links of one address and refused answers of one link are counted, so that nobody keeps a family
# behind the same address away, and an answer that can be taken is never turned away.
MOST_WRONG, MOST_REFUSED = 30, 10


# The token is the right, and only its holder knows where to post: no session is used that could be borrowed,
# and a family whose telephone keeps no cookies answers too.
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@sensitive_post_parameters()
def reply(request: HttpRequest, token: str) -> HttpResponse:
    """Ask a family why their child is absent; POST takes the answer."""
    now = clock.now()
    page = answer_page(token, now)
    if page is None:
        return _wrong(request)
    # A second answer is looked at: that the child was thought in school is heard, and of others they learn.
    if page.is_over or (page.is_used and request.method != "POST"):
        return _shown(request, "attendance/answer_over.html", 410 if page.is_over else 200, page=page)
    form = AnswerForm(request.POST if request.method == "POST" else None, on=page.on)
    if request.method == "POST" and form.is_valid() and _is_taken(page, form, now):
        return HttpResponseRedirect(request.path)
    if form.errors and not may_knock("answer", str(page.message_id), most=MOST_REFUSED):
        return _shown(request, "attendance/answer_wait.html", 429, page=page, form=form)
    return _shown(request, "attendance/answer.html", 422 if form.errors else 200, page=page, form=form)


def _wrong(request: HttpRequest) -> HttpResponse:
    """The page of what is no link of ours; after many of one address it asks for patience."""
    may_look = may_knock("reply", request.META.get("REMOTE_ADDR", ""), most=MOST_WRONG)
    return _shown(request, "attendance/answer_wrong.html", 410 if may_look else 429, must_wait=not may_look)


def _is_taken(page: AnswerPage, form: AnswerForm, now: datetime) -> bool:
    """Whether the page that comes next says what became of it: taken now or before, or too late."""
    try:
        take_reply(message_id=page.message_id, facts=form.facts(), at=now)
    except ValidationError as refusal:
        if getattr(refusal, "code", "") == "over":
            return True
        add_refusal(form, refusal)
        return False
    return True


def _shown(request: HttpRequest, template: str, status: int, **context: Any) -> HttpResponse:
    """The page, which no search engine keeps; its address is told to no other site, and to no log of ours."""
    answer = render(request, template, context, status=status)
    answer["X-Robots-Tag"] = "noindex, nofollow"
    answer["Referrer-Policy"] = "no-referrer"
    return answer
