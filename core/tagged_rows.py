"""Tags of rows that somebody follows: giving and taking one is told as a write of the row."""

from typing import Any

from taggit.managers import _TaggableManager

from core.shown_facts import tell_written


class ToldTagManager(_TaggableManager):
    """For `TaggableManager(manager=…)`: whoever changes tags through a row ends in one of these."""

    def add(self, *tags: Any, **options: Any) -> None:
        super().add(*tags, **options)
        if tags:
            tell_written([self.instance])

    def remove(self, *tags: Any) -> None:
        super().remove(*tags)
        if tags:
            tell_written([self.instance])

    def clear(self) -> None:
        super().clear()
        tell_written([self.instance])
