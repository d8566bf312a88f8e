"""Small Word files for tests: paragraphs as WordprocessingML, packed."""

import io
import zipfile
from xml.sax.saxutils import escape, quoteattr

_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" '
    'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    '<Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-'
    'officedocument.wordprocessingml.document.main+xml"/>'
    '<Override PartName="/word/styles.xml" ContentType="application/vnd.openxmlformats-'
    'officedocument.wordprocessingml.styles+xml"/></Types>'
)
_STYLES = ["Title", "Subtitle", "Quote", "Intense Quote", *(f"heading {n}" for n in range(1, 5))]

HIDING = "Aside"  # a style of characters that hides them


def run(words, properties=""):
    """A run; `properties` as in `<w:b/>`, `<w:strike/>`, `<w:vanish/>`."""
    told = f"<w:rPr>{properties}</w:rPr>" if properties else ""
    return f'<w:r>{told}<w:t xml:space="preserve">{escape(words)}</w:t></w:r>'


def paragraph(*runs, style=""):
    """A paragraph of runs (a plain string is one), perhaps in a style: "Title", "heading 1"."""
    told = f'<w:pPr><w:pStyle w:val="{style.replace(" ", "")}"/></w:pPr>' if style else ""
    inner = "".join(one if one.startswith("<") else run(one) for one in runs)
    return f"<w:p>{told}{inner}</w:p>"


def table(*rows):
    cells = (
        "<w:tr>" + "".join(f"<w:tc>{paragraph(cell)}</w:tc>" for cell in row) + "</w:tr>"
        for row in rows
    )
    return f"<w:tbl>{''.join(cells)}</w:tbl>"


class Links:
    """Links are kept apart from the words in a Word file."""

    def __init__(self):
        self.targets = []

    def link(self, words, address):
        self.targets.append(address)
        return f'<w:hyperlink r:id="rId{len(self.targets) + 1}">{run(words)}</w:hyperlink>'


def docx(*body, links=(), prolog="", parts=None):
    """
    The bytes of a Word file with these paragraphs and tables; `links` are addresses, as in `Links`.

    `prolog` stands before the document's element, `parts` are further files or other ones.
    """
    relations = "".join(
        f'<Relationship Id="rId{number}" Type="{_R}/hyperlink" Target={quoteattr(address)} '
        'TargetMode="External"/>'
        for number, address in enumerate(links, start=2)
    )
    styles = "".join(
        f'<w:style w:type="paragraph" w:styleId="{name.replace(" ", "")}">'
        f'<w:name w:val="{name}"/></w:style>'
        for name in _STYLES
    )
    hiding = (
        f'<w:style w:type="character" w:styleId="{HIDING}"><w:rPr><w:vanish/></w:rPr></w:style>'
    )
    package = "http://schemas.openxmlformats.org/package/2006/relationships"
    files = {
        "[Content_Types].xml": _TYPES,
        "_rels/.rels": f'<Relationships xmlns="{package}"><Relationship Id="rId1" '
        f'Type="{_R}/officeDocument" Target="word/document.xml"/></Relationships>',
        "word/_rels/document.xml.rels": f'<Relationships xmlns="{package}"><Relationship Id="rId1" '
        f'Type="{_R}/styles" Target="styles.xml"/>{relations}</Relationships>',
        "word/styles.xml": f'<w:styles xmlns:w="{_W}">{styles}{hiding}</w:styles>',
        "word/document.xml": f'{prolog}<w:document xmlns:w="{_W}" xmlns:r="{_R}"><w:body>'
        f"{''.join(body)}</w:body></w:document>",
        **(parts or {}),
    }
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            # A fixed date: the same paragraphs give the same bytes.
            entry = zipfile.ZipInfo(name, (2026, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, content)
    return packed.getvalue()
