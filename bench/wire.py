"""One answer as it comes over the wire, still compressed."""

import http.client
import zlib
from dataclasses import dataclass
from functools import cache

import brotli
from prepare import HOST

ACCEPTED = "br, gzip"


@dataclass(frozen=True)
class Answer:
    """What a server sent for one address. `body` is as sent, `text` as read."""

    status: int
    headers: dict[str, str]
    cookies: int
    body: bytes

    @property
    def content_type(self) -> str:
        return self.headers.get("content-type", "").partition(";")[0]

    @property
    def text(self) -> str:
        encoding = self.headers.get("content-encoding", "")
        plain = {"br": brotli.decompress, "gzip": lambda body: zlib.decompress(body, 31), "": bytes}[encoding]
        return plain(self.body).decode()


def get(port: int, path: str, **headers: str) -> Answer:
    """Ask a server on this machine once, over a connection of its own."""
    connection = http.client.HTTPConnection(HOST, port, timeout=60)
    try:
        connection.request("GET", path, headers={name.replace("_", "-"): words for name, words in headers.items()})
        response = connection.getresponse()
        body = response.read()
        names = [name.lower() for name, _words in response.getheaders()]
        words = {name.lower(): words for name, words in response.getheaders()}
        return Answer(response.status, words, names.count("set-cookie"), body)
    finally:
        connection.close()


@cache
def size_of_file(port: int, path: str) -> tuple[str, int]:
    """Kind (CSS, JS, other) and bytes of a static file, compressed."""
    answer = get(port, path, Accept_Encoding=ACCEPTED)
    return kind(answer.content_type), len(answer.body)


def kind(content_type: str) -> str:
    if content_type == "text/html":
        return "HTML"
    if content_type == "text/css":
        return "CSS"
    return "JS" if "javascript" in content_type else "other"
