"""Which responsible authorities are among the members, said above the desk's lists of members and organisations."""

from django.template.loader import render_to_string

from plans.models import Partnership, PartnershipKind, PartnershipMember, Plan
from plans.models.places import TWO_TIER
from plans.schemas.authorities import Seat, authority_lines

LISTS = ("members", "standing-members", "organisations")


def note(root: Plan | Partnership, slug: str) -> str:
    """The kinds that the law names, with the members of a plan, or of a partnership's newest; empty elsewhere.

    Costs at most four queries.
    """
    partnership = root.partnership if isinstance(root, Plan) else root
    if slug not in LISTS or partnership.kind == PartnershipKind.COUNTY_GROUP:
        return ""
    plan = root if isinstance(root, Plan) else root.plans.order_by("-period_start", "-pk").first()
    if plan is None:
        return ""
    named = PartnershipMember.objects.filter(partnership=partnership, named_in__isnull=True) | plan.members_named.all()
    seats = [
        Seat(*row)
        for row in named.order_by("pk").values_list("organisation__name", "organisation__kind", "statutory_class")
    ]
    two_tier = partnership.areas.filter(code__startswith=TWO_TIER).exists()
    lines = authority_lines(seats, plan.period_start, plan.period_end, partnership.jurisdiction, two_tier)
    standing = partnership.members.filter(named_in__isnull=True).count() if slug == "members" else 0
    return render_to_string(
        "duties/authorities_note.html", {"lines": lines, "of": plan, "partnership": partnership, "standing": standing}
    )
