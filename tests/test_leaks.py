"""What is not published is on no public page."""

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
