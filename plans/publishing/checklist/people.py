"""Words of a plan that look like personal data."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from plans.documents.personal_data import names_somebody
from plans.editing import pages
from plans.editing.forms import contacts_of, free_texts
from plans.editing.tables import editable_tables
from plans.models import Plan, Visibility
from plans.models.rows import seen_by
from plans.schemas.problems import Problem, ProblemPlace


def people_named(plan: Plan, audience: Visibility) -> Iterator[Problem]:
    """A warning for each row that may name a person, with the words found. Costs one query for each kind of rows."""
    contacts = contacts_of(plan)
    for kind in editable_tables().values():
        texts = free_texts(kind)
        for row in seen_by(audience, kind.rows_of(plan)) if texts and isinstance(plan, kind.root_model) else ():
            words = "\n".join(_words(getattr(row, name)) for name in texts)
            if found := names_somebody(words, contacts):
                said = "; ".join(_("“%(piece)s” looks like %(what)s") % vars(one) for one in found)
                sentence = _("%(row)s may be about a person: %(said)s.") % {"row": str(row)[:80], "said": said}
                yield Problem("warning", sentence, ProblemPlace(kind.slug), pages.address(plan, kind, row))


def _words(value: object) -> str:
    return "\n".join(map(str, value)) if isinstance(value, list) else str(value)
