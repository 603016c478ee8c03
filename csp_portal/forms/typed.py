"""What somebody typed into a form that was not taken, so that it can be given back."""

from urllib.parse import urlsplit

from django.http import HttpRequest, QueryDict

HIDDEN = {"csrfmiddlewaretoken", "row_version", "seen", "next"}
SECRET = ("password", "code", "token")
WORTH = 20  # characters; less is sooner typed again than explained


def without_nul(posted: QueryDict) -> QueryDict:
    """What was sent, without NUL characters, which nobody types and PostgreSQL does not hold."""
    if not any("\x00" in text for _name, texts in posted.lists() for text in texts):
        return posted
    clean = posted.copy()
    for name, texts in posted.lists():
        clean.setlist(name, [text.replace("\x00", "") for text in texts])
    return clean


def typed(posted: QueryDict) -> dict[str, list[str]]:
    """The fields of a posted form that hold words; never a password or a code."""
    lists = {name: posted.getlist(name) for name in posted if not any(word in name for word in SECRET)}
    return {name: values for name, values in lists.items() if name != "csrfmiddlewaretoken" and any(values)}


def is_worth_keeping(fields: dict[str, list[str]]) -> bool:
    """Whether somebody would miss it."""
    return sum(len(text) for name, texts in fields.items() if not _is_hidden(name) for text in texts) >= WORTH


def _is_hidden(name: str) -> bool:
    """Whether a field is there for the server alone: also the versions and first values of rows within a form."""
    return name in HIDDEN or name.startswith("initial-") or name.endswith(("-row_version", "-rows"))


def to_copy(fields: dict[str, list[str]]) -> list[tuple[str, str]]:
    """Each text under the name of its field, for a page on which it can be copied."""
    return [
        (name.replace("_", " ").replace("-", " ").capitalize(), text)
        for name, texts in fields.items()
        if not _is_hidden(name)
        for text in texts
        if text.strip()
    ]


def typed_here(request: HttpRequest) -> list[tuple[str, str]]:
    """What was typed on a page of the portal itself, to give back; what other sites send is not shown."""
    senders = (request.headers.get("Referer", ""), request.headers.get("Origin", ""))
    ours = request.get_host() in [urlsplit(sender).netloc for sender in senders]
    return to_copy(typed(request.POST)) if ours else []
