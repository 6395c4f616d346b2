"""How much of a file is read before it is refused: every limit of the workbook reader, in one place.

A filled workbook of 500 forms is about 200 KB packed, 3 MB unpacked and 30,000 cells, so the
limits leave an honest file tenfold room and keep a hostile one below 10 s and 500 MB.
"""

from __future__ import annotations

import datetime

MEGABYTE = 1024 * 1024

FILE_BYTES = 64 * MEGABYTE
"""The size of the file itself."""

MEMBERS = 5_000
"""Members of the package."""

DIRECTORY_BYTES = 2 * MEGABYTE
"""The package's own table of contents."""

MEMBER_BYTES = 100 * MEGABYTE
"""One member, unpacked, as declared; pictures included."""

TOTAL_BYTES = 300 * MEGABYTE
"""All members, unpacked, as declared."""

RATIO = 300
"""How often larger a member above `RATIO_FROM` bytes may be than its packed form."""

RATIO_FROM = MEGABYTE

PART_BYTES = 24 * MEGABYTE
"""One XML part that is read."""

READ_BYTES = 64 * MEGABYTE
"""All XML parts that are read, together."""

READ_MARKUP = 900_000
"""Tags and attributes of all XML parts that are read, together."""

CELLS = 200_000
"""Cells of one sheet."""

ROWS = 100_000
"""Rows of one sheet."""

SHEETS = 200
"""Sheets of a workbook."""

NAMED_CELLS = 100_000
"""Cells that one defined name may span."""

NAMED_ROWS = 2_000
"""Rows that one defined name may span."""

MERGED_CELLS = 200_000
"""Cells below merged neighbours, on one sheet."""

CELLS_ACROSS = 4_000_000
"""Cells of one sheet, counted in each row up to the last one that holds something."""

FORMULA_CHARACTERS = 1_024
"""Characters of a shared formula that is followed; the layout's own are shorter."""

SHARED_CHARACTERS = 2_000_000
"""Characters of all shared formulas that are followed on one sheet, each time they are used."""

NUMBER_CHARACTERS = 64
"""Characters of a number as written in the file."""

LITERAL_CHARACTERS = 200
"""Characters of a literal that is kept to be quoted in a problem."""

NAME_CHARACTERS = 300
"""Characters of what a defined name refers to."""

FORMS = 500
"""Evaluation forms of one workbook."""

EARLIEST_DATE = datetime.date(1990, 1, 1)
LATEST_DATE = datetime.date(2199, 12, 31)

LARGEST_NUMBER = 1_000_000
"""The largest number that a number field takes."""

LARGEST_CYCLE = 99
"""The largest certification cycle."""

COLUMNS = 16_384
"""Columns of a sheet."""

SHEET_ROWS = 1_048_576
"""The last row that a spreadsheet program has."""
