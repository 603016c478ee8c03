"""Which section of which guide helps with a page of the desk."""

from django.http import HttpRequest
from django.urls import reverse

# The name of a page, the guide, and the section in it. Pages that are not named have the list of guides.
HELP = {
    "desk": ("officers", "your-desk"),
    "desk-partnership": ("officers", "your-desk"),
    "desk-about": ("officers", "your-partnership"),
    "desk-about-rows": ("officers", "your-partnership"),
    "desk-about-row": ("officers", "your-partnership"),
    "your-place": ("officers", "your-partnership"),
    "county-group": ("officers", "your-partnership"),
    "desk-new-plan": ("officers", "your-first-plan"),
    "desk-plan": ("officers", "your-first-plan"),
    "desk-rows": ("officers", "your-first-plan"),
    "desk-row": ("officers", "your-first-plan"),
    "desk-table": ("officers", "your-first-plan"),
    "desk-offline": ("officers", "your-first-plan"),
    "desk-word": ("officers", "your-first-plan"),
    "desk-moves": ("officers", "checklist-approval-and-publication"),
    "rounds": ("officers", "the-years-cycle"),
    "new-round": ("officers", "the-years-cycle"),
    "new-report": ("officers", "the-years-cycle"),
    "desk-report": ("officers", "the-years-cycle"),
    "desk-year": ("officers", "the-years-cycle"),
    "roll-forward": ("officers", "the-years-cycle"),
    "desk-feedback": ("officers", "the-years-cycle"),
    "imports": ("officers", "figures"),
    "import": ("officers", "figures"),
    "enter-figures": ("officers", "figures"),
    "desk-sources": ("officers", "figures"),
    "figures-check": ("officers", "figures"),
    "second-factor": ("approvers", "the-code-app"),
    "members-scrutiny": ("members", "your-page"),
    "ask-question": ("members", "before-a-meeting"),
    "watches": ("members", "emails"),
    "people": ("administrators", "people-and-roles"),
    "take-role": ("administrators", "people-and-roles"),
    "roles": ("administrators", "people-and-roles"),
    "partnerships": ("administrators", "partnerships"),
    "add-partnership": ("administrators", "partnerships"),
    "close-partnership": ("administrators", "partnerships"),
    "jobs": ("administrators", "jobs"),
}


def help_with(request: HttpRequest) -> str:
    """The address of the section that helps with the page that is asked for."""
    name = request.resolver_match.url_name if request.resolver_match else None
    if name not in HELP:
        return reverse("guides")
    guide, section = HELP[name]
    return f"{reverse('guide', args=[guide])}#{section}"
