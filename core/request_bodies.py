"""
How large the body of a request may be, by address: the one list that the server reads.

1 MB everywhere. A view that takes more says so beside itself, with `allow_body`; that holds for
whoever is signed in, so a stranger never sends more than 1 MB to any address. The server
(`skinsite/asgi.py`) asks before a thread, CSRF or the disk has anything to do with the request.
"""

MEGABYTE = 1024 * 1024
USUAL = MEGABYTE  # bytes

_larger: dict[str, int] = {}


def allow_body(url_name: str, most: int) -> None:
    """Let the address of this name (`admin:pictures_picture_add`) take up to `most` bytes."""
    _larger[url_name] = most


def most_allowed(url_name: str) -> int:
    """Bytes that somebody signed in may send to the address of this name."""
    return max(USUAL, _larger.get(url_name, USUAL))
