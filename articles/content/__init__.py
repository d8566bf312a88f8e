"""
The content of an edition or a revision: the draft as plain data, and back.

Content (format 1) is a dict that JSON can hold:

    title, dek, topic          str
    image                      {picture: id, name, alt, credit, caption, width, height} or None
    authors                    ids of people, in the order of the byline
    review                     {reviewer: id, signed_on: "2026-11-22"} or None: only while in force
    tags                       names
    quotes                     [{id, kind, segments}]: those in the running text
    sources                    [{title, url}]
    corrections                [{on, text, kind}]
    blocks                     [{kind, …}], kinds as in articles/block_types.py

A draft snapshot, which a revision holds, has more; readers never see it:

    slug, status, reviewer     as in the form; the reviewer is an id or None
    image_alt, image_caption   what is typed there, even where no picture is chosen yet
    keys                       {"bylines": [id, …], "quote_uses": …, "sources": …, "corrections": …}
    positions                  what is typed as the authors' positions
    blocks[].key               “text-12”: tells the same block in two revisions

A key that a later program added may be missing in what was written before it: `kind` of a
correction, `title` of a call-out, `excerpt` of a pull quote. Whoever reads it says what holds then.

Words are in it; facts (prices, names, permissions) are ids and are read when the page is rendered.
"""

from typing import Any

Content = dict[str, Any]
