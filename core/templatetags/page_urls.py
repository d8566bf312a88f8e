"""The site's own addresses in templates."""

from django import template

from core.page_url import page_url

register = template.Library()

# `{% page_url 'tags:detail' tag.slug %}`: as `{% url %}`, but each address is worked out only once.
register.simple_tag(page_url, name="page_url")
