"""K13: a figure has the order of magnitude that is usual for its indicator."""

from collections.abc import Iterator
from decimal import Decimal

from django.utils.translation import gettext as _

from csp_portal.formats.numbers import shown
from performance.checks.facts.types import Facts
from performance.checks.finding import Finding, Severity, at, fact

FACTOR = Decimal(5)


def check(facts: Facts) -> Iterator[Finding]:
    """Values more than FACTOR times the usual figure of their indicator, or less than one part in FACTOR of it."""
    for one in facts.figures:
        known = facts.indicators[one.indicator.pk]
        if one.kind != "value" or one.value is None or not known.usual:
            continue
        if known.usual / FACTOR <= one.value <= known.usual * FACTOR:
            continue
        times = one.value / known.usual if one.value > known.usual else None
        yield Finding(
            "K13",
            fact(one),
            Severity.WARNING,
            _("%(what)s: the figure is far from what is usual.") % {"what": known.name},
            (at(one),),
            one.shown,
            _("usually about %(usual)s") % {"usual": shown(known.usual.normalize())},
            (
                _("%(times)s times the usual figure; up to %(factor)s times is accepted. %(source)s.")
                if times
                else _("Less than a fifth of the usual figure; down to one part in %(factor)s is accepted. %(source)s.")
            )
            % {"times": shown(times or Decimal(0), "", 1), "factor": FACTOR, "source": known.usual_source},
            _("Look for a misplaced digit or words that changed places."),
        )
