"""What is not published is on no public page."""

from django.apps import apps
from django.db.models import CharField, F, TextField

from csp_portal.models import StoredPage
from plans.models import Partnership, PlanVersion
from plans.publishing import publish
from tests import builders


def test_draft_words_are_on_no_public_page(db, client):
    plan = builders.rich_plan(1)
    plan.sections.update(body="SECRET", heading="SECRET")
    source = builders.source(plan.partnership, title="SECRET", plan=plan)
    wards = builders.area_set(plan.partnership, ["North"])
    builders.observation(source, builders.indicator(), wards.areas.get(), 2020, 987654321)
    for address in (
        "/",
        "/anytown/",
        "/anytown/plans/",
        "/anytown/performance/",
        "/anytown/areas/",
        "/data/",
        "/glossary/",
    ):
        page = client.get(address).content.decode()
        assert "SECRET" not in page, address
        assert "987" not in page, address
    for address in ("/anytown/plans/2020-2023/", "/anytown/sources/crime-figures/"):
        assert client.get(address).status_code == 404


def test_words_written_after_a_publication_are_on_no_public_page(db, client):
    """Every field of every row of a published plan is rewritten; readers still see the published text."""
    plan = builders.rich_plan(1)
    publish(plan, kind="final")
    kept = {"slug", "withdrawn_reason"}  # the address of the plan, and a reason that goes with a date
    for model in apps.get_models():
        texts = [
            field.name
            for field in model._meta.concrete_fields
            if isinstance(field, TextField | CharField) and not field.choices and field.name not in kept
        ]
        if model._meta.app_label in ("plans", "priorities") and texts and model not in (PlanVersion, Partnership):
            for row in model._default_manager.all():
                model._base_manager.filter(pk=row.pk).update(**dict.fromkeys(texts, "SECRET"))
    Partnership.objects.update(public_stamp=F("public_stamp") + 1)
    pages = ["/", "/anytown/", "/anytown/plans/", "/data/", "/glossary/", "/anytown/performance/", "/anytown/areas/"]
    pages += [
        f"/anytown/plans/2020-2023/{page}" for page in ("", "v1/", "v1/plan.json", "priorities/1/", "v1/changes/")
    ]
    pages += ["/anytown/plans/1999/", "/anytown/plans/2020-2023/v9/", "/anytown/plans/2020-2023/priorities/9/"]
    for stored in (True, False):
        if not stored:
            StoredPage.objects.all().delete()
        for address in pages:
            assert "SECRET" not in client.get(address).content.decode(), address
