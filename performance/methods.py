"""Every rule by which figures are worked out, in the words of the modules that do it."""

from . import chance, disclosure, forecast, plain_answers, seasons, shares, similar
from .method import Method
from .status import LEVELS, RULES

METHODS: tuple[Method, ...] = (
    chance.CHANGE,
    seasons.METHOD,
    forecast.METHOD,
    chance.LIMITS,
    chance.AVERAGE,
    similar.METHOD,
    shares.METHOD,
    disclosure.METHOD,
    plain_answers.METHOD,
)


def status_rules() -> dict[str, str]:
    """Each rule that gives a status, with its formula."""
    return {rule.name: rule.formula for rule in RULES.values()} | {level.name: level.formula for level in LEVELS}
