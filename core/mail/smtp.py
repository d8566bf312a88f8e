"""Django's SMTP, with an end: a server that sends a byte now and then holds nobody up."""

import os
import smtplib
import socket
import threading
from typing import Any

from django.conf import settings
from django.core.mail.backends import smtp


class EndingSMTP(smtplib.SMTP):
    """
    A connection that is cut `settings.EMAIL_DEADLINE` seconds after it was made.

    EMAIL_TIMEOUT is about each step alone, and a letter has dozens.
    """

    def _get_socket(self, host: str, port: int, timeout: float) -> socket.socket:
        made: socket.socket = super()._get_socket(host, port, timeout)  # type: ignore[misc]
        # A second handle: TLS takes the first one away.
        handle = socket.socket(fileno=os.dup(made.fileno()))
        self._end = threading.Timer(settings.EMAIL_DEADLINE, _cut, [handle])
        self._end.daemon = True
        self._end.start()
        self._handle = handle
        return made

    def close(self) -> None:
        if hasattr(self, "_end"):
            self._end.cancel()
            self._handle.close()
        super().close()


class EndingSMTPOverTLS(smtplib.SMTP_SSL, EndingSMTP):
    """The same with TLS from the first byte: its handshake counts, too."""


def _cut(handle: socket.socket) -> None:
    try:
        handle.shutdown(socket.SHUT_RDWR)
    except OSError:
        return  # it has ended by itself


class EmailBackend(smtp.EmailBackend):
    @property
    def connection_class(self) -> Any:
        return EndingSMTPOverTLS if self.use_ssl else EndingSMTP
