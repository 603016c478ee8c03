"""A form that was sent after its sign-in had run out: kept for the person who wrote it, and offered once they are back.

Who wrote it is known from a signed cookie that outlives the session and goes with the sign-out. The text lies in the
session, on the server, and is shown to nobody else.
"""

import datetime as dt
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils import timezone

from csp_portal.forms.typed import is_worth_keeping, to_copy, typed

KEY = "kept"
COOKIE = f"{settings.OF_DESK}writer"
SALT = "plans.access.resume"
PATH = "/desk/"
KNOWN_FOR = dt.timedelta(days=7)
KEPT_FOR = dt.timedelta(hours=12)
MOST_CHARACTERS = 200_000


@dataclass(frozen=True)
class PendingForm:
    """`address` is where the form was sent to, `page` the page it stood on, `at` when it was sent."""

    address: str
    page: str
    at: dt.datetime
    fields: dict[str, list[str]]

    @property
    def time(self) -> str:
        return timezone.localtime(self.at).strftime("%H:%M")

    @property
    def to_copy(self) -> list[tuple[str, str]]:
        return to_copy(self.fields)

    @property
    def posted(self) -> QueryDict:
        """The fields as the browser sent them."""
        sent = QueryDict(mutable=True)
        for name, texts in self.fields.items():
            sent.setlist(name, texts)
        return sent


def remember_writer(request: HttpRequest, response: HttpResponse) -> None:
    """Let the browser say who wrote a form when the session is gone."""
    if _writer(request) != str(request.user.pk):
        options = {"path": PATH, "httponly": True, "secure": settings.HTTPS, "samesite": "Lax"}
        response.set_signed_cookie(COOKIE, str(request.user.pk), salt=SALT, max_age=KNOWN_FOR, **options)


def _writer(request: HttpRequest) -> str:
    return request.get_signed_cookie(COOKIE, "", salt=SALT, max_age=KNOWN_FOR) or ""


def keep(request: HttpRequest) -> bool:
    """Keep what was sent by somebody who has to sign in first. False when it is not known by whom, or too long."""
    fields = typed(request.POST)
    writer = str(request.user.pk) if request.user.is_authenticated else _writer(request)
    size = sum(len(text) for texts in fields.values() for text in texts)
    if not writer or size > MOST_CHARACTERS:
        return False
    request.session.clear_expired()
    request.session[KEY] = {
        "writer": writer,
        "address": request.get_full_path(),
        "page": page_of(request),
        "at": timezone.now().isoformat(),
        "fields": fields,
    }
    return True


def is_lost_without(request: HttpRequest) -> bool:
    """Whether the request brings words that somebody would miss."""
    return request.method == "POST" and is_worth_keeping(typed(request.POST))


def page_of(request: HttpRequest) -> str:
    """The page to come back to: for a form, the one on which it stood."""
    came_from = urlsplit(request.headers.get("Referer", ""))
    if request.method == "POST" and came_from.netloc == request.get_host() and came_from.path.startswith(PATH):
        return came_from.path + (f"?{came_from.query}" if came_from.query else "")
    return request.get_full_path()


def pending_for(request: HttpRequest) -> PendingForm | None:
    """What is kept for the person who is signed in. What another person wrote is forgotten, as is what is old."""
    stored = request.session.get(KEY)
    if stored is None:
        return None
    at = dt.datetime.fromisoformat(stored["at"])
    if stored["writer"] != str(request.user.pk) or timezone.now() - at > KEPT_FOR:
        forget(request)
        return None
    return PendingForm(stored["address"], stored["page"], at, stored["fields"])


def pending_data(request: HttpRequest) -> QueryDict | None:
    """What is kept of the form on this page."""
    here = request.kept is not None and request.kept.address == request.get_full_path()
    return request.kept.posted if here and request.method == "GET" else None


def forget_what_is_stored(request: HttpRequest) -> None:
    """The form that was kept has been sent again, and taken."""
    if request.kept and request.kept.address == request.get_full_path():
        forget(request)


def forget(request: HttpRequest) -> None:
    request.session.pop(KEY, None)
