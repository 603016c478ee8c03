"""Where somebody reports a weakness of this portal: /.well-known/security.txt (RFC 9116)."""

import datetime as dt

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

GOOD_FOR = dt.timedelta(days=90)


@require_safe
def security_txt(request: HttpRequest) -> HttpResponse:
    """The contact that the operator has set; no page without one."""
    contact = settings.SECURITY_CONTACT
    if not contact:
        raise Http404
    lines = [
        f"Contact: {contact if ':' in contact else f'mailto:{contact}'}",
        f"Expires: {(timezone.now() + GOOD_FOR).astimezone(dt.UTC):%Y-%m-%dT00:00:00Z}",
        "Preferred-Languages: en, cy",
        f"Canonical: {settings.PORTAL_URL.rstrip('/')}{reverse('security-txt')}",
    ]
    return HttpResponse("\n".join(lines) + "\n", "text/plain; charset=utf-8", headers={"Cache-Control": "no-store"})
