"""The twelve faults planted in `tests/data/import_faults`: file, row of the spreadsheet, column, sentence.

One per sentence of the table of old codes (domain.md 1.4) and of the import row of bad inputs
(security.md 7). The school's year is 2025/26 and the day of the import is TODAY.
"""

from datetime import date
from pathlib import Path

FOLDER = Path(__file__).parent / "data" / "import_faults"
TODAY = date(2026, 7, 10)

FAULTS = (
    ("pupils", 5, "Date of Birth", "There is no 31 February 2015. Give a real date"),
    (
        "pupils",
        6,
        "Date of Birth",
        "“02/26/2013” looks like a US date. Write the day first, as 26/02/2013",
    ),
    ("pupils", 7, "UPN", "“D886399920003” is also on row 4. Each pupil has a UPN of their own"),
    (
        "marks",
        8,
        "Mark",
        (
            "H was withdrawn on 19 Aug 2024. Use C if leave was granted for exceptional circumstances, "
            "G if not granted."
        ),
    ),
    ("marks", 9, "Mark", "F is obsolete. Use C or G."),
    (
        "marks",
        10,
        "Mark",
        "J became J1, now authorised absence. Confirm before mapping; attendance % will fall.",
    ),
    ("marks", 11, "Mark", "Choose Y1-Y7"),
    (
        "marks",
        12,
        "Mark",
        "Withdrawn; use X only below/above compulsory age, I for illness, Y6 for public-health restriction",
    ),
    ("marks", 13, "Mark", '"-" is not a national code'),
    ("marks", 14, "Mark", "\\ is the afternoon mark, and this is the morning"),
    ("marks", 15, "Mark date", "School is closed on 25 May 2026"),
    ("marks", 16, "UPN", "D886399920003 has a mark for 9 March 2026 AM on row 6 already"),
)
