"""Error pages."""

import sys
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from .forms.typed import typed_here
from .operation import database_away


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Says what is not there and what the reader may have meant."""
    context = {
        "sentence": getattr(exception, "sentence", ""),
        "suggestions": getattr(exception, "suggestions", []),
        "texts": typed_here(request),
    }
    return render(request, "404.html", context, status=404)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Says what the request had too much of, where that is the reason; then the answer is 413."""
    most = settings.DATA_UPLOAD_MAX_MEMORY_SIZE / 1_000_000
    sentences: dict[type[Exception], str] = {
        RequestDataTooBig: _("What was sent is larger than %(most).1f megabytes. Send it in parts.") % {"most": most},
        TooManyFieldsSent: _("The form has more than %(most)s fields. Send it in parts.")
        % {"most": settings.DATA_UPLOAD_MAX_NUMBER_FIELDS},
    }
    sentence = sentences.get(type(exception), "")
    return render(request, "400.html", {"sentence": sentence}, status=413 if sentence else 400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "403.html", {"texts": typed_here(request)}, status=403)


def server_error(request: HttpRequest) -> HttpResponse:
    """A fault of the portal, unless it is one of the database or a disk that was met while the answer was sent."""
    if answer := database_away.answer(request, sys.exc_info()[1]):
        return answer
    return render(request, "500.html", {"texts": typed_here(request)}, status=500)


def form_too_old(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The token of a form is not that of the session."""
    texts = typed_here(request)
    back = urlsplit(request.headers.get("Referer", "")).path or request.path
    return render(request, "403_csrf.html", {"texts": texts, "back": back if texts else ""}, status=403)
