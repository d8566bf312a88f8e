"""
Start the server: `python -m skinsite.serve --host 127.0.0.1 --port 8000`.

Everything about connections is decided here, with its reason; what a request may do is
`skinsite/asgi.py`. This process loads no Django; its child does.
"""

import argparse
import contextlib
import ctypes
import os

from granian import Granian
from granian.constants import HTTPModes, Interfaces
from granian.http import HTTP1Settings
from granian.log import LogLevels

with contextlib.suppress(ImportError):
    import resource  # not on Windows, where nothing limits them

# One that waits costs some 20 kB and a file descriptor, so there may be many: whoever wants to
# stop the site by holding connections needs more than these. As many again wait in the kernel.
CONNECTIONS = 2_000
DESCRIPTORS = 2 * CONNECTIONS + 200  # a connection, the file on its way there, and our own
# Headers come in one packet; a browser that uses its connection again does so within seconds.
HEADER_SECONDS = 10
# All headers together, and what of an answer waits beside the pieces of skinsite/asgi.py.
BUFFER = 16 * 1024
STATEMENT_SECONDS = "30"  # of PostgreSQL for one statement of a page; ours take milliseconds
# By itself glibc gives each thread a heap, which keeps 20 MB of what its largest request took. Here
# all have one, whose end goes back to the system, with large pieces beside it.
TRIM_THRESHOLD, MMAP_THRESHOLD, ARENA_MAX = -1, -3, -8  # glibc's numbers for `mallopt`
LARGE = 256 * 1024
STOP_SECONDS = 10  # for what is being answered: a client that reads nothing must not hold it up


def main() -> None:
    """Serve until SIGINT or SIGTERM."""
    parser = argparse.ArgumentParser(prog="python -m skinsite.serve", description="The server.")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8000)
    options = parser.parse_args()
    _allow_descriptors()
    _keep_little_memory()
    os.environ.setdefault("STATEMENT_SECONDS", STATEMENT_SECONDS)
    Granian(
        "skinsite.asgi:site",
        address=options.host,
        port=options.port,
        interface=Interfaces.ASGINL,
        http=HTTPModes.http1,  # HTTP/2 without TLS is for nobody; a proxy before us talks HTTP/1.1
        websockets=False,
        backlog=CONNECTIONS,
        backpressure=CONNECTIONS,
        http1_settings=HTTP1Settings(
            header_read_timeout=HEADER_SECONDS * 1000, max_buffer_size=BUFFER
        ),
        workers_kill_timeout=STOP_SECONDS,
        respawn_failed_workers=True,  # one that the kernel killed for its memory, say
        # Its warnings say that a worker had to be killed even where that one had ended.
        log_level=LogLevels.error,
    ).serve()


def _keep_little_memory() -> None:
    """For this process and those it forks, where there is glibc."""
    with contextlib.suppress(AttributeError, OSError, TypeError):
        libc = ctypes.CDLL(None)
        libc.mallopt(ARENA_MAX, 1)
        libc.mallopt(MMAP_THRESHOLD, LARGE)
        libc.mallopt(TRIM_THRESHOLD, LARGE)


def _allow_descriptors() -> None:
    """As many as may be needed, where the machine lets us; often only 1,024 are given."""
    with contextlib.suppress(NameError, ValueError, OSError):
        soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        most = DESCRIPTORS if hard == resource.RLIM_INFINITY else min(DESCRIPTORS, hard)
        resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, most), hard))


if __name__ == "__main__":
    main()
