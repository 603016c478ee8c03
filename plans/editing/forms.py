"""Forms of the desk that are made from the kinds of rows."""

from collections import Counter
from functools import cached_property
from typing import Any

from django import forms
from django.db import models
from django.db.models import Case, Exists, F, OuterRef, Q, When
from django.forms.models import ModelChoiceIteratorValue
from django.http import QueryDict
from django.utils.translation import gettext as _, gettext_lazy

from csp_portal.formats.markdown import MarkdownInput
from csp_portal.forms.layout import PortalModelForm
from csp_portal.forms.limits import RowsField, form_field
from csp_portal.pages.languages import Words
from plans.documents.figure_references import html_of
from plans.documents.personal_data import as_contact, names_somebody
from plans.models import Area, Contact, Partnership, Plan

from .area_lines import AreaLinesField
from .tables import EditableTable, editable_tables

MOST_CHARACTERS = 50_000  # of one field of running text: about twenty printed pages


# What fields are called on the page, where their names do not say it.
LABELS = {
    "due_kind": gettext_lazy("When it is due"),
    "due_on": gettext_lazy("Due"),
    "due_every_months": gettext_lazy("Months between repeats"),
    "due_times": gettext_lazy("Times a year"),
    "due_as_printed": gettext_lazy("When it is due, in words"),
    "measured_by": gettext_lazy("Targets that measure it"),
    "indicators": gettext_lazy("Indicators that measure it"),
    "leads_unaligned": gettext_lazy("Nobody has said yet which lead is responsible for which milestone"),
    "parent": gettext_lazy("County group above it"),
    "url": gettext_lazy("Web address"),
}
REACHED_BY = {"telephone", "email", "address", "web", "url"}  # fields that are there to be rung or written to
AS_PRINTED = gettext_lazy("As printed in the source")
SOURCE_FIELDS = ("locator", "_as_printed", "printed_as", "leads_unaligned")  # the ends of their names
NUMBERED = {"ref"}  # once given, changed on the page “Renumber”, where everything that names it follows


class ListField(forms.CharField):
    """A list of short texts, one a line."""

    widget = forms.Textarea

    def prepare_value(self, value):
        return "\n".join(value) if isinstance(value, list) else value

    def to_python(self, value):
        return [line.strip() for line in (value or "").splitlines() if line.strip()]


class SeveralField(forms.MultipleChoiceField):
    """Some of a known list of words."""

    def clean(self, value) -> list[str]:
        return list(super().clean(value))


def form_for(
    kind: EditableTable, root: Plan | Partnership, *args, typed: QueryDict | None = None, **kwargs
) -> PortalModelForm:
    """The form of one row of a plan or partnership.

    Rows that it may point to are those of the same plan, and those that its partnership keeps or shares with all. With
    `typed` the form is filled with words that nobody has asked to store yet, and does not judge them.
    """
    row = kwargs.get("instance")
    fields = [name for name in kind.fields if not (row and row.pk and name in NUMBERED)]
    linked = [name for name in fields if _links_to_rows(kind.model._meta.get_field(name))]
    own = [name for name in fields if name not in linked]
    form = forms.modelform_factory(kind.model, form=PortalModelForm, fields=own)(*args, **kwargs)
    for name in linked:
        _add_links(form, kind.model._meta.get_field(name), root)
    form.order_fields(fields)
    for name in own:
        field, shown = kind.model._meta.get_field(name), form.fields[name]
        shown.label = LABELS.get(name, shown.label)
        if isinstance(field, models.JSONField):
            form.fields[name] = _list_field(kind, shown, name)
        elif isinstance(shown, forms.ModelChoiceField):
            shown.queryset = _within_reach(field, root, form.instance)
            if field.related_model is Area:
                shown.queryset = shown.queryset.select_related("area_set")
                shown.label_from_instance = DatedNames(shown.queryset)
            if name in getattr(kind.model, "OWN_AREAS_ONLY", ()):
                shown.queryset = _own_areas(shown.queryset, root)
            if name in getattr(kind.model, "TYPED_AREAS", ()):
                form.fields[name] = AreaLinesField(shown.queryset, label=shown.label, required=shown.required)
        elif isinstance(field, models.TextField) and not field.choices:
            _limit(shown)
        elif isinstance(shown, forms.DateField):
            shown.widget = forms.DateInput({"type": "date"}, "%Y-%m-%d")
    if typed is not None:
        form.initial |= {
            name: field.widget.value_from_datadict(typed, {}, form.add_prefix(name))
            for name, field in form.fields.items()
            if form.prefix is None or form.add_prefix(name) in typed
        }
    return form


def _links_to_rows(field: Any) -> bool:
    """Whether a field links to many rows, from either side, that are ticked in a list: all but areas."""
    return field.many_to_many and field.related_model is not Area


def _add_links(form: PortalModelForm, field: Any, root: Plan | Partnership) -> None:
    """A field of a form that links to many rows. Of a stored row those to choose from and those chosen are read with
    one query; of a new one they are read when they are shown."""
    row = form.instance
    rows = _within_reach(field, root, row)
    column = field if field.concrete else None
    shown: Any = form_field(column) if column else RowsField(rows, required=False)
    shown.label = LABELS.get(field.name, shown.label)
    shown.queryset = rows
    form.fields[field.name] = shown
    if not row.pk:
        form.initial.setdefault(field.name, [])
        return
    found = list(rows.annotate(is_chosen=Exists(getattr(row, field.name).filter(pk=OuterRef("pk")))))
    shown.choices = [(ModelChoiceIteratorValue(one.pk, one), shown.label_from_instance(one)) for one in found]
    form.initial.setdefault(field.name, [one for one in found if one.is_chosen])


def folded(form: PortalModelForm, kind: EditableTable) -> tuple[list, list[tuple[Words, list, bool]]]:
    """The fields of a form that are always shown, and the groups that are folded away: their words, their fields, and
    whether the group is open, because something is filled in or wrong in it."""
    bound = {name: form[name] for name in form.fields}
    groups = []
    for words, names in (*kind.folded, (AS_PRINTED, _of_source(kind, bound))):
        fields = [bound.pop(name) for name in names if name in bound]
        if fields:
            groups.append((words, fields, any(one.errors or _is_filled(kind, one) for one in fields)))
    return list(bound.values()), groups


def _of_source(kind: EditableTable, bound: dict[str, forms.BoundField]) -> list[str]:
    """The fields of a row that say how and where a source printed it; of a row of a source itself they are no aside."""
    if "source" in kind.root.split("__"):
        return []
    numbers = {name for name, one in bound.items() if isinstance(one.field, forms.IntegerField)}
    return [name for name in bound if name.endswith(SOURCE_FIELDS) and name not in numbers]


def _is_filled(kind: EditableTable, bound: forms.BoundField) -> bool:
    column = kind.model._meta.get_field(bound.name)
    default = None if column.many_to_many else column.get_default()
    return bound.value() not in (None, "", [], default)


def free_texts(kind: EditableTable) -> list[str]:
    """The fields of a kind in which people write what they like, but for those that hold how somebody is reached."""
    found = []
    for name in kind.fields:
        field = kind.model._meta.get_field(name)
        free = isinstance(field, models.CharField | models.TextField | models.JSONField) and not field.choices
        if free and name not in REACHED_BY and not isinstance(field, models.EmailField | models.URLField):
            found.append(name)
    return found


def contacts_of(root: Plan | Partnership) -> frozenset[str]:
    """The telephone numbers and e-mail addresses that are published as contacts. Costs one query."""
    of_root = {"plan": root} if isinstance(root, Plan) else {"plan__partnership": root}
    rows = Contact.objects.filter(**of_root).values_list("telephone", "email")
    return frozenset(as_contact(one) for row in rows for one in row if one)


def people_named(form: PortalModelForm, kind: EditableTable, root: Plan | Partnership) -> list[tuple[str, Any]]:
    """What looks personal in the texts of a form, as typed or as stored, each under the name of its field. Costs at
    most one query."""
    shown = [form[name] for name in free_texts(kind) if name in form.fields]
    found = [(one.label, match) for one in shown for match in names_somebody(str(one.value() or ""))]
    contacts = contacts_of(root) if found else ()
    return [(label, match) for label, match in found if as_contact(match.piece) not in contacts]


def preview(form: PortalModelForm, root: Plan | Partnership, posted: QueryDict) -> None:
    """Show beside one narrative field what its text will look like, with the figures that it names."""
    partnership = root.partnership if isinstance(root, Plan) else root
    name = posted.get("preview", "")
    if name in form.fields and isinstance(form.fields[name].widget, MarkdownInput):
        form.preview = name, html_of(partnership, posted.get(name, ""))


def _list_field(kind: EditableTable, shown: forms.Field, name: str) -> forms.Field:
    known = getattr(kind.model, "KNOWN_WORDS", {}).get(name)
    if known:
        return SeveralField(label=shown.label, required=False, choices=known.choices)
    words = f"{shown.help_text}. " if shown.help_text else ""
    field = ListField(label=shown.label, required=False, help_text=words + _("One per line."))
    _limit(field)
    return field


def _own_areas(areas: models.QuerySet, root: Plan | Partnership) -> models.QuerySet:
    """The areas of the partnership itself; all of them while it has none."""
    own = (root.partnership if isinstance(root, Plan) else root).areas.all()
    return areas.filter(pk__in=own) if own else areas


def _limit(field: forms.Field) -> None:
    """Refuse a text that no reader would get to the end of."""

    def check(value: Any) -> None:
        text = "\n".join(value) if isinstance(value, list) else value
        if len(text) > MOST_CHARACTERS:
            words = _("This text has %(count)s characters; at most %(most)s fit here. Split it, or shorten it.")
            raise forms.ValidationError(words % {"count": f"{len(text):,}", "most": f"{MOST_CHARACTERS:,}"})

    field.validators.append(check)


def reading_order(kind: EditableTable) -> list[str]:
    """The order of rows in a list or table: that of the plan, through the owners down to the row; elsewhere by name."""
    if kind.root_model is Plan and kind.in_order:
        owners = kind.root.split("__")[:-1]
        path = ["__".join(owners[: count + 1]) for count in reversed(range(len(owners)))]
        return [*(f"{step}__position" for step in path), "position", "pk"]
    has_name = any(column.name == "name" for column in kind.model._meta.fields)
    return ["name"] if has_name else list(kind.model._meta.ordering)


class DatedNames:
    """The name of an area as it is chosen: where several have one name, with the years of its set."""

    def __init__(self, areas: models.QuerySet) -> None:
        """Nothing is asked for until the first name is."""
        self.areas = areas

    @cached_property
    def repeated(self) -> set[str]:
        """The names that several of the areas have; one query."""
        names = Counter(self.areas.order_by().values_list("name", flat=True))
        return {name for name, count in names.items() if count > 1}

    def __call__(self, area: Area) -> str:
        if area.name not in self.repeated:
            return area.name
        return f"{area.name} ({area.area_set.years or area.area_set.name})"


def _path_to_partnership(model: type[models.Model]) -> str:
    """From rows that partnerships do not share to their partnership; empty for those that have none."""
    names = {column.name for column in model._meta.fields}
    return "partnership" if "partnership" in names else "plan__partnership" if "plan" in names else ""


def _within_reach(field: models.Field, root: Plan | Partnership, row: models.Model) -> models.QuerySet:
    """The rows that a field may point to: of the same plan or partnership, shared by all, or pointed to already."""
    bulky = [column.name for column in field.related_model._meta.fields if isinstance(column, models.JSONField)]
    rows = field.related_model._default_manager.defer(*bulky)
    kinds = [kind for kind in editable_tables().values() if kind.model is field.related_model]
    if own := [kind for kind in kinds if isinstance(root, kind.root_model) and kind.root]:
        kind, owner = own[0], root
    elif kept := [kind for kind in kinds if kind.root_model is Partnership and kind.root]:
        kind, owner = kept[0], root.partnership
    elif path := _path_to_partnership(field.related_model):
        return rows.filter(**{path: root if isinstance(root, Partnership) else root.partnership})
    else:
        return rows
    own_first = [F(kind.root).asc(nulls_last=True)] if kind.root_model is Partnership and kind.root else []
    if any(column.name == "used_by" for column in field.related_model._meta.many_to_many):
        rows = rows.annotate(is_used=Exists(owner.indicators_used.filter(pk=OuterRef("pk"))))
        own_first.append(F("is_used").desc())
    if field.related_model is Area:  # its whole comes first; that of another partnership is no area to choose
        rows = rows.filter(~Q(area_set__slug=Area.WHOLE) | Q(pk=owner.whole_id))
        own_first.insert(0, Case(When(pk=owner.whole_id, then=0), default=1))
    rows = rows.order_by(*own_first, *reading_order(kind))
    reach = Q(**{kind.root: owner}, **dict(kind.only))
    if kind.root_model is Partnership:
        reach |= Q(**{f"{kind.root}__isnull": True})
    for beside in kinds:  # a plan's rows may point to those that no plan prints
        if beside.only and beside is not kind and isinstance(root, Plan):
            reach |= Q(**{beside.root: root.partnership}, **dict(beside.only))
    if row.pk and field.related_model is type(row):  # nothing points at itself
        rows = rows.exclude(pk=row.pk)
    if row.pk:
        held = getattr(row, field.name)
        reach |= Q(pk__in=held.values("pk") if field.many_to_many else [held.pk] if held else [])
    return rows.filter(reach)
