"""What each status rule is called on pages. Its identifier stays in data, addresses and the methods page."""

from django.utils.translation import gettext_lazy

RULE_NAMES = {
    "trajectory@1": gettext_lazy("on course for the target"),
    "final-exact@1": gettext_lazy("target reached without rounding"),
    "final-rounded@1": gettext_lazy("target reached after rounding"),
    "band@1": gettext_lazy("how close to the target level"),
    "at-most@1": gettext_lazy("no more than the target"),
    "at-least@1": gettext_lazy("no less than the target"),
    "set-at-most@1": gettext_lazy("no more than the value set on the way"),
    "set-at-least@1": gettext_lazy("no less than the value set on the way"),
    "below-baseline@1": gettext_lazy("lower than the baseline"),
    "above-baseline@1": gettext_lazy("higher than the baseline"),
    "keep-low@1": gettext_lazy("no higher than the level to keep"),
    "keep-high@1": gettext_lazy("no lower than the level to keep"),
    "keep@1": gettext_lazy("exactly the level to keep"),
    "better-than-similar@1": gettext_lazy("better than similar areas"),
}


def rule_name(rule: str) -> str:
    """The name of a rule in words; of a rule that a later release dropped, what the stored document calls it."""
    return str(RULE_NAMES.get(rule, rule))
