"""Every field of every row that people edit stands in a form of the desk, or in the list below with its reason."""

import pytest

from plans.editing.tables import editable_tables
from plans.models.rows import Editable
from tests.test_models import MODELS, own_fields

EDITED = [model for model in MODELS if issubclass(model, Editable)]

TECHNICAL = {
    "id",
    "row_version",  # counts the edits
    "position",  # moved with Up and Down
    "copied_from",  # the row of the plan before, set by rolling forward
}
PERMANENT = "stands in addresses that never change; made when the row is"
ELSEWHERE = {
    "Partnership.slug": PERMANENT,
    "Plan.slug": PERMANENT,
    "Section.slug": PERMANENT,
    "GlossaryTerm.slug": PERMANENT,
    "AreaSet.slug": PERMANENT,
    "Indicator.slug": PERMANENT,
    "Source.slug": PERMANENT,
    "Source.published_at": "published on the page “Sources”",
    "Source.disclosure": "chosen on the page of its protection, which shows what readers would see",
    "Source.threshold": "chosen on the page of its protection",
    "Source.round_to": "chosen on the page of its protection",
    "FigureTable.slug": PERMANENT,
    "ReportSection.slug": PERMANENT,
    "ProgressReport.slug": PERMANENT,
    "ProgressReport.plan": "chosen by where a report is started: on the desk page of its plan",
    "ProgressReport.source": "set when a report that was printed elsewhere is loaded with its tables",
    "Plan.state": "moved on the page “Publish”",
    "Plan.signatories": "chosen on the page “Publish”",
    "Plan.rolled_from": "set by rolling forward",
    "Priority.former_refs": "kept by renumbering and rolling forward",
    "Action.former_refs": "kept by renumbering and rolling forward",
    "Milestone.former_refs": "kept by renumbering and rolling forward",
    "Target.actions": "chosen at the other end: in the form of each action",
    "Area.outline": "thousands of numbers, drawn with a map program: uploaded as a file for a whole area set",
}
# Models whose rows have no form, each with its reason.
WITHOUT_A_FORM = {
    "Explanation": "why two figures differ: written beside the finding of the check that it answers",
}


def fields_of(model) -> set[str]:
    """The fields that somebody can fill in."""
    return {
        field.name
        for field in own_fields(model)
        if field.editable and field.name not in TECHNICAL and not field.name.endswith("_html")
    }


@pytest.mark.parametrize("model", EDITED, ids=lambda model: model.__name__)
def test_every_field_is_edited_somewhere_or_says_why_not(model):
    kinds = [kind for kind in editable_tables().values() if kind.model is model]
    if model.__name__ in WITHOUT_A_FORM:
        assert not kinds
        return
    in_forms = {name for kind in kinds for name in kind.fields}
    owners = {kind.owner for kind in kinds} | {kind.root.split("__")[0] for kind in kinds}
    kept_by = {"partnership"} if model.__name__ in ("Plan", "PartnershipMember", "Group") else set()
    excused = {name.split(".")[1] for name in ELSEWHERE if name.split(".")[0] == model.__name__}
    assert kinds, f"{model.__name__} can be edited nowhere"
    assert fields_of(model) - in_forms - owners - kept_by == excused


def test_every_excuse_is_of_a_field_that_is():
    known = {f"{model.__name__}.{name}" for model in EDITED for name in fields_of(model)}
    assert set(ELSEWHERE) <= known
    assert set(WITHOUT_A_FORM) <= {model.__name__ for model in EDITED}
