"""What a refused request is answered: a page for a person, a sentence as JSON for a script."""

from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string

from accounts.middleware import is_script
from accounts.routing import is_sealed

TOO_LARGE = "That is too large to send"
UNREADABLE = "We could not read that. Reload the page and try again"
NO_ACCESS = "You do not have access. Ask your DSL or administrator."


def _answer(request: HttpRequest, status: int, message: str, page: str, **words: str) -> HttpResponse:
    """Made without the request's context: what refused or failed may do so again."""
    if is_script(request):
        return JsonResponse({"message": message}, status=status)
    return HttpResponse(render_to_string(page, words), status=status)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400, or 413 for a body with more bytes or fields than a page of ours sends."""
    if isinstance(exception, RequestDataTooBig | TooManyFieldsSent | TooManyFilesSent):
        return _answer(request, 413, TOO_LARGE, "400.html")
    return _answer(request, 400, UNREADABLE, "400.html")


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    """403 with the reason that the check gave, or with whom to ask; in the sealed area as a wrong link."""
    if is_sealed(request.resolver_match):
        return not_found(request, exception)
    return _answer(request, 403, str(exception) or NO_ACCESS, "403.html", exception=str(exception))


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404, the same for what never was and for what is out of a person's reach."""
    return _answer(request, 404, "Page not found", "404.html")


def server_error(request: HttpRequest) -> HttpResponse:
    """500 with the reference under which the log tells what happened."""
    reference = str(request.META.get("daymark.request_id", ""))
    message = f"Sorry, something went wrong. Your work before this step is saved. Reference {reference}."
    return _answer(request, 500, message, "500.html", reference=reference)
