"""Price files as workbooks: what a spreadsheet keeps of a cell is what a person reads in it."""

import io
import time
import zipfile
from datetime import date
from decimal import Decimal

import pytest
from django.core.management import CommandError, call_command
from openpyxl import Workbook, load_workbook

from products.models import PriceBatch
from products.price_file import UnreadablePriceFile, read_prices
from tests.factories import make_offer
from tests.products.test_price_file import LAST_WEEK, import_prices

pytestmark = pytest.mark.django_db


@pytest.fixture
def workbook(tmp_path):
    def write(*rows, notes=(), hidden=False):
        book = Workbook()
        for row in rows:
            book.active.append(row)
        if notes:
            sheet = book.create_sheet("Notes")
            sheet.append(list(notes))
            sheet.sheet_state = "hidden" if hidden else "visible"
        path = tmp_path / "prices.xlsx"
        book.save(path)
        return path

    return write


def test_unchanged_workbook_changes_nothing_and_a_touched_price_is_read(tmp_path):
    make_offer("19.00", list_price="31.00", availability="InStock")
    make_offer("3.450", currency="KWD")
    touched = make_offer("24.00", url="https://shop.example/=1+1")
    make_offer(None)
    path = tmp_path / "prices.xlsx"
    call_command("export_prices", "--output", str(path), "--format", "xlsx")
    before = PriceBatch.objects.count()

    unchanged = import_prices(path)
    book = load_workbook(path)
    assert book.active.freeze_panes == "A2"
    book.active["B4"] = 22.5
    book.save(path)
    changed = import_prices(path)

    assert (unchanged["unchanged"], unchanged["batch"]) == (4, None)
    assert PriceBatch.objects.count() == before + 1
    assert (changed["unchanged"], [row["offer"] for row in changed["changed"]]) == (3, [touched.pk])
    assert changed["changed"][0]["after"]["price"] == "22.50"


def test_cells_are_read_as_people_read_them(workbook):
    offers = [make_offer("31.00", checked_at=LAST_WEEK) for _ in range(5)]
    values = [28.700000000000003, date(2026, 5, 28), True, "=B2*0.9", 29]
    rows = [[offer.pk, value] for offer, value in zip(offers, values, strict=True)]

    report = import_prices(workbook(["offer", "price", "list_price"], *rows), status=1)

    assert [row["after"]["price"] for row in report["changed"]] == ["28.70", "29.00"]
    assert [(row["line"], row["value"]) for row in report["refused"]] == [
        (3, "2026-05-28T00:00:00"),
        (4, "TRUE"),
        (5, "=B2*0.9"),  # never computed, which is no empty cell
    ]


def test_the_one_visible_sheet_with_rows_is_read(workbook):
    offer = make_offer("31.00", checked_at=LAST_WEEK)
    rows = ["offer", "price"], [offer.pk, 29]

    report = import_prices(workbook(*rows, notes=["old", "prices"], hidden=True), "--dry-run")
    with pytest.raises(CommandError, match="several sheets with rows .*“Notes”") as refusal:
        call_command("import_prices", str(workbook(*rows, notes=["x"])))

    assert Decimal(report["changed"][0]["after"]["price"]) == 29
    assert refusal.value.returncode == 2


def test_workbook_that_is_a_bomb_or_none_is_refused(tmp_path, workbook):
    path = workbook(["offer", "price"], [1, 2])
    packed = io.BytesIO()
    with zipfile.ZipFile(path) as archive, zipfile.ZipFile(packed, "w", 8) as bomb:
        for name in archive.namelist():
            bomb.writestr(name, archive.read(name))
        with bomb.open("xl/sharedStrings2.xml", "w") as stream:
            for _ in range(60):
                stream.write(b" " * 1024 * 1024)
    path.write_bytes(packed.getvalue())
    with pytest.raises(CommandError, match="too large"):
        call_command("import_prices", str(path))

    path.write_bytes(packed.getvalue()[:500])
    with pytest.raises(CommandError, match="can't be read as a workbook") as refusal:
        call_command("import_prices", str(path))
    assert refusal.value.returncode == 2


SHEET = '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{}'
SHEET += "</sheetData></worksheet>"
STRINGS = (
    '<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><si><t>{}</t></si>'
)
STRINGS += "</sst>"
STRINGS_ARE = (
    '<Override PartName="/xl/sharedStrings.xml" ContentType="application/vnd.openxmlformats-'
    'officedocument.spreadsheetml.sharedStrings+xml"/></Types>'
)
PRICES = "".join(f'<c t="str"><v>{name}</v></c>' for name in ("offer", "price"))
SHARED = '<row><c t="s"><v>0</v></c></row>'


def made(rows, *, shared="", styles=""):
    """A workbook of such XML, packed."""
    source, made_of = io.BytesIO(), io.BytesIO()
    Workbook().save(source)
    with zipfile.ZipFile(source) as archive, zipfile.ZipFile(made_of, "w", 8) as book:
        parts = {name: archive.read(name).decode() for name in archive.namelist()}
        types = parts["[Content_Types].xml"].replace("</Types>", STRINGS_ARE)
        styles = parts["xl/styles.xml"].replace("</cellXfs>", f"{styles}</cellXfs>")
        parts |= {"xl/sharedStrings.xml": STRINGS.format(shared), "[Content_Types].xml": types}
        parts |= {"xl/worksheets/sheet1.xml": SHEET.format(rows), "xl/styles.xml": styles}
        for name, part in parts.items():
            book.writestr(name, part)
    return made_of.getvalue()


@pytest.mark.parametrize(
    ("parts", "why"),
    [
        (
            {"rows": SHARED * 9_998, "shared": "x" * 900_000},
            "Line 1 has a cell of more than 32,767",
        ),
        ({"rows": SHARED * 2_000, "shared": "x" * 30_000}, "The workbook is too large"),
        ({"rows": '<row r="999999999"><c><v>1</v></c></row>'}, "a line 999999999 after line 0"),
        ({"rows": '<row r="2"><c><v>1</v></c></row>' * 2}, "a line 2 after line 2"),
        ({"rows": '<row><c r="ZZZ1"><v>1</v></c></row>'}, "Line 1 has more than 300 columns"),
        ({"rows": SHARED, "shared": "x", "styles": "<xf/>" * 900_000}, "The workbook is too large"),
    ],
    ids=["one text", "all texts", "far row", "rows anew", "far column", "styles"],
)
def test_hostile_workbook_is_refused_in_a_sentence(parts, why):
    with pytest.raises(UnreadablePriceFile, match=why):
        read_prices(made(**parts))


def test_workbook_that_takes_too_long_ends_with_its_child():
    nested = '<c t="inlineStr"><is><r><t>a</t></r></is></c>'
    slow = made(f"<row>{nested * 500_000}</row>")
    began = time.monotonic()

    with pytest.raises(UnreadablePriceFile, match="more time or memory than any price list"):
        read_prices(slow, seconds=4)

    assert time.monotonic() - began < 12  # of a minute and 3 GB
    assert read_prices(made("<row>" + PRICES + "</row>")).header == ["offer", "price"]


def test_cells_far_from_the_prices_are_nothing_while_they_are_empty(tmp_path, workbook):
    path = workbook(["offer", "price"], [make_offer("31.00", checked_at=LAST_WEEK).pk, 29])
    book = load_workbook(path)
    book.active.cell(row=1_048_576, column=3).number_format = "0.00"
    book.save(path)
    framed = import_prices(path, "--dry-run")
    book.active.cell(row=2, column=400).value = "only until Friday"
    book.save(path)

    with pytest.raises(CommandError, match="Line 2 has more than 300 columns"):
        call_command("import_prices", str(path))

    assert [row["after"]["price"] for row in framed["changed"]] == ["29.00"]
