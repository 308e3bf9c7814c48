"""Which files are kept beside a record, by what they are and not by what they say, and cleaned (pure).

Pictures are drawn anew, so that nothing but the picture is left: no place, no camera, no thumbnail. A PDF or
a Word document that runs something, hides another file or needs a password is refused with a sentence.
"""

from __future__ import annotations

import io
import lzma
import re
import warnings
import zipfile
import zlib
from enum import StrEnum

import pikepdf
from PIL import Image, ImageOps, UnidentifiedImageError

MOST_BYTES = 20 * 1024 * 1024
# A side, and the whole of a picture, in pixels.
LONGEST_SIDE = 20_000
MOST_PIXELS = 60_000_000
# What a document may unfold to, in bytes and in parts.
MOST_UNPACKED = 200 * 1024 * 1024
MOST_PARTS = 5_000
JPEG_QUALITY = 88


class Kind(StrEnum):
    """A kind of file that is kept, as its media type."""

    PDF = "application/pdf"
    JPEG = "image/jpeg"
    PNG = "image/png"
    DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


ENDINGS = {Kind.PDF: ".pdf", Kind.JPEG: ".jpg", Kind.PNG: ".png", Kind.DOCX: ".docx"}
WORD_MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
RUNNING_KEYS = ("/JS", "/AA", "/XFA", "/EF", "/EmbeddedFiles", "/JavaScript")
LINK = re.compile(r"<Relationship\b[^>]*>")
# A web address or another machine's folder; a template on the writer's own disk is fetched by nobody.
FROM_AFAR = re.compile(r"""target\s*=\s*["'](?!file:/*[a-z]:|[a-z]:|file:///[^/\\])""", re.IGNORECASE)
RUNNING_ACTIONS = frozenset({"/JavaScript", "/Launch", "/SubmitForm", "/ImportData", "/GoToE", "/Rendition"})

WRONG_KIND = "Choose a PDF, a Word document (.docx), a JPEG or a PNG."
TOO_LARGE = "Choose a file of at most 20 MB."
EMPTY = "This file is empty. Choose another one."
BROKEN = "This file cannot be read. Open it on your computer, save it again, and choose it again."
LOCKED = "This file asks for a password. Save it without one and choose it again."
RUNS = "This document holds a script or another file inside. Print it to PDF and choose that."
MANY_PIXELS = "This picture is too large. Choose one with fewer pixels."


class RefusedFileError(ValueError):
    """A file that is not kept; its words say why and what to do."""


def kind_of(data: bytes) -> Kind:
    """What a file is by its first bytes, whatever its name says; RefusedFileError for every other kind."""
    if data.startswith(b"%PDF-"):
        return Kind.PDF
    if data.startswith(b"\xff\xd8\xff"):
        return Kind.JPEG
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return Kind.PNG
    if data.startswith(b"PK\x03\x04"):
        return Kind.DOCX
    raise RefusedFileError(WRONG_KIND)


def cleaned(data: bytes) -> tuple[Kind, bytes]:
    """The kind of a file and what is kept of it; RefusedFileError with a plain sentence where nothing is."""
    if not data:
        raise RefusedFileError(EMPTY)
    if len(data) > MOST_BYTES:
        raise RefusedFileError(TOO_LARGE)
    kind = kind_of(data)
    if kind in (Kind.JPEG, Kind.PNG):
        return kind, _picture(data, kind)
    _check_pdf(data) if kind is Kind.PDF else _check_word(data)
    return kind, data


def kept_name(declared: str, kind: Kind) -> str:
    """The name under which a file is handed out: one line, no folder, and the ending of what it is."""
    last = declared.replace("\\", "/").rsplit("/", 1)[-1]
    plain = "".join(letter for letter in last if letter.isprintable() and letter not in '<>:"|?*%').strip(
        " ."
    )
    stem = plain.rsplit(".", 1)[0] if "." in plain else plain
    return f"{stem.strip(' .')[:100] or 'file'}{ENDINGS[kind]}"


def _picture(data: bytes, kind: Kind) -> bytes:
    try:
        with warnings.catch_warnings():
            # A bomb is met by the sides below, which are read before any pixel.
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(data), formats=["JPEG", "PNG"]) as picture:
                if max(picture.size) > LONGEST_SIDE or picture.width * picture.height > MOST_PIXELS:
                    raise RefusedFileError(MANY_PIXELS)
                return _drawn_anew(picture, kind)
    except Image.DecompressionBombError as fault:
        raise RefusedFileError(MANY_PIXELS) from fault
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, EOFError) as fault:
        if isinstance(fault, RefusedFileError):
            raise
        raise RefusedFileError(BROKEN) from fault


def _drawn_anew(picture: Image.Image, kind: Kind) -> bytes:
    upright = ImageOps.exif_transpose(picture)
    has_alpha = kind is Kind.PNG and upright.has_transparency_data
    plain = upright.convert("RGBA" if has_alpha else "RGB")
    bare = Image.new(plain.mode, plain.size)
    bare.paste(plain)
    out = io.BytesIO()
    if kind is Kind.JPEG:
        bare.save(out, "JPEG", quality=JPEG_QUALITY)
    else:
        bare.save(out, "PNG")
    return out.getvalue()


def _check_pdf(data: bytes) -> None:
    try:
        with pikepdf.open(io.BytesIO(data)) as pdf:
            if pdf.is_encrypted:
                raise RefusedFileError(LOCKED)
            if not len(pdf.pages):
                raise RefusedFileError(BROKEN)
            if any(_runs(thing) for thing in pdf.objects):
                raise RefusedFileError(RUNS)
    except RefusedFileError:
        raise
    except pikepdf.PasswordError as fault:
        raise RefusedFileError(LOCKED) from fault
    except (pikepdf.PdfError, RuntimeError, ValueError, TypeError) as fault:
        raise RefusedFileError(BROKEN) from fault


def _runs(thing: object) -> bool:
    """Whether an object of a PDF starts something or holds a file, itself or in what lies written in it."""
    waiting: list[object] = [thing]
    while waiting:
        here = waiting.pop()
        if isinstance(here, pikepdf.Array):
            waiting += [part for part in here.as_list() if not getattr(part, "is_indirect", False)]
        elif isinstance(here, pikepdf.Dictionary | pikepdf.Stream):
            if _is_live(here):
                return True
            parts = (here.get(key) for key in here.keys())  # noqa: SIM118 - no mapping of Python's
            waiting += [part for part in parts if not getattr(part, "is_indirect", False)]
    return False


def _is_live(thing: pikepdf.Dictionary | pikepdf.Stream) -> bool:
    if any(key in thing for key in RUNNING_KEYS):
        return True
    return str(thing.get("/S", "")) in RUNNING_ACTIONS or str(thing.get("/Type", "")) == "/EmbeddedFile"


def _check_word(data: bytes) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            parts = package.infolist()
            if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
                raise RefusedFileError(BROKEN)
            if any(part.flag_bits & 1 for part in parts):
                raise RefusedFileError(LOCKED)
            names = [part.filename.casefold() for part in parts]
            if len(set(names)) != len(names):
                raise RefusedFileError(BROKEN)
            if "[content_types].xml" not in names or "word/document.xml" not in names:
                raise RefusedFileError(WRONG_KIND)
            types = _part(package, parts[names.index("[content_types].xml")])
            links = [_part(package, part) for part in parts if part.filename.casefold().endswith(".rels")]
    except RefusedFileError:
        raise
    except (
        zipfile.BadZipFile,
        zlib.error,
        lzma.LZMAError,
        RuntimeError,
        OSError,
        EOFError,
        ValueError,
    ) as fault:
        raise RefusedFileError(BROKEN) from fault
    if WORD_MAIN not in types:
        raise RefusedFileError(RUNS if "macroenabled" in types.casefold() else WRONG_KIND)
    if any(_is_live_part(name) for name in names) or any(_fetches(each) for each in links):
        raise RefusedFileError(RUNS)


def _part(package: zipfile.ZipFile, part: zipfile.ZipInfo) -> str:
    """One small part as text; a part that unfolds to more than 2 MB is no list of parts or links."""
    with package.open(part) as opened:
        text = opened.read(2 * 1024 * 1024 + 1)
    if len(text) > 2 * 1024 * 1024:
        raise RefusedFileError(BROKEN)
    # Written in two bytes a letter it says the same.
    return text.replace(b"\0", b"").decode("utf-8", errors="replace")


def _fetches(links: str) -> bool:
    """Whether a document is built on a template that its reader would fetch from another machine."""
    templates = [link for link in LINK.findall(links) if "attachedtemplate" in link.casefold()]
    return any(FROM_AFAR.search(link) for link in templates)


def _is_live_part(name: str) -> bool:
    return "vbaproject" in name or "/activex/" in name or "/embeddings/" in name or name.endswith(".exe")
