"""Which files are kept, and what is left of them."""

from __future__ import annotations

import io
from contextlib import suppress

import pikepdf
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from schools.attachment_kinds import (
    BROKEN,
    EMPTY,
    ENDINGS,
    LOCKED,
    MANY_PIXELS,
    MOST_BYTES,
    RUNS,
    TOO_LARGE,
    WRONG_KIND,
    Kind,
    RefusedFileError,
    cleaned,
    kept_name,
)
from tests.kept_files import locked_pdf, pdf, picture, picture_with_a_place, word

SCRIPT = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)")
NAMES = pikepdf.Dictionary(JavaScript=pikepdf.Dictionary(Names=pikepdf.Array(["x", SCRIPT])))
HIDDEN = pikepdf.Dictionary(EmbeddedFiles=pikepdf.Dictionary(Names=pikepdf.Array([])))
LAUNCH = pikepdf.Dictionary(S=pikepdf.Name.Launch, F="calc.exe")
TEMPLATE = '<Relationship Type="x/attachedTemplate" Target="{}" TargetMode="External"/>'
GO_TO_A_PAGE = pikepdf.Dictionary(S=pikepdf.Name.GoTo, D="one")


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (picture(), Kind.JPEG),
        (picture("PNG"), Kind.PNG),
        (pdf(), Kind.PDF),
        (pdf(OpenAction=GO_TO_A_PAGE), Kind.PDF),
        (word(), Kind.DOCX),
        (word(links=TEMPLATE.format(r"file:///C:\Letters\School.dotx")), Kind.DOCX),
    ],
)
def test_four_kinds_are_kept(data: bytes, kind: Kind) -> None:
    found, kept = cleaned(data)
    assert found is kind
    assert cleaned(kept)[0] is kind


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", EMPTY),
        (b"%PDF-" + b"0" * MOST_BYTES, TOO_LARGE),
        (b"<html><script>", WRONG_KIND),
        (b"MZ\x90\x00", WRONG_KIND),
        (b"GIF89a", WRONG_KIND),
        (b"%PDF-1.7 and nothing else", BROKEN),
        (b"\xff\xd8\xff\xe0 cut off", BROKEN),
        (picture()[:300], BROKEN),
        (picture("PNG", (20_001, 1)), MANY_PIXELS),
        (picture("PNG", (9_000, 9_000)), MANY_PIXELS),
        (pdf(OpenAction=SCRIPT), RUNS),
        (pdf(OpenAction=LAUNCH), RUNS),
        (pdf(AA=pikepdf.Dictionary(WC=SCRIPT)), RUNS),
        (pdf(Names=NAMES), RUNS),
        (pdf(Names=HIDDEN), RUNS),
        (pdf(AcroForm=pikepdf.Dictionary(XFA=pikepdf.Array([]))), RUNS),
        (locked_pdf(), LOCKED),
        (b"PK\x03\x04 and nothing else", BROKEN),
        (word()[:40] + b"\xff" * 20 + word()[60:], BROKEN),
        (word(types="application/zip"), WRONG_KIND),
        (word(types="application/vnd.ms-word.document.macroEnabled.main+xml"), RUNS),
        (word("word/vbaProject.bin"), RUNS),
        (word("word/embeddings/oleObject1.bin"), RUNS),
        (word("word/activeX/activeX1.xml"), RUNS),
        (word(links=TEMPLATE.format("http://x.test/a.dotm")), RUNS),
        (word(links=TEMPLATE.format(r"\\\\x.test\\a.dotm")), RUNS),
        (word(links=TEMPLATE.format("file://x.test/a.dotm")), RUNS),
        (word(links=TEMPLATE.format("//x.test/a.dotm")), RUNS),
        (word(words=b"0" * (201 * 1024 * 1024)), BROKEN),
    ],
)
def test_everything_else_is_refused_with_what_to_do(data: bytes, words: str) -> None:
    with pytest.raises(RefusedFileError, match=f"^{words.replace('(', '.').replace(')', '.')}$"):
        cleaned(data)


def test_a_picture_keeps_how_it_stands_and_nothing_that_it_says() -> None:
    given_picture = picture_with_a_place()
    assert b"CANARY" in given_picture
    _, kept = cleaned(given_picture)
    assert b"CANARY" not in kept
    with Image.open(io.BytesIO(kept)) as upright:
        assert (upright.size, dict(upright.getexif())) == ((30, 40), {})


def test_a_second_file_behind_a_picture_is_gone() -> None:
    for kind in ("JPEG", "PNG"):
        assert b"<script>" not in cleaned(picture(kind) + b"<script>alert(1)</script>")[1]


@given(
    st.binary(max_size=400),
    st.sampled_from([b"", b"%PDF-1.7\n", b"\xff\xd8\xff", b"PK\x03\x04", b"\x89PNG\r\n\x1a\n"]),
)
def test_whatever_is_sent_is_kept_or_refused(data: bytes, start: bytes) -> None:
    with suppress(RefusedFileError):
        assert len(cleaned(start + data)[1]) > 0


@given(st.text(max_size=300), st.sampled_from(list(Kind)))
def test_a_name_is_one_line_without_a_folder_and_ends_as_what_it_is(declared: str, kind: Kind) -> None:
    name = kept_name(declared, kind)
    assert name.endswith(ENDINGS[kind])
    assert name.isprintable()
    assert 4 < len(name) <= 105
    assert not set(name) & set('/\\<>:"|?*')
    assert not name.startswith(".")


def test_a_name_loses_its_folder_and_a_false_ending() -> None:
    assert kept_name("C:\\Users\\lane\\Letter home.docx", Kind.DOCX) == "Letter home.docx"
    assert kept_name("../../etc/passwd", Kind.PDF) == "passwd.pdf"
    assert kept_name("photo.jpg.exe", Kind.JPEG) == "photo.jpg.jpg"
