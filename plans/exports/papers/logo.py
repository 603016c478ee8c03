"""The logo of a partnership: looked at when it is uploaded, drawn again as PNG, and at the head of its papers."""

import io
import warnings

from django.db import transaction
from django.utils.translation import gettext as _, gettext_lazy
from PIL import Image, ImageOps

from plans.models import ChangeKind, Logo, Partnership, User, log_change

MOST_BYTES = 2_000_000
FEWEST_PIXELS, MOST_PIXELS = 40, 5_000  # on a side of what is uploaded
KEPT_PIXELS = 1_200  # on the longer side of what is kept: enough for 56 mm on paper
FORMS = {"PNG": b"IEND", "JPEG": b"\xff\xd9"}  # each with what is at its end
TOO_MANY = gettext_lazy("The picture has too many pixels. Upload one of at most 5,000 by 5,000.")


class NotLogo(ValueError):
    """The file cannot be used; the message says why and what would be."""


def read(content: bytes) -> bytes:
    """The picture in a file, as PNG without anything else that the file says. Raises NotLogo, and nothing else."""
    if len(content) > MOST_BYTES:
        raise NotLogo(_("The file is larger than 2 MB. Make the picture smaller, then upload it again."))
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            picture = Image.open(io.BytesIO(content), formats=list(FORMS))
            if FORMS[str(picture.format)] not in content:  # WeasyPrint has Pillow take pictures that are cut off
                raise OSError("cut off")
            _require_size(*picture.size)
            drawn = ImageOps.exif_transpose(picture).convert("RGBA" if picture.has_transparency_data else "RGB")
    except NotLogo:
        raise
    except Image.DecompressionBombError:
        raise NotLogo(TOO_MANY) from None
    except (OSError, SyntaxError, ValueError, KeyError):
        raise NotLogo(_("The file is not a PNG or JPEG picture, or it is damaged. Upload one of these.")) from None
    drawn.thumbnail((KEPT_PIXELS, KEPT_PIXELS))
    kept = io.BytesIO()
    Image.frombytes(drawn.mode, drawn.size, drawn.tobytes()).save(kept, "PNG", optimize=True)
    return kept.getvalue()


def _require_size(across: int, down: int) -> None:
    """Before anything is unpacked."""
    if min(across, down) < FEWEST_PIXELS:
        words = _("The picture is %(across)s by %(down)s pixels. Upload one of at least 40 by 40.")
        raise NotLogo(words % {"across": across, "down": down})
    if max(across, down) > MOST_PIXELS:
        raise NotLogo(TOO_MANY)


@transaction.atomic
def store(partnership: Partnership, picture: bytes, *, by: User | None) -> None:
    """Keep what `read` gave in place of what was there."""
    Logo.objects.update_or_create(partnership=partnership, defaults={"content": picture})
    log_change(partnership, "partnership", partnership, ChangeKind.CHANGED, [("logo", "", _("uploaded"))], by=by)


@transaction.atomic
def remove(partnership: Partnership, *, by: User | None) -> None:
    """Papers made from now on have none."""
    if Logo.objects.filter(partnership=partnership).delete()[0]:
        log_change(partnership, "partnership", partnership, ChangeKind.CHANGED, [("logo", "", _("removed"))], by=by)


def logo_of(slug: str) -> bytes:
    """The logo of a partnership; empty where it has none. One query."""
    found = Logo.objects.filter(partnership__slug=slug).values_list("content", flat=True).first()
    return bytes(found or b"")
