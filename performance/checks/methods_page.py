"""Every rule by which figures are worked out, in the words of the modules that do it."""

from performance.indicators import plain_answers
from performance.rules import disclosure
from performance.rules.areas import ranking, shares, similar
from performance.rules.change import chance, forecast, seasons
from performance.rules.method import Method
from performance.rules.recording import RECORDED_AND_SURVEY
from performance.rules.targets.status import LEVELS, RULES

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
