"""Limited Markdown: what is kept, and what never gets through."""

import pytest

from csp_portal.formats.markdown import to_html, to_words


def test_paragraphs_lists_links_and_tables_are_kept():
    html = to_html("Some **words**.\n\n- one\n- two\n\n[here](https://example.org)\n\n| a | b |\n|---|---|\n| 1 | 2 |")
    assert "<p>Some <strong>words</strong>.</p>" in html
    assert "<li>one</li>" in html
    assert '<a href="https://example.org" rel="noopener">here</a>' in html
    assert "<td>1</td>" in html


def test_headings_stand_below_those_of_the_page():
    assert to_html("# Top\n\n###### Deep") == "<h3>Top</h3>\n<h4>Deep</h4>"


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "[x](javascript:alert(1))",
        "![x](https://example.org/pixel.png)",
        '<a href="x" onclick="alert(1)">x</a>',
        "<style>p{}</style>",
        "[x](data:text/html,x)",
    ],
)
def test_nothing_that_runs_or_fetches_gets_through(text):
    html = to_html(text)
    for tag in ("<script", "<img", "<style", 'href="javascript', 'href="data', '<a href="x"'):
        assert tag not in html


def test_words_of_a_text_have_no_marks():
    text = "# Why\n\nWe *will*:\n\n- a\n  b\n- [c](x) `d`\n\nThe end\n\n| a | b |\n|---|---|\n| 1 | 2 |"
    assert to_words(text) == "Why. We will: a b; c d. The end. a, b; 1, 2"
