"""Sealed files: what goes in comes out, and nothing can be changed, moved or cut off unnoticed."""

import io

import pytest
from cryptography.fernet import Fernet

from reporting.sealed import MAGIC, PIECE, SALT_BYTES, TAG, SealBrokenError, SealedWriter, opened

KEY, OLD_KEY = Fernet.generate_key().decode(), Fernet.generate_key().decode()
HEAD = len(MAGIC) + SALT_BYTES


def sealed(content: bytes, key: str = KEY) -> bytes:
    file = io.BytesIO()
    writer = SealedWriter(file, key)
    for start in range(0, len(content), 10_007):
        writer.write(content[start : start + 10_007])
    writer.close()
    return file.getvalue()


def open_again(content: bytes, *keys: str) -> bytes:
    return b"".join(opened(io.BytesIO(content), keys or (KEY,)))


@pytest.mark.parametrize("size", [0, 1, PIECE - 1, PIECE, PIECE + 1, 3 * PIECE, 3 * PIECE + 5])
def test_a_file_of_any_size_comes_out_as_it_went_in(size: int) -> None:
    content = bytes(range(256)) * (size // 256 + 1)

    assert open_again(sealed(content[:size])) == content[:size]


def test_a_file_of_an_older_key_opens_with_it() -> None:
    assert open_again(sealed(b"marks", OLD_KEY), KEY, OLD_KEY) == b"marks"


def test_without_the_key_nothing_opens() -> None:
    with pytest.raises(SealBrokenError, match="No field key opens this file"):
        open_again(sealed(b"marks", OLD_KEY), KEY)


def test_another_kind_of_file_is_named_as_such() -> None:
    with pytest.raises(SealBrokenError, match="no file that Daymark sealed"):
        open_again(b"PK\x03\x04 a zip of somebody else")


@pytest.mark.parametrize(
    "harm",
    [
        lambda whole: whole[:-1],
        lambda whole: whole[: HEAD + PIECE + TAG],
        lambda whole: whole + b"x",
        lambda whole: whole[: HEAD + 9] + bytes([whole[HEAD + 9] ^ 1]) + whole[HEAD + 10 :],
        lambda whole: whole[:HEAD] + whole[HEAD + PIECE + TAG :],
        lambda whole: (
            whole[:HEAD]
            + whole[HEAD + PIECE + TAG : HEAD + 2 * (PIECE + TAG)]
            + whole[HEAD : HEAD + PIECE + TAG]
            + whole[HEAD + 2 * (PIECE + TAG) :]
        ),
    ],
    ids=["cut", "cut between pieces", "longer", "changed", "a piece left out", "pieces swapped"],
)
def test_harm_is_noticed(harm: object) -> None:
    whole = sealed(b"m" * (2 * PIECE + 77))

    with pytest.raises(SealBrokenError):
        open_again(harm(whole))  # type: ignore[operator]
