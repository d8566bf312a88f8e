"""A few threads for work that an event loop hands out, fairly among those who want it."""

import asyncio
import threading
from collections import deque
from collections.abc import Callable
from queue import SimpleQueue
from typing import Any


class Threads:
    """
    `most` threads that take calls in turn; an awaited call costs the event loop nothing.

    Clients take turns, not calls: whoever sends hundreds at once waits behind themselves, and
    another's one call is next.

    `ThreadPoolExecutor` does the same for 0.03 ms more a call, as much as granian's own share of a
    request. They end with the process: granian waits for what is being answered.
    """

    def __init__(self, loop: asyncio.AbstractEventLoop, most: int, name: str) -> None:
        self._loop = loop
        self._lock, self._coming = threading.Lock(), SimpleQueue[None]()  # an item for each call
        self._waiting: dict[str, deque[Any]] = {}  # by client; whose turn is next comes first
        for number in range(most):
            threading.Thread(target=self._work, name=f"{name}-{number}", daemon=True).start()

    def run(
        self, function: Callable[..., Any], *arguments: Any, client: str = ""
    ) -> asyncio.Future[Any]:
        """What `function(*arguments)` returns or raises; called from the loop's own thread."""
        future = self._loop.create_future()
        with self._lock:
            self._waiting.setdefault(client, deque()).append((future, function, arguments))
        self._coming.put(None)
        return future

    def _next(self) -> Any:
        self._coming.get()
        with self._lock:
            client = next(iter(self._waiting))
            calls = self._waiting.pop(client)
            call = calls.popleft()
            if calls:
                self._waiting[client] = calls  # behind everybody else
        return call

    def _work(self) -> None:
        while True:
            future, function, arguments = self._next()
            try:
                self._tell(future.set_result, future, function(*arguments))
            except BaseException as error:
                self._tell(future.set_exception, future, error)
            del future, function, arguments  # nothing of a request outlives it here

    def _tell(self, settle: Callable[[Any], None], future: asyncio.Future[Any], value: Any) -> None:
        def tell() -> None:
            if not future.done():  # whoever awaited it may be gone
                settle(value)

        self._loop.call_soon_threadsafe(tell)
