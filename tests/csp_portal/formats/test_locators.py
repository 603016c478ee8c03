"""What readers see of where something is in a source."""

import pytest

from csp_portal.formats.locators import place_for_readers


@pytest.mark.parametrize(
    ("locator", "place"),
    [
        ("", ""),
        ("line 105", ""),
        ("line 4; also line 181", ""),
        ("lines 78 and 266", ""),
        ("lines 40–45, 129–131, 166 and 631–632", ""),
        ("Appendix, lines 195 to 197", "Appendix"),
        ("5.1 a, lines 289–333", "5.1 a"),
        ("Appendix 1, section 4, line 277; 5.2, line 492 (April 2016)", "Appendix 1, section 4; 5.2 (April 2016)"),
        ("Report 4.1, lines 32–33; Appendix 1, section 3, line 236; 5.1, lines 287–469",
         "Report 4.1; Appendix 1, section 3; 5.1"),
        ("Table C2", "Table C2"),
        ("sheet Data, row 7, column B", "sheet Data, row 7, column B"),
        ("page 12", "page 12"),
        ("lines 257–259 and line 270", ""),
        ("line 4 and page 3", "page 3"),
    ],
)  # fmt: skip
def test_lines_of_a_text_file_are_left_out(locator, place):
    assert place_for_readers(locator) == place
