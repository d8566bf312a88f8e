"""From an ASGI scope to a WSGI environment, and from Django's response to what is sent."""

import io
import os
import sys
from collections.abc import Iterator
from functools import lru_cache
from ipaddress import ip_address, ip_network
from tempfile import SpooledTemporaryFile
from typing import IO, Any, NamedTuple

from django.conf import settings

from skinsite.wsgi import application

IN_MEMORY = 256 * 1024  # of an answer that comes piece by piece; a larger one goes to a file


class Answer(NamedTuple):
    """What is left to send once the thread is free again; whoever sends it closes a file."""

    status: int
    headers: list[tuple[str, str]]
    body: bytes | IO[bytes]


class FileOnDisk:
    """PEP 3333's `wsgi.file_wrapper`: how Django's handler says which file it wants sent."""

    def __init__(self, file: IO[bytes], block_size: int = 65536) -> None:
        self.file, self.block_size = file, block_size
        self.close = file.close  # Django has put the closing of its response there

    def __iter__(self) -> Iterator[bytes]:
        return iter(lambda: self.file.read(self.block_size), b"")

    def again(self) -> IO[bytes] | None:
        """The same file, open once more and apart; None where it is not a plain one."""
        file = getattr(self.file, "file", self.file)  # inside Django's File
        if not isinstance(file, (io.BufferedReader, io.FileIO)):
            return None
        descriptor = os.dup(file.fileno())
        os.lseek(descriptor, file.tell(), os.SEEK_SET)
        return os.fdopen(descriptor, "rb", buffering=0)


def answer_of(environ: dict[str, Any]) -> Answer:
    """In a thread: the whole answer. What is streamed is taken as fast as it comes."""
    begun: list[Any] = []
    handler: Any = application
    response = handler(environ, lambda *start: begun.extend(start))
    try:
        status, headers = int(begun[0][:3]), begun[1]
        if not isinstance(response, FileOnDisk) and not response.streaming:
            return Answer(status, headers, response.content)
        file = response.again() if isinstance(response, FileOnDisk) else None
        return Answer(status, headers, file or _spooled(response))
    finally:
        response.close()


def _spooled(pieces: Any) -> IO[bytes]:
    """No client, however slow, then holds a thread or a database's cursor."""
    file = SpooledTemporaryFile(IN_MEMORY)  # noqa: SIM115 -- whoever sends it closes it
    file.writelines(pieces)
    file.seek(0)
    return file


def environ_of(scope: dict[str, Any]) -> dict[str, Any]:
    """
    PEP 3333's environment.

    A header whose name has an underscore is a forger's: it would pass for one with a hyphen.
    """
    environ = {
        "REQUEST_METHOD": scope["method"],
        "SCRIPT_NAME": "",
        "PATH_INFO": scope["path"].encode("utf-8").decode("latin-1"),
        "QUERY_STRING": scope["query_string"].decode("latin-1"),
        "SERVER_NAME": scope["server"][0],
        "SERVER_PORT": str(scope["server"][1]),
        "SERVER_PROTOCOL": f"HTTP/{scope['http_version']}",
        "REMOTE_ADDR": scope["client"][0],
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scope["scheme"],
        "wsgi.input": io.BytesIO(),
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
        "wsgi.file_wrapper": FileOnDisk,
    }
    for name, value in scope["headers"]:
        if b"_" not in name:
            key, between = _key_of(name)
            text = value.decode("latin-1")
            environ[key] = f"{environ[key]}{between}{text}" if key in environ else text
    return environ


def client_of(environ: dict[str, Any]) -> str:
    """Whose request it is, as far as addresses tell: behind our own proxy, the one it appended."""
    address = environ["REMOTE_ADDR"]
    if settings.ALLAUTH_TRUSTED_PROXY_COUNT:
        address = environ.get("HTTP_X_FORWARDED_FOR", address).rpartition(",")[2].strip()
    return line_of(address)


@lru_cache(maxsize=4096)
def line_of(address: str) -> str:
    """
    The address, or of IPv6 the network that one line may have.

    Providers give a home a /56 and whoever asks, at home or of a hoster, a /48: by /64 one person
    would be 65,536 clients. Neighbors who then share turns are no more than behind one IPv4.
    """
    if ":" not in address:
        return address
    try:
        mapped = getattr(ip_address(address), "ipv4_mapped", None)  # where we listen on ::
        return str(mapped or ip_network((address, 48), strict=False))
    except ValueError:
        return address


def why_ambiguous(environ: dict[str, Any]) -> tuple[int, str] | None:
    """
    Status and sentence for what a proxy may read in another way (RFC 9112, 3.2 and 11.2).

    One of the two would take the end of a request for the next one. hyper refuses all that is no
    HTTP/1.1, and takes away a Content-Length beside a Transfer-Encoding: so the latter is enough to
    know. No browser sends one, and a proxy that has the body knows its length.
    """
    host = environ.get("HTTP_HOST", "")
    if "HTTP_TRANSFER_ENCODING" in environ:
        return 411, "Send the request in one piece, with its Content-Length."
    if "," in host or (not host and environ["SERVER_PROTOCOL"] == "HTTP/1.1"):
        return 400, "A request names one host."
    if not environ["PATH_INFO"].startswith("/"):
        return 400, "A request names a path of this site."
    return None


@lru_cache(maxsize=256)
def _key_of(name: bytes) -> tuple[str, str]:
    """A header's key in the environment, and what stands between two of the same name."""
    key = name.decode("latin-1").upper().replace("-", "_")
    is_bare = key in {"CONTENT_TYPE", "CONTENT_LENGTH"}
    return key if is_bare else f"HTTP_{key}", "; " if key == "COOKIE" else ","
