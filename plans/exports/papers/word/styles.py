"""The styles of a Word document: the names that Word itself gives them, so that its own tools know them."""

from typing import Any, NamedTuple

from docx.oxml.ns import nsdecls

LANGUAGE = "en-GB"
INK, QUIET, LINE, PALE = "0B0C0C", "444444", "B1B4B6", "EEF3F5"
SIDES = ("top", "left", "bottom", "right")
NUMBERED = 4  # the pattern of all numbered lists
FACT = 2268  # how far the words of a fact are from the edge
FONT = '<w:rFonts w:ascii="Arial" w:hAnsi="Arial" w:eastAsia="Arial" w:cs="Arial"/>'


class ParagraphStyle(NamedTuple):
    """A style of paragraphs. Sizes in half points, room in twentieths of a point.

    `frame` is what the schema wants before the room: the list, lines around it, ground, tabs. `left` is how far it is
    set in, `hanging` by how much less its first line is.
    """

    name: str
    size: int = 0
    before: int = 0
    after: int = 100
    is_bold: bool = False
    colour: str = ""
    keeps_next: bool = False
    level: int = 0
    frame: str = ""
    left: int = 0
    hanging: int = 0
    aligned: str = ""

    @property
    def id(self) -> str:
        return self.name.title().replace(" ", "")

    @property
    def is_ours(self) -> bool:
        """Whether Word does not know the name itself."""
        return self.name in ("Answer", "Notice", "Fact", "Term", "Definition", "Small Text") or "Table" in self.name


def _item(number: int) -> str:
    """An item of a list."""
    return f'<w:numPr><w:numId w:val="{number}"/></w:numPr>'


def _tab(place: int, kind: str = "left", leader: str = "none") -> str:
    return f'<w:tabs><w:tab w:val="{kind}" w:leader="{leader}" w:pos="{place}"/></w:tabs>'


def paragraph_styles(colour: str, width: int) -> list[ParagraphStyle]:
    """Every style of paragraphs, with the colour of the partnership where a line is drawn."""
    box = "".join(f'<w:{side} w:val="single" w:sz="8" w:space="6" w:color="{LINE}"/>' for side in SIDES)
    rule = f'<w:left w:val="single" w:sz="32" w:space="8" w:color="{colour}"/>'
    heading: dict[str, Any] = {"is_bold": True, "keeps_next": True}
    return [
        ParagraphStyle("Title", 34, 0, 140, **heading),
        ParagraphStyle("Subtitle", 22, 0, 40, colour=QUIET, keeps_next=True),
        ParagraphStyle("heading 1", 26, 320, 100, level=1, **heading),
        ParagraphStyle("heading 2", 22, 240, 80, level=2, **heading),
        ParagraphStyle("heading 3", 20, 180, 60, level=3, **heading),
        ParagraphStyle("heading 4", 20, 140, 60, level=4, colour=QUIET, **heading),
        *(
            ParagraphStyle(f"List Bullet{depth}", after=50, frame=_item(number), left=360 * number, hanging=360)
            for number, depth in ((1, ""), (2, " 2"), (3, " 3"))
        ),
        ParagraphStyle("List Number", after=50, frame=_item(NUMBERED), left=360, hanging=360),
        *(
            ParagraphStyle(f"List Continue{depth}", after=50, left=360 * number)
            for number, depth in ((1, ""), (2, " 2"), (3, " 3"))
        ),
        ParagraphStyle("caption", 18, 160, 60, **heading),
        ParagraphStyle("toc 1", after=40, frame=_tab(width, "right", "dot")),
        ParagraphStyle("toc 2", after=40, frame=_tab(width, "right", "dot"), left=360),
        ParagraphStyle("TOC Heading", 24, 240, 80, **heading),
        ParagraphStyle("footer", 15, 0, 0, colour=QUIET, frame=_tab(width, "right")),
        ParagraphStyle(
            "Answer",
            22,
            60,
            140,
            frame=f'<w:pBdr>{rule}</w:pBdr><w:shd w:val="clear" w:color="auto" w:fill="{PALE}"/>',
            left=200,
        ),
        ParagraphStyle("Notice", 0, 60, 120, frame=f"<w:pBdr>{box}</w:pBdr>", left=140),
        ParagraphStyle("Fact", 0, 0, 40, frame=_tab(FACT), left=FACT, hanging=FACT),
        ParagraphStyle("Term", 0, 80, 20, **heading),
        ParagraphStyle("Definition", 0, 0, 80, left=360),
        ParagraphStyle("Small Text", 15, 0, 80, colour=QUIET),
        ParagraphStyle("Table Text", 17, 0, 20),
        ParagraphStyle("Table Number", 17, 0, 20, aligned="right"),
        ParagraphStyle("Table Small", 15, 0, 20, colour=QUIET),
        ParagraphStyle("Table Bullet", 17, 0, 20, frame=_item(5), left=260, hanging=260),
    ]


def styles_xml(colour: str, width: int) -> str:
    """All styles; `width` is that of the text, in twentieths of a point."""
    spaced = '<w:spacing w:before="0" w:after="100" w:line="264" w:lineRule="auto"/>'
    return (
        f"<w:styles {nsdecls('w')}><w:docDefaults><w:rPrDefault><w:rPr>{FONT}"
        f'<w:color w:val="{INK}"/><w:sz w:val="20"/><w:szCs w:val="20"/><w:lang w:val="{LANGUAGE}" '
        f'w:eastAsia="{LANGUAGE}" w:bidi="ar-SA"/></w:rPr></w:rPrDefault><w:pPrDefault><w:pPr>{spaced}</w:pPr>'
        "</w:pPrDefault></w:docDefaults>"
        '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/><w:qFormat/></w:style>'
        '<w:style w:type="character" w:default="1" w:styleId="DefaultParagraphFont">'
        '<w:name w:val="Default Paragraph Font"/></w:style>'
        '<w:style w:type="numbering" w:default="1" w:styleId="NoList"><w:name w:val="No List"/></w:style>'
        f"{''.join(_paragraph(style) for style in paragraph_styles(colour, width))}"
        '<w:style w:type="character" w:styleId="Hyperlink"><w:name w:val="Hyperlink"/><w:rPr>'
        '<w:color w:val="0B4F8A"/><w:u w:val="single"/></w:rPr></w:style>'
        '<w:style w:type="character" w:customStyle="1" w:styleId="Extra"><w:name w:val="Extra"/><w:rPr><w:b w:val="0"/>'
        f'<w:bCs w:val="0"/><w:color w:val="{QUIET}"/><w:sz w:val="15"/><w:szCs w:val="15"/></w:rPr></w:style>'
        f"{_table()}</w:styles>"
    )


def _paragraph(style: ParagraphStyle) -> str:
    """One style of paragraphs, its facts in the order of the schema."""
    custom = ' w:customStyle="1"' if style.is_ours else ""
    follows = '<w:next w:val="Normal"/>' if style.keeps_next else ""
    indent = f'<w:ind w:left="{style.left}" w:hanging="{style.hanging}"/>' if style.left else ""
    aligned = f'<w:jc w:val="{style.aligned}"/>' if style.aligned else ""
    level = f'<w:outlineLvl w:val="{style.level - 1}"/>' if style.level else ""
    colour = f'<w:color w:val="{style.colour}"/>' if style.colour else ""
    size = f'<w:sz w:val="{style.size}"/><w:szCs w:val="{style.size}"/>' if style.size else ""
    return (
        f'<w:style w:type="paragraph"{custom} w:styleId="{style.id}"><w:name w:val="{style.name}"/>'
        f'<w:basedOn w:val="Normal"/>{follows}<w:qFormat/>'
        f"<w:pPr>{'<w:keepNext/><w:keepLines/>' if style.keeps_next else ''}{style.frame}"
        f'<w:spacing w:before="{style.before}" w:after="{style.after}"/>{indent}{aligned}{level}</w:pPr>'
        f"<w:rPr>{'<w:b/><w:bCs/>' if style.is_bold else ''}{colour}{size}</w:rPr></w:style>"
    )


def _table() -> str:
    """The one style of tables: lines between rows, and a head on a pale ground."""
    line = f'w:val="single" w:sz="4" w:space="0" w:color="{LINE}"'
    rooms = zip(SIDES, (40, 60, 40, 60), strict=True)
    margins = "".join(f'<w:{side} w:w="{room}" w:type="dxa"/>' for side, room in rooms)
    return (
        '<w:style w:type="table" w:default="1" w:styleId="TableNormal"><w:name w:val="Normal Table"/><w:tblPr>'
        '<w:tblInd w:w="0" w:type="dxa"/></w:tblPr></w:style>'
        '<w:style w:type="table" w:customStyle="1" w:styleId="PortalTable"><w:name w:val="Portal Table"/>'
        '<w:basedOn w:val="TableNormal"/><w:pPr><w:spacing w:before="0" w:after="20"/></w:pPr><w:tblPr>'
        f"<w:tblBorders><w:bottom {line}/><w:insideH {line}/></w:tblBorders>"
        f"<w:tblCellMar>{margins}</w:tblCellMar></w:tblPr>"
        f'<w:tblStylePr w:type="firstRow"><w:rPr><w:b/><w:bCs/></w:rPr><w:tcPr>'
        f'<w:shd w:val="clear" w:color="auto" w:fill="{PALE}"/></w:tcPr></w:tblStylePr></w:style>'
    )


def numbering_xml() -> str:
    """The lists: bullets of three depths, numbers, and bullets within tables. Each numbered list gets a number
    of its own besides."""
    bullets = [(1, 360, "•"), (2, 720, "–"), (3, 1080, "•"), (5, 260, "•")]
    kinds = [(number, "bullet", mark, left) for number, left, mark in bullets] + [(NUMBERED, "decimal", "%1.", 360)]
    abstract = "".join(
        f'<w:abstractNum w:abstractNumId="{number}"><w:multiLevelType w:val="singleLevel"/><w:lvl w:ilvl="0">'
        f'<w:start w:val="1"/><w:numFmt w:val="{kind}"/><w:lvlText w:val="{mark}"/><w:lvlJc w:val="left"/><w:pPr>'
        f'<w:ind w:left="{left}" w:hanging="{min(left, 360)}"/></w:pPr></w:lvl></w:abstractNum>'
        for number, kind, mark, left in sorted(kinds)
    )
    numbers = "".join(
        f'<w:num w:numId="{number}"><w:abstractNumId w:val="{number}"/></w:num>' for number in range(1, 6)
    )
    return f"<w:numbering {nsdecls('w')}>{abstract}{numbers}</w:numbering>"
