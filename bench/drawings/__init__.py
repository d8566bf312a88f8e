"""
The sample pictures as SVG: skin, water, leaves and light in the site's own colors, and no things.

A product is a swatch of what it feels like, with its name in type: a drawn packaging would be one
that nobody makes. A person is two initials over leaves: nobody has that face.
"""
