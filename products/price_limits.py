"""How large a price file may be, for who reads it here and for the child that reads workbooks."""

MAX_BYTES = 50 * 1024 * 1024  # of text
MAX_COLUMNS = 300  # the widest feed of a network has about a hundred
MAX_ROWS = 500_000
MAX_CELLS = 20_000_000  # empty ones included
# What a spreadsheet has, and so its CSV.
SHEET_ROWS, SHEET_COLUMNS = 1_048_576, 16_384
CELL = 32_767  # characters

CELL_TOO_LONG = f"Line {{}} has a cell of more than {CELL:,} characters. Shorten it."
TOO_WIDE = (
    f"Line {{}} has more than {MAX_COLUMNS} columns. Delete those beyond the ones of a price file."
)
TOO_MANY = f"The file has more than {MAX_ROWS:,} lines. Split it into parts."
