"""
Hands at a page, by the keystroke model: how many actions a task takes, and how long.

The times are those of Card, Moran and Newell for somebody who knows the page: a key 0.28 s, a
pointing 1.1 s, a click 0.2 s, from keyboard to mouse and back 0.4 s, thinking before each action
1.35 s. Words that are typed are one action, of as many keys.
"""

from dataclasses import dataclass

from playwright.sync_api import Locator, Page

KEY, POINT, CLICK, HOME, THINK = 0.28, 1.1, 0.2, 0.4, 1.35


@dataclass
class Hand:
    """Counts what is done by it."""

    page: Page
    actions: int = 0
    seconds: float = 0.0
    at_mouse: bool = False

    def click(self, target: Locator) -> None:
        target.click()
        self._count(POINT + CLICK, at_mouse=True)

    def press(self, keys: str) -> None:
        self.page.keyboard.press(keys)
        self._count(KEY * (keys.count("+") + 1), at_mouse=False)

    def type(self, words: str) -> None:
        self.page.keyboard.type(words)
        self._count(KEY * len(words), at_mouse=False)

    def _count(self, seconds: float, *, at_mouse: bool) -> None:
        self.actions += 1
        self.seconds += THINK + seconds + (HOME if at_mouse != self.at_mouse else 0)
        self.at_mouse = at_mouse
