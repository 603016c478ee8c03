"""How figures are worked out, said once: by the module that does it."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Method:
    """One rule as the page of methods prints it. `slug` is its place on that page.

    `words` say what it is for and when, `formula` what the code works out, `source` where it comes from.
    """

    slug: str
    title: str
    words: str
    formula: str
    source: str = ""
