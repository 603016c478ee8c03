"""The portal's own table: pages ready to be sent."""

from django.db import models


class StoredPage(models.Model):
    """A public page as bytes, plain and compressed, ready to be sent.

    It is made from published documents only, so it can be made again at any time: `release` names the code and
    templates that made it, and a page of another release is made anew when it is next asked for.
    """

    path = models.CharField(max_length=300, unique=True)
    content_type = models.CharField(max_length=100)
    etag = models.CharField(max_length=80)
    release = models.CharField(max_length=64)
    plain = models.BinaryField()
    gzip = models.BinaryField()
    brotli = models.BinaryField()

    class Meta:
        ordering = ["path"]

    def __str__(self) -> str:
        return self.path
