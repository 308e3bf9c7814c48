"""Text as a spreadsheet may safely open it (pure)."""

# A cell that begins with one of these is run as a formula by Excel and its like.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\0")


def safe_cell(value: object) -> str:
    """A cell's text for a CSV that people open: a possible formula gets an apostrophe in front."""
    text = str(value).replace("\0", "")
    return f"'{text}" if str(value).startswith(FORMULA_STARTS) else text
