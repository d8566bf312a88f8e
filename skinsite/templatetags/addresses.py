"""The site's own addresses in templates."""

from django import template

from skinsite.addresses import page_address

register = template.Library()

# `{% address 'tags:detail' tag.slug %}`: as `{% url %}`, but each address is worked out only once.
register.simple_tag(page_address, name="address")
