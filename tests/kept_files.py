"""Files as people add them: small, real, and some of them with something in them."""

from __future__ import annotations

import io
import zipfile

import pikepdf
from PIL import Image

from schools.attachment_kinds import WORD_MAIN

TYPES = '<Types><Override PartName="/word/document.xml" ContentType="{}"/></Types>'


def picture(kind: str = "JPEG", size: tuple[int, int] = (40, 30), **more: object) -> bytes:
    """A picture of one colour."""
    out = io.BytesIO()
    Image.new("RGB", size, (200, 30, 30)).save(out, kind, **more)
    return out.getvalue()


def picture_with_a_place() -> bytes:
    """A picture that says where it was taken and that it lies on its side."""
    exif = Image.Exif()
    exif[0x0112] = 6
    exif[0x010F] = "CANARY-CAMERA"
    exif.get_ifd(0x8825)[1] = "N"
    return picture(exif=exif, comment=b"CANARY-COMMENT")


def pdf(**root: object) -> bytes:
    """A PDF of one page, with these entries in its catalogue."""
    out = io.BytesIO()
    with pikepdf.new() as made:
        made.add_blank_page()
        for name, value in root.items():
            made.Root[f"/{name}"] = value
        made.save(out)
    return out.getvalue()


def locked_pdf() -> bytes:
    """A PDF that asks for a password."""
    out = io.BytesIO()
    with pikepdf.new() as made:
        made.add_blank_page()
        made.save(out, encryption=pikepdf.Encryption(owner="o", user="u"))
    return out.getvalue()


def word(*more: str, types: str = WORD_MAIN, words: bytes = b"<w:document/>", links: str = "") -> bytes:
    """A Word document with these parts besides."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("[Content_Types].xml", TYPES.format(types))
        package.writestr("word/document.xml", words)
        package.writestr("word/_rels/document.xml.rels", f"<Relationships>{links}</Relationships>")
        for name in more:
            package.writestr(name, b"x")
    return out.getvalue()
