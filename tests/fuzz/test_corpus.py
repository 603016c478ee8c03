"""What was found by changing inputs at random stays answered. `make fuzz` looks for more."""

import pytest

from . import corpus
from .targets import TARGETS


@pytest.mark.parametrize("name", TARGETS)
def test_no_parser_raises_what_it_is_not_meant_to(name, db):
    """Slow where documents are made of the inputs: a handful of each family, so that all take a few seconds."""
    for content in corpus.kept(name):
        TARGETS[name](content)
