"""
A Firefox driven by Marionette, the protocol it speaks by itself: no driver to install.

Playwright drives a build of its own only; what is needed here is small: open a page, run a script.
"""

import json
import shutil
import socket
import subprocess
import tempfile
import time
from pathlib import Path
from typing import Any

_START_SECONDS = 60


class Firefox:
    """`go(address)`, `run(script, *arguments)`; the script's `return` comes back."""

    def __init__(self, program: str, preferences: dict[str, Any] | None = None) -> None:
        self._profile = Path(tempfile.mkdtemp(prefix="skinsite-firefox-"))
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        (self._profile / "user.js").write_text(
            f'user_pref("marionette.port", {port});\n'
            'user_pref("datareporting.policy.dataSubmissionEnabled", false);\n'
            'user_pref("network.captive-portal-service.enabled", false);\n'
            'user_pref("network.connectivity-service.enabled", false);\n'
            + "".join(
                f"user_pref({json.dumps(name)}, {json.dumps(value)});\n"
                for name, value in (preferences or {}).items()
            )
        )
        self._wire: Any = None
        self._process = subprocess.Popen(
            [program, "--headless", "--marionette", "--no-remote", "--profile", self._profile],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            self._wire = self._connected(port)
            self._read()  # how it greets
            self._last = 0
            self.send("WebDriver:NewSession", {"capabilities": {"alwaysMatch": {}}})
        except BaseException:
            self.close()
            raise

    def _connected(self, port: int) -> Any:
        until = time.monotonic() + _START_SECONDS
        while True:
            try:
                with socket.create_connection(("127.0.0.1", port), timeout=60) as connection:
                    return connection.makefile("rwb")  # which holds it open until it is closed
            except OSError:
                if time.monotonic() > until or self._process.poll() is not None:
                    raise
                time.sleep(0.2)

    def send(self, command: str, parameters: dict | None = None) -> Any:
        self._last += 1
        message = json.dumps([0, self._last, command, parameters or {}]).encode()
        self._wire.write(b"%d:%s" % (len(message), message))
        self._wire.flush()
        _, _, error, result = self._read()
        if error:
            raise AssertionError(f"{command}: {error['error']}: {error['message']}")
        return result

    def _read(self) -> Any:
        length = b""
        while (byte := self._wire.read(1)) != b":":
            length += byte
        return json.loads(self._wire.read(int(length)))

    def go(self, address: str) -> None:
        self.send("WebDriver:Navigate", {"url": address})

    def run(self, script: str, *arguments: Any) -> Any:
        """What `script` returns; a promise is waited for."""
        parameters = {"script": script, "args": list(arguments), "sandbox": None}
        return self.send("WebDriver:ExecuteScript", parameters)["value"]

    def close(self) -> None:
        if self._wire:
            self._wire.close()
        self._process.terminate()
        try:
            self._process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        shutil.rmtree(self._profile, ignore_errors=True)
