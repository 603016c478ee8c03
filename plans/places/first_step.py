"""The step of a new partnership that this room contributes: which area it looks after."""

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from plans.access.permissions import Permission
from plans.access.tasks import FirstStep
from plans.models import Partnership

FIRST_STEPS = (
    FirstStep(
        2,
        _("Say which place it covers: district, wards and codes"),
        Permission.EDIT_PARTNERSHIP,
        Partnership.objects.filter(Q(areas__isnull=False) | Q(area_sets__isnull=False)),
        "pk",
        lambda owner, _plan: reverse("your-place", args=[owner.slug]),
    ),
)
