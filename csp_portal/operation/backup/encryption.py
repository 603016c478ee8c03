"""A stream of bytes encrypted with a key, piece by piece: AES-256-GCM, the key of each file by scrypt from its salt.

A piece says by its nonce which one it is and whether it is the last, so none can be changed, moved or left
out. The mark before the first piece tells a wrong key from a damaged file.
"""

import hashlib
import io
import os
from pathlib import Path
from typing import IO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

MAGIC = b"portal backup, encrypted 1\n"
SALT, TAG, PIECE = 16, 16, 1 << 20
MARK = b"\xff" * 12  # a nonce that no piece has
SHORTEST_KEY = 20  # characters
MAKE_A_KEY = "Make one with: python3 -c 'import secrets; print(secrets.token_urlsafe(50))'"


class UnusableKey(ValueError):
    """The key is missing, too short or that of another file."""


class DamagedFile(ValueError):
    """What was encrypted is not all there, or not as it was."""


def key_in(file: Path) -> str:
    """The key that a file holds. Raises UnusableKey."""
    try:
        key = file.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError):
        raise UnusableKey(f"The key file {file} cannot be read.") from None
    if len(key) < SHORTEST_KEY:
        raise UnusableKey(f"The key in {file} is shorter than {SHORTEST_KEY} characters. {MAKE_A_KEY}")
    return key


def _cipher(key: str, salt: bytes) -> AESGCM:
    return AESGCM(hashlib.scrypt(key.encode(), salt=salt, n=1 << 15, r=8, p=1, maxmem=1 << 26, dklen=32))


def _nonce(number: int, is_last: bool) -> bytes:
    return number.to_bytes(11, "big") + bytes([is_last])


class EncryptingWriter(io.RawIOBase):
    """Encrypts what is written to it. Closing it writes the last piece; the file under it stays open."""

    def __init__(self, file: IO[bytes], key: str) -> None:
        salt = os.urandom(SALT)
        self._file, self._cipher, self._number, self._waiting = file, _cipher(key, salt), 0, bytearray()
        file.write(MAGIC + salt + self._cipher.encrypt(MARK, b"", MAGIC))

    def writable(self) -> bool:
        return True

    def write(self, given: bytes) -> int:  # type: ignore[override]
        """Keep what does not yet fill a piece."""
        self._waiting += given
        while len(self._waiting) > PIECE:
            self._put(bytes(self._waiting[:PIECE]), is_last=False)
            del self._waiting[:PIECE]
        return len(given)

    def finish(self) -> None:
        """Without this the file counts as cut off."""
        self._put(bytes(self._waiting), is_last=True)

    def _put(self, piece: bytes, *, is_last: bool) -> None:
        self._file.write(self._cipher.encrypt(_nonce(self._number, is_last), piece, None))
        self._number += 1


class DecryptingReader(io.RawIOBase):
    """Decrypts what is read from it. Raises UnusableKey at once, and DamagedFile where a piece is not as it was."""

    def __init__(self, file: IO[bytes], key: str) -> None:
        """Read the head of the file, and try the key."""
        head = file.read(len(MAGIC) + SALT)
        self._file, self._cipher, self._number = file, _cipher(key, head[len(MAGIC) :]), 0
        try:
            self._cipher.decrypt(MARK, file.read(TAG), MAGIC)
        except InvalidTag:
            raise UnusableKey("The key is not the one with which this file was encrypted.") from None
        self._next: bytes = file.read(PIECE + TAG)
        self._here = b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        """Fill the buffer with what is left of a piece, or with the next one."""
        while not self._here and self._next:
            piece, self._next = self._next, self._file.read(PIECE + TAG)
            try:
                self._here = self._cipher.decrypt(_nonce(self._number, not self._next), piece, None)
            except InvalidTag:
                raise DamagedFile from None
            self._number += 1
        given = self._here[: len(buffer)]
        buffer[: len(given)] = given
        self._here = self._here[len(given) :]
        return len(given)
