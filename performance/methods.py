"""Every rule by which figures are worked out, in the words of the modules that do it."""

from . import chance, disclosure, forecast, plain_answers, ranking, seasons, shares, similar
from .method import Method
from .recording import RECORDED_AND_SURVEY
from .status import LEVELS, RULES

METHODS: tuple[Method, ...] = (
    RECORDED_AND_SURVEY,
    chance.CHANGE,
    seasons.METHOD,
    forecast.METHOD,
    chance.LIMITS,
    chance.AVERAGE,
    ranking.RATES,
    similar.METHOD,
    shares.METHOD,
    disclosure.METHOD,
    plain_answers.METHOD,
)


def status_rules() -> dict[str, str]:
    """Each rule that gives a status, with its formula."""
    return {rule.name: rule.formula for rule in RULES.values()} | {level.name: level.formula for level in LEVELS}
