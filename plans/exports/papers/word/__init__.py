"""A paper as a Word document: the same HTML as its PDF is drawn from, with real styles, lists and tables."""

from ..paper import Paper


def word(paper: Paper) -> bytes:
    """A paper as a Word document. The same paper gives the same bytes."""
    from .package import written  # takes a third of a second, which most processes never need

    return written(paper)
