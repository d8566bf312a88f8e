"""Faults of layout, each as a kind: printed whole, no holes, nothing hidden seen or too wide."""

import shutil

import pytest

from articles.models import ArticleSource, CallOut, TextBlock
from articles.publishing.schedule import publish
from bench.sheets import BLOCKS, faults_of
from people.models import BrandTie
from tests.factories import (
    make_article,
    make_brand,
    make_offer,
    make_person,
    make_picture,
    make_product,
    make_question,
    make_quote,
)

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

LONG = "Methylchloroisothiazolinone-methyl"  # 34 letters, as on a label
MARGINS = dict.fromkeys(("top", "right", "bottom", "left"), "1cm")
PATHS = [
    "/",
    "/articles/",
    "/articles/long/",
    "/tags/",
    "/tags/milia/",
    "/products/",
    "/products/pads/",
    "/brands/{brand}/",
    "/experts/",
    "/experts/anna/",
    "/faq/",
    "/faq/pop/",
    "/no-such-page/",
]
# For each class that a style sheet knows: is an element of it, hidden, gone?
SEEN_THOUGH_HIDDEN = """() => {
  const names = new Set()
  const collect = (rules) => {
    for (const rule of rules) {
      if (rule.cssRules) collect(rule.cssRules)
      for (const [, name] of (rule.selectorText ?? "").matchAll(/\\.([\\w-]+)/g)) names.add(name)
    }
  }
  for (const sheet of document.styleSheets) collect(sheet.cssRules)
  const main = document.querySelector("main, #content")
  return [...names].filter((name) => {
    const probe = document.createElement("div")
    probe.className = name
    probe.hidden = true
    main.append(probe)
    const { display } = getComputedStyle(probe)
    probe.remove()
    return display !== "none"
  })
}"""
TOO_WIDE = """() => [...document.querySelectorAll("body *")]
  .filter((element) => !element.closest(".table-box, .visually-hidden, .prose-editor dialog"))
  .filter((element) => element.getBoundingClientRect().right > innerWidth + 1)
  .map((element) => `${element.localName}.${element.className}`).slice(0, 8)"""


def sections(*, about, times):
    """Text enough to run over pages, each paragraph with words that stand nowhere else."""
    return "".join(
        f"<h2>{about} {n}</h2>"
        + "".join(
            f"<p>{about}{n}part{part} {'Retinoids need care and time. ' * 8}</p>"
            for part in range(3)
        )
        for n in range(times)
    )


@pytest.fixture
def site(db):
    """One page of each kind, each longer than a sheet of paper and with a word of 34 letters."""
    brand = make_brand("Open Brand")
    anna = make_person(
        f"Anna {LONG}",
        slug="anna",
        honorific="Dr.",
        credentials="MD",
        job_title=LONG,
        bio=f"Knows {LONG}. " * 20,
        picture=make_picture(size=(400, 400)),
        image_alt="Anna at her desk.",
    )
    BrandTie.objects.create(person=anna, brand=brand, kind=BrandTie.Kind.PAID, note=LONG)
    pads = make_product(
        f"{LONG} pads",
        slug="pads",
        brand=brand,
        size=LONG,
        description=f"With {LONG}. " * 40,
        tags=["milia", LONG.lower()],
        picture=make_picture(size=(600, 600)),
        image_alt="A jar.",
    )
    make_offer("19.00", product=pads, list_price="31.00")
    products = [pads, *(make_product(f"Cream number{n}", brand=brand) for n in range(12))]
    for product in products[1:]:
        make_offer("12.00", product=product)
    questions = [
        make_question(
            f"Why does {LONG} sting{n}?",
            slug="pop" if n == 0 else f"question-{n}",
            tags=["milia"],
            answer=sections(about=f"answer{n}x", times=2 if n else 6),
        )
        for n in range(6)
    ]
    article = make_article(
        f"{LONG} in a title",
        slug="long",
        dek=f"What {LONG} does.",
        topic=LONG,
        tags=["milia", LONG.lower()],
        author=anna,
        picture=make_picture(size=(800, 500), credit=LONG),
        image_alt="A bead.",
        image_caption=f"A bead of {LONG}.",
        html=f"<p>First {LONG}.</p>{sections(about='text', times=6)}",
        products=products,
        quotes=[make_quote(f"I never use {LONG}.", speaker=anna)],
        questions=questions,
        publish=False,
    )
    for n in range(8):
        block = {"parent": article, "region": "main", "ordering": 1000 + n}
        lines = "".join(f"<p>Ask{n}x{line} a doctor first.</p>" for line in range(9 * n))
        html = f"<p>Pregnant{n}: {LONG}.</p>{lines}"
        CallOut.objects.create(tone="care", html=html, **block)
        TextBlock.objects.create(html=sections(about=f"more{n}x", times=1), **block)
    for n in range(30):
        ArticleSource.objects.create(
            article=article, title=f"Source{n} {LONG}", url=f"https://a.example/{LONG}/{n}"
        )
    publish(article)
    for n in range(14):
        make_article(f"Story number{n} {LONG}", tags=["milia"], dek=f"About story{n}.", author=anna)
    for n in range(12):
        make_person(f"Expert Number{n}", slug=f"expert-{n}", job_title="dermatologist")
    return brand


def faults_on_paper(page, sheet, *, height):
    """What is wrong with the page on sheets of this height, in centimetres."""
    blocks = page.evaluate(BLOCKS)
    page.pdf(path=sheet, width="21cm", height=f"{height}cm", margin=MARGINS)
    return [fault for fault in faults_of(blocks, sheet) if not fault.startswith("pictures")]


@pytest.fixture
def sheet(page, tmp_path):
    if not shutil.which("pdftotext"):
        pytest.skip("There is no pdftotext here (on Debian: apt-get install poppler-utils).")
    page.emulate_media(media="print")
    return tmp_path / "page.pdf"


def test_every_block_of_every_page_is_printed_whole(page, live_server, site, sheet):
    faults = {}

    for path in PATHS:
        page.goto(live_server.url + path.format(brand=site.slug))
        faults[path] = faults_on_paper(page, sheet, height=29.7)

    assert {path: told for path, told in faults.items() if told} == {}


def test_no_block_of_an_article_is_lost_or_torn_wherever_a_sheet_ends(
    page, live_server, site, sheet
):
    page.goto(f"{live_server.url}/articles/long/")

    faults = {height: faults_on_paper(page, sheet, height=height) for height in range(14, 32, 3)}

    assert {height: told for height, told in faults.items() if told} == {}


def test_a_word_of_34_letters_makes_no_phone_scroll_sideways(page, live_server, site):
    page.set_viewport_size({"width": 390, "height": 800})
    too_wide = {}

    for path in PATHS:
        page.goto(live_server.url + path.format(brand=site.slug))
        page.evaluate("for (const each of document.querySelectorAll('details')) each.open = true")
        too_wide[path] = page.evaluate(TOO_WIDE)
        if page.evaluate("document.documentElement.scrollWidth") > 390:
            too_wide[path].append("the page itself")

    assert {path: found for path, found in too_wide.items() if found} == {}


def test_what_is_hidden_is_not_seen_and_the_sources_of_a_picture_take_no_place(
    page, live_server, site
):
    page.goto(f"{live_server.url}/articles/long/")

    displays = page.evaluate(
        """() => [...document.querySelectorAll("picture, main")].map((place) => {
          const source = document.createElement("source")
          place.prepend(source)
          const { display } = getComputedStyle(source)
          source.remove()
          return display
        })"""
    )

    assert set(displays) == {"none"}
    assert page.evaluate(SEEN_THOUGH_HIDDEN) == []


def test_a_link_that_leads_out_prints_its_address_in_any_block(page, live_server):
    page.goto(live_server.url + make_article().get_absolute_url())
    page.emulate_media(media="print")

    after = """([href, name]) => {
      const link = Object.assign(document.createElement("a"), { href, className: name })
      document.querySelector(".article > .body").append(link)
      return getComputedStyle(link, "::after").content
    }"""
    out, shop, inside = (
        page.evaluate(after, each)
        for each in (
            ["https://video.example/7", ""],
            ["https://shop.example/7?tag=ours", "shop-link"],
            ["/experts/anna/", ""],
        )
    )

    assert "https://video.example/7" in out
    assert shop == inside == "none"
