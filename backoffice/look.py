"""
The colors a site chooses for its readers' pages, and the style sheet that they make.

Two colors are chosen for the light scheme, where they must be readable as words and as buttons; the
lighter ones of the dark scheme and the grounds of boxes follow. The sheet's address says the
colors, so browsers keep it for good and no page asks for anything to write it.
"""

from django import forms
from django.http import Http404, HttpRequest, HttpResponse

from backoffice.site_settings import SettingsGroup, register
from core.colors import (
    ENOUGH,
    Color,
    color_of,
    hex_of,
    least_contrast,
    mixed,
    readable,
    wash,
)

# As in static/site/tokens.css: what words stand on, in the light and in the dark.
GROUND, SHEET, SAND = (0xFB, 0xF9, 0xF5), (0xFF, 0xFE, 0xFC), (0xF5, 0xEF, 0xE6)
DARK_GROUND, DARK_SHEET, DARK_SAND = (0x18, 0x16, 0x14), (0x22, 0x1F, 0x1C), (0x28, 0x23, 0x1F)
DEFAULTS = {"accent": "#8f402a", "second": "#3f5c47"}
BLACK, WHITE = (0, 0, 0), (255, 255, 255)


@register
class Look(SettingsGroup):
    key, title = "look", "Colors"
    accent = forms.CharField(
        max_length=7,
        required=False,
        initial="",
        help_text=f"Links and buttons, such as {DEFAULTS['accent']}, which it is when this is "
        "empty. Lighter colors for the dark scheme are made from it.",
    )
    second = forms.CharField(
        max_length=7,
        required=False,
        initial="",
        help_text=f"Labels, signs, and chosen filters; {DEFAULTS['second']} when empty.",
    )

    def clean_accent(self) -> str:
        return self._checked("accent")

    def clean_second(self) -> str:
        return self._checked("second")

    def _checked(self, name: str) -> str:
        """Words in this color must be readable wherever they stand (WCAG 1.4.3)."""
        text: str = self.cleaned_data[name]
        if not text:
            return ""
        color = color_of(text)
        if color is None:
            raise forms.ValidationError("Enter a color as # and six digits, such as #8f402a.")
        grounds = _grounds(color)
        found = least_contrast(color, grounds)
        if found < ENOUGH:
            better = hex_of(readable(color, grounds, BLACK))
            raise forms.ValidationError(
                f"Words in {hex_of(color)} have a contrast of {found:.1f} to 1 on the site's "
                f"grounds; {ENOUGH} is needed. {better} is as near to it as can be read."
            )
        return hex_of(color)


def _grounds(color: Color) -> list[Color]:
    return [GROUND, SHEET, SAND, wash(color, GROUND)]


def look_name(accent: str, second: str) -> str:
    """What the sheet of these colors is called; "" where a site has chosen none."""
    if not (accent or second):
        return ""
    colors = accent or DEFAULTS["accent"], second or DEFAULTS["second"]
    return "-".join(color.removeprefix("#").lower() for color in colors)


def look_css(request: HttpRequest, colors: str) -> HttpResponse:
    """The sheet of two colors, of which the address says six digits each."""
    chosen = [color_of(digits) for digits in colors.split("-")]
    if len(chosen) != len(DEFAULTS):
        raise Http404
    lines = []
    for name, color in zip(("clay", "sage"), chosen, strict=True):
        if color is None:
            raise Http404
        lighter = mixed(WHITE, color, 0.35)
        dark_grounds = [DARK_GROUND, DARK_SHEET, DARK_SAND, wash(lighter, DARK_GROUND)]
        dark = readable(lighter, dark_grounds, WHITE)
        light_wash, dark_wash = wash(color, GROUND), wash(dark, DARK_GROUND)
        lines += [
            f"--{name}:light-dark({hex_of(color)},{hex_of(dark)});",
            f"--{name}-wash:light-dark({hex_of(light_wash)},{hex_of(dark_wash)});",
        ]
    sheet = f"@layer tokens{{:root{{{''.join(lines)}}}}}\n"
    return HttpResponse(
        sheet,
        content_type="text/css; charset=utf-8",
        headers={"Cache-Control": "public, max-age=31536000, immutable"},
    )
