"""What each role may do with the picture library."""

from accounts.roles import (
    ALL,
    EDITOR,
    MEDICAL_REVIEWER,
    PRICE_ADMIN,
    VIEW,
    WRITE,
    WRITER,
    grant,
)

grant(
    WRITER,
    {"pictures.picture": WRITE},
    {"pictures.picture": "Not once readers see it: its license, crop and credit show at once."},
)
grant(EDITOR, {"pictures.picture": f"{ALL} release_picture"})
grant(MEDICAL_REVIEWER, {"pictures.picture": VIEW})
grant(PRICE_ADMIN, {"pictures.picture": VIEW})
