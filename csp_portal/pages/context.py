"""What every page drawn for a request can show around its own text."""

from typing import Any

from django.contrib.messages import get_messages
from django.http import HttpRequest


def around(request: HttpRequest) -> dict[str, Any]:
    """The waiting messages, read only where a template goes through them, and what the desk knows of the reader.

    `plans.access.decorators` sets the rest: whether this is a page of the desk, of which partnership, and what this
    person may do there.
    """
    context = {
        "messages": get_messages(request),
        "desk": getattr(request, "desk", False),
        "permissions": getattr(request, "permissions", frozenset()),
    }
    if hasattr(request, "partnership"):
        context["partnership"] = request.partnership
    return context
