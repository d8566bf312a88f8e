"""Sources: where what an article or an answer says can be looked up (docs/rules.md 4.11)."""

from django.db import models

from core.hidden_characters import LineField
from core.http_urls import HttpURLField, http_url_constraint


class Source(models.Model):
    """A title and an address; whoever builds on it says what it is a source of."""

    title = LineField(max_length=250)
    url = HttpURLField("address", blank=False)

    class Meta:
        abstract = True
        ordering = ["pk"]
        verbose_name = "source"
        constraints = [http_url_constraint("url", "%(class)s_url_is_http")]

    def __str__(self) -> str:
        return self.title
