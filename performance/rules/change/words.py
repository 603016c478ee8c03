"""What a change is called: pure. A change between counts is called one only when it is significant."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from django.utils.translation import gettext as _

from csp_portal.formats.numbers import percent_change, shown, signed
from performance.rules.areas.ranking import FEWEST_FOR_PERCENT
from performance.rules.values import COUNTED as COUNTED

from .chance import stands_out
from .seasons import FigurePair


class Direction(StrEnum):
    """Where an indicator is going: better or worse, or up or down where neither is better."""

    BETTER = "improving"
    WORSE = "getting worse"
    UP = "rising"
    DOWN = "falling"
    SAME = "no significant change"

    @property
    def verdict(self) -> str:
        """The answer to “is it better?”, in one or two words."""
        words = {
            Direction.BETTER: _("Better"),
            Direction.WORSE: _("Worse"),
            Direction.UP: _("More"),
            Direction.DOWN: _("Less"),
            Direction.SAME: _("About the same"),
        }
        return words[self]


def direction(then: Decimal, now: Decimal, *, clear: bool, better: str) -> Direction:
    """Where something is going that is better "lower", "higher" or "neither"; nowhere unless the change is clear."""
    if not clear or now == then:
        return Direction.SAME
    up = now > then
    if better not in ("lower", "higher"):
        return Direction.UP if up else Direction.DOWN
    return Direction.BETTER if up == (better == "higher") else Direction.WORSE


@dataclass(frozen=True)
class FigureChange:
    """A pair of figures in a unit; `better` is "lower", "higher" or "neither"."""

    pair: FigurePair
    unit: str
    better: str = "neither"

    @property
    def clear(self) -> bool:
        """Whether it is called a change: counts by the test of chance, other figures as soon as they differ."""
        if self.unit in COUNTED:
            return stands_out(self.pair.then, self.pair.now)
        return self.pair.now != self.pair.then

    @property
    def direction(self) -> Direction:
        return direction(self.pair.then, self.pair.now, clear=self.clear, better=self.better)

    @property
    def difference(self) -> str:
        """ "down 872 (−22.2%)"; no percentage from a small number, and points between percentages."""
        change = self.pair.now - self.pair.then
        size = shown(abs(change), "£" if self.unit == "£" else "")
        words = (_("up %(size)s") if change > 0 else _("down %(size)s")) % {"size": size}
        if self.unit == "%":
            return _("%(words)s points") % {"words": words}
        percent = self._percent
        return words if percent is None else f"{words} ({signed(percent, '%', 1)})"

    def sentence(self, figure: str) -> str:
        """ "Fewer than a year ago: 3,054, down 872 (−22.2%), a statistically significant change." """
        now, then, counted = self.pair.now, self.pair.then, self.unit in COUNTED
        words = {"ago": self.pair.ago, "figure": figure}
        if now == then:
            return self._with_break(_("The same as %(ago)s: %(figure)s.") % words)
        words["difference"] = self.difference
        if not self.clear:
            sentence = _("No significant change from %(ago)s: %(figure)s, %(difference)s.")
        elif counted:
            more = _("More than %(ago)s: %(figure)s, %(difference)s, a statistically significant change.")
            fewer = _("Fewer than %(ago)s: %(figure)s, %(difference)s, a statistically significant change.")
            sentence = more if now > then else fewer
        else:
            higher, lower = (
                _("Higher than %(ago)s: %(figure)s, %(difference)s."),
                _("Lower than %(ago)s: %(figure)s, %(difference)s."),
            )
            sentence = higher if now > then else lower
        return self._with_break(sentence % words)

    def finding(self, name: str) -> str:
        """The sentence as the title of a chart: "Robbery fell 39.6% from 2006/07 to 2007/08". No full stop."""
        now, then = self.pair.now, self.pair.then
        words = {"name": name, "since": self.pair.since, "period": self.pair.period, "size": self._size}
        if now == then:
            told = _("%(name)s: the same in %(period)s as in %(since)s") % words
        elif not self.clear:
            told = _("%(name)s: no significant change from %(since)s to %(period)s") % words
        elif now > then:
            told = _("%(name)s rose %(size)s from %(since)s to %(period)s") % words
        else:
            told = _("%(name)s fell %(size)s from %(since)s to %(period)s") % words
        return _("%(finding)s, but counting changed in between") % {"finding": told} if self.pair.broken else told

    @property
    def _size(self) -> str:
        """How much it rose or fell: "22.2%", "15 points", or "by 7" from a small number."""
        size = abs(self.pair.now - self.pair.then)
        if self.unit == "%":
            return _("%(size)s points") % {"size": shown(size)}
        percent = self._percent
        if percent is None:
            return _("by %(size)s") % {"size": shown(size, "£" if self.unit == "£" else "")}
        return shown(abs(percent), "%", 1)

    @property
    def _percent(self) -> Decimal | None:
        """The change in per cent; None from zero and from a small number."""
        few = self.unit in COUNTED and self.pair.then < FEWEST_FOR_PERCENT
        return None if few else percent_change(self.pair.then, self.pair.now)

    def _with_break(self, sentence: str) -> str:
        if not self.pair.broken:
            return sentence
        broken = _("Counting changed in between (%(why)s), so the two do not measure the same thing.")
        return f"{sentence} {broken % {'why': self.pair.broken}}"
