"""Facts of outside systems that tests compare with, and where they are from.

GIAS (Get Information About Schools, Open Government Licence v3): headings of its full download that we read
among others, and rows in the shape of its short one, with one number twice.
"""

GIAS_FULL_HEADINGS = (
    "URN",
    "LA (code)",
    "LA (name)",
    "EstablishmentNumber",
    "EstablishmentName",
    "TypeOfEstablishment (code)",
    "TypeOfEstablishment (name)",
    "EstablishmentStatus (code)",
    "EstablishmentStatus (name)",
    "OpenDate",
    "CloseDate",
    "PhaseOfEducation (code)",
    "PhaseOfEducation (name)",
    "StatutoryLowAge",
    "StatutoryHighAge",
    "Trusts (code)",
    "Trusts (name)",
    "Postcode",
)
GIAS_SAMPLE = b"""\
URN,EstablishmentName,EstablishmentStatus (name),LA (code),LA (name),PhaseOfEducation (name),Town,Postcode
120636,Lincoln Christ's Hospital School,Open,925,Lincolnshire,Secondary,Lincoln,LN2 4PN
142037,Lincoln Carlton Academy,Open,925,Lincolnshire,Primary,Lincoln,LN2 4WA
120565,Lincoln St Peter and St Paul Catholic Voluntary Academy,Open,925,Lincolnshire,Secondary,Lincoln,LN6 7TG
120565,Closed Example,Closed,925,Lincolnshire,Primary,Lincoln,LN1 1AA
""".splitlines(keepends=True)
