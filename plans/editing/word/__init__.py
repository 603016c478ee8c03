"""A whole plan written in Word: read into an outline, said what becomes of each part, then stored all at once."""

from .kinds import ABOVE, LEFT_OUT, PartKind, part_kinds
from .outline import Block, NotWord, WordOutline, WordPart
from .reading import MOST_BYTES, read_document
from .storing import PartChoice, PartOutcome, guess, preview_document, store_document
