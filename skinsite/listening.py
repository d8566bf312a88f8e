"""What the kernel does for the socket that granian listens on."""

import os
import socket
from pathlib import Path

SILENT_MS = 60_000


def end_silent_connections() -> None:
    """
    End a connection whose client takes nothing for a minute.

    Nothing above the kernel notices such a client, and it would keep its connection for ever.
    Connections inherit this from the socket that listens. Linux alone has it.
    """
    descriptors = Path("/proc/self/fd")
    if not hasattr(socket, "TCP_USER_TIMEOUT") or not descriptors.exists():
        return
    for entry in list(descriptors.iterdir()):
        if entry.is_symlink() and str(entry.readlink()).startswith("socket:"):
            with socket.socket(fileno=os.dup(int(entry.name))) as ours:
                if ours.getsockopt(socket.SOL_SOCKET, socket.SO_ACCEPTCONN):
                    ours.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, SILENT_MS)
