"""Word files made for tests from the little XML they need."""

import io
import zipfile

_TYPES = (
    '<?xml version="1.0" encoding="UTF-8"?>'
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels"'
    ' ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    '<Override PartName="/word/document.xml" ContentType='
    '"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/>'
    "</Types>"
)
_RELATIONS = (
    '<?xml version="1.0" encoding="UTF-8"?>'
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="rId1" Target="word/document.xml" Type='
    '"http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"/>'
    "</Relationships>"
)
_STYLES = (
    '<?xml version="1.0" encoding="UTF-8"?>'
    '<w:styles xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
    '<w:style w:type="paragraph" w:styleId="Title"><w:name w:val="Title"/></w:style>'
    '<w:style w:type="paragraph" w:styleId="Heading2"><w:name w:val="heading 2"/></w:style>'
    '<w:style w:type="character" w:styleId="Aside"><w:name w:val="Aside"/>'
    "<w:rPr><w:vanish/></w:rPr></w:style>"
    "</w:styles>"
)
_OPEN = (
    '<?xml version="1.0" encoding="UTF-8"?>{prolog}'
    '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    ' xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><w:body>'
)
_LINK = (
    '<Relationship Id="{id}" TargetMode="External" Target="{url}" Type='
    '"http://schemas.openxmlformats.org/officeDocument/2006/relationships/hyperlink"/>'
)


def run(words, looks=""):
    """A run of words; `looks` are its properties: "<w:strike/>", "<w:b/>", "<w:vanish/>"."""
    return f'<w:r><w:rPr>{looks}</w:rPr><w:t xml:space="preserve">{words}</w:t></w:r>'


def linked(words, rel):
    return f'<w:hyperlink r:id="{rel}">{run(words)}</w:hyperlink>'


def paragraph(*runs, style=""):
    looks = f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>' if style else ""
    return f"<w:p>{looks}{''.join(one if one[0] == '<' else run(one) for one in runs)}</w:p>"


def word_file(*paragraphs, links=None, prolog="", more=None):
    """The bytes of a .docx; `links` are id → address, `more` further parts of it."""
    relations = "".join(_LINK.format(id=key, url=url) for key, url in (links or {}).items())
    parts = {
        "[Content_Types].xml": _TYPES,
        "_rels/.rels": _RELATIONS,
        "word/document.xml": _OPEN.format(prolog=prolog)
        + "".join(paragraphs)
        + "</w:body></w:document>",
        "word/styles.xml": _STYLES,
        "word/_rels/document.xml.rels": '<Relationships xmlns="http://schemas.openxmlformats.org'
        f'/package/2006/relationships">{relations}</Relationships>',
        **(more or {}),
    }
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, xml in parts.items():
            packed.writestr(name, xml)
    return buffer.getvalue()
