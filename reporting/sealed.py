"""Files that are written and read in pieces, encrypted and authenticated (pure).

A file is `DAYMARK1`, 16 random bytes, and pieces of 64 KiB under AES-256-GCM. Each file has a key of its
own, made from one of the installation's field keys (HKDF-SHA256) and the random bytes. A piece's number and
whether it is the last stand in its nonce, so that none can be changed, moved, left out or cut off unnoticed.
"""

from __future__ import annotations

import os
from base64 import urlsafe_b64decode
from collections.abc import Iterator, Sequence
from hashlib import sha256
from typing import IO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

MAGIC = b"DAYMARK1"
SALT_BYTES, PIECE, TAG = 16, 64 * 1024, 16


class SealBrokenError(Exception):
    """A file that is none of ours, that no key here opens, or that was changed or cut."""


def _cipher(field_key: str, head: bytes) -> AESGCM:
    made = HKDF(SHA256(), 32, salt=head[len(MAGIC) :], info=b"daymark sealed file")
    return AESGCM(made.derive(urlsafe_b64decode(field_key)))


def _nonce(number: int, *, is_last: bool) -> bytes:
    return number.to_bytes(11, "big") + bytes([is_last])


class SealedWriter:
    """Takes bytes as an open file does and writes them sealed. Only `close` makes the file whole."""

    def __init__(self, file: IO[bytes], field_key: str) -> None:
        self._file, self._head = file, MAGIC + os.urandom(SALT_BYTES)
        self._cipher = _cipher(field_key, self._head)
        self._waiting, self._number = bytearray(), 0
        # Of what was given, and of what lies in the file.
        self.digest, self.size = sha256(), 0
        self.sealed_digest, self.sealed_size = sha256(), 0
        self._put(self._head)

    def write(self, data: bytes) -> int:
        """Seal as many whole pieces as there are; the rest waits."""
        self.digest.update(data)
        self.size += len(data)
        self._waiting += data
        while len(self._waiting) > PIECE:
            self._seal(bytes(self._waiting[:PIECE]), is_last=False)
            del self._waiting[:PIECE]
        return len(data)

    def flush(self) -> None:
        """Nothing: a piece is sealed when it is full."""

    def close(self) -> None:
        """Seal the last piece."""
        self._seal(bytes(self._waiting), is_last=True)
        self._waiting.clear()

    def _seal(self, piece: bytes, *, is_last: bool) -> None:
        self._put(self._cipher.encrypt(_nonce(self._number, is_last=is_last), piece, self._head))
        self._number += 1

    def _put(self, data: bytes) -> None:
        self._file.write(data)
        self.sealed_digest.update(data)
        self.sealed_size += len(data)


def opened(file: IO[bytes], field_keys: Sequence[str]) -> Iterator[bytes]:
    """The bytes of a sealed file, piece by piece, each proved before it is given.

    Raises SealBrokenError as soon as something is wrong; what came before it is not the whole file.
    """
    head = file.read(len(MAGIC) + SALT_BYTES)
    if not head.startswith(MAGIC):
        raise SealBrokenError("This is no file that Daymark sealed")
    ciphers = [_cipher(key, head) for key in field_keys]
    piece, number = file.read(PIECE + TAG), 0
    while True:
        after = file.read(PIECE + TAG)
        nonce = _nonce(number, is_last=not after)
        ciphers = (
            [cipher for cipher in ciphers if _opens(cipher, nonce, piece, head)] if not number else ciphers
        )
        try:
            yield ciphers[0].decrypt(nonce, piece, head)
        except (IndexError, InvalidTag) as fault:
            raise SealBrokenError("No field key opens this file, or it was changed or cut off") from fault
        if not after:
            return
        piece, number = after, number + 1


def _opens(cipher: AESGCM, nonce: bytes, piece: bytes, head: bytes) -> bool:
    try:
        cipher.decrypt(nonce, piece, head)
    except InvalidTag:
        return False
    return True
