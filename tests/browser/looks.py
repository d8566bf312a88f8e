"""How a page looks: what axe finds on a desk and on a phone, by day and by night, and its width."""

from pathlib import Path

import axe_playwright_python

AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# Both widths and both color schemes, each once: colors are named once for both, and what only one
# of the widths shows is the frame.
WINDOWS = ((320, "dark", None), (1280, "light", WCAG), (390, "dark", WCAG))
# So a page with the frame is looked at in the other two, too, for what a scheme can change.
OF_LOOKS = {"type": "rule", "values": ["color-contrast", "target-size"]}
EVERY_WINDOW = (*WINDOWS, (1280, "dark", OF_LOOKS), (390, "light", OF_LOOKS))
# Links fade from one scheme's color to the other's. Preloading, axe would write the imported style
# sheets into the page, which the content policy reports.
ASK = """async ([within, rules]) => {
    for (const each of document.getAnimations()) each instanceof CSSTransition && each.finish()
    const options = {runOnly: rules, resultTypes: ["violations"], preload: false}
    const found = await axe.run(within ?? document, options)
    return found.violations.map(one => `${one.id}: ${one.help} `
        + one.nodes.slice(0, 4).map(node => node.html.slice(0, 160) + " "
            + (node.any[0]?.message ?? "")).join(" | "))
}"""


def axe(page, rules=WCAG, *, within=None):
    """A sentence for each rule that the open page breaks, as it stands."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE)
    return page.evaluate(ASK, [within, rules])


def look_at(page, where="", complaints=(), *, within=None, windows=WINDOWS):
    """
    A sentence for each fault of the open page in windows of these kinds.

    `complaints` are told among them and forgotten. The window is a desk's afterwards.
    """
    wrong = [f"{where} makes the browser complain: {text}" for text in complaints]
    if complaints:
        complaints.clear()
    for width, scheme, rules in windows:
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        if (wide := page.evaluate("document.documentElement.scrollWidth")) > width:
            wrong.append(f"{where} is {wide} pixels wide in a window of {width}.")
        wrong += [
            f"{where}, {scheme}, {width}: {found}"
            for found in (axe(page, rules, within=within) if rules else [])
        ]
    page.set_viewport_size({"width": 1280, "height": 900})
    return wrong
