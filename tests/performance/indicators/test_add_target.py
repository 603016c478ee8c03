"""A target is added by the form of the desk, which asks whether it is right before the row has its plan."""

import pytest

from performance.models import Target
from tests import builders


@pytest.mark.django_db
def test_an_officer_adds_a_target_with_a_due_date(client):
    plan = builders.plan()
    priority = builders.priority(plan)
    area = builders.area_set(plan.partnership, ["Town"]).areas.get()
    builders.sign_in(client, builders.person("officer", plan.partnership, "officer"))
    sent = {
        "name": "Fewer burglaries",
        "priority": priority.pk,
        "indicator": builders.indicator("burglary").pk,
        "area": area.pk,
        "kind": "percent change",
        "value": "-10",
        "decimals": "0",
        "state": "value",
        "baseline_state": "not available",
        "due_start": "2028-04-01",
        "due_end": "2029-03-31",
        "rule": "trajectory@1",
    }
    assert client.post(f"/desk/anytown/plans/{plan.slug}/targets/add/", sent).status_code == 302
    assert Target.objects.get().name == "Fewer burglaries"


@pytest.mark.django_db
def test_tests_of_a_target_have_names_on_its_form_and_in_its_table(client):
    plan = builders.plan()
    builders.sign_in(client, builders.person("officer", plan.partnership, "officer"))
    here = f"/desk/anytown/plans/{plan.slug}/targets/"
    form = client.get(f"{here}add/").content.decode()
    assert '<option value="trajectory@1" selected>on course for the target</option>' in form
    table = client.get(f"{here}table/").content.decode()
    assert "@1" not in table
    assert "on course for the target" in table
