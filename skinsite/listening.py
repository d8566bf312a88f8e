"""What the kernel knows of connections, of which granian tells us nothing. Linux alone shows it."""

import os
import socket
import stat
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from skinsite.handing_over import line_of

DESCRIPTORS = Path("/proc/self/fd")
SILENT_MS = 60_000
LOOK_SECONDS = 0.5  # at worst a reader waits so long to be let in
BROWSERS = 6  # connections that a browser keeps to one site


def end_silent_connections() -> None:
    """
    End a connection whose client takes nothing for a minute.

    Nothing above the kernel notices such a client, and it would keep its connection for ever.
    Connections inherit this from the socket that listens.
    """
    if hasattr(socket, "TCP_USER_TIMEOUT"):
        for ours in _sockets():
            if ours.getsockopt(socket.SOL_SOCKET, socket.SO_ACCEPTCONN):
                ours.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, SILENT_MS)


def keep_room(most: int) -> None:
    """For ever, in a thread: see that no few clients hold all of `most` connections."""
    if not DESCRIPTORS.exists():
        return
    most = min(most, os.sysconf("SC_OPEN_MAX") // 2)  # where the machine allows fewer
    accepts = (socket.SOL_SOCKET, socket.SO_ACCEPTCONN)
    ports = {ours.getsockname()[1] for ours in _sockets() if ours.getsockopt(*accepts)}
    while True:
        time.sleep(LOOK_SECONDS)
        share_room(ports, most)


def share_room(ports: set[int], most: int) -> None:
    """
    Where three quarters of `most` are held, end those of whoever holds most, until half are.

    Whatever they do with them: wait, send slowly, or ask something now and then. One whose
    connection ends between two requests, as a browser's of a large office may, opens another.
    """
    if len(_descriptors()) < most * 3 // 4:
        return
    held, kept = Counter(line for line, _ in _connections(ports)), Counter[str]()
    if held.total() < most * 3 // 4:
        return
    each = most // 2
    while each // 2 >= BROWSERS and sum(min(n, each) for n in held.values()) > most // 2:
        each //= 2
    for line, connection in _connections(ports):
        kept[line] += 1
        if kept[line] > each:
            with suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)  # whoever serves it sees an end


def _connections(ports: set[int]) -> Iterator[tuple[str, socket.socket]]:
    """Those to our ports (not ours to a database), each with whose it is."""
    for ours in _sockets():
        with suppress(OSError):  # listens, or ended just now
            if ours.getsockname()[1] in ports:
                yield line_of(ours.getpeername()[0]), ours


def _sockets() -> Iterator[socket.socket]:
    """What this process has open to a network, as copies: others may close theirs meanwhile."""
    for descriptor in _descriptors():
        try:
            copy = os.dup(descriptor)
        except OSError:
            continue
        if not stat.S_ISSOCK(os.fstat(copy).st_mode):
            os.close(copy)
            continue
        with socket.socket(fileno=copy) as ours:
            if ours.family in {socket.AF_INET, socket.AF_INET6}:
                yield ours


def _descriptors() -> list[int]:
    return [int(each.name) for each in DESCRIPTORS.iterdir()] if DESCRIPTORS.exists() else []
