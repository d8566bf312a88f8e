"""A few threads for work that an event loop hands out, fairly among those who want it."""

import asyncio
import threading
from collections import deque
from collections.abc import Callable
from queue import SimpleQueue
from typing import Any

# Calls that wait. A browser asks six things at once; 128 pages are two or three seconds of work.
WAITING, WAITING_OF_ONE = 128, 32


class Full(Exception):
    """So much waits already that this call is not made."""


class Threads:
    """
    `most` threads that take calls in turn; an awaited call costs the event loop nothing.

    Clients take turns, not calls: whoever sends hundreds at once waits behind themselves, and
    another's one call is next. What waits is bounded, and a newcomer is let in at the cost of
    whoever has most waiting. A call whose future is done when its turn comes is not made.

    `ThreadPoolExecutor` does the same for 0.03 ms more a call, as much as granian's own share of a
    request. They end with the process: granian waits for what is being answered.
    """

    def __init__(self, loop: asyncio.AbstractEventLoop, most: int, name: str) -> None:
        self._loop, self._most = loop, most
        self._lock, self._coming = threading.Lock(), SimpleQueue[None]()  # an item for each call
        self._waiting: dict[str, deque[Any]] = {}  # by client; whose turn is next comes first
        self._count = 0
        for number in range(most):
            threading.Thread(target=self._work, name=f"{name}-{number}", daemon=True).start()

    def run(
        self, function: Callable[..., Any], *arguments: Any, client: str = ""
    ) -> asyncio.Future[Any]:
        """
        What `function(*arguments)` returns or raises, or `Full`.

        Called from the loop's own thread.
        """
        future = self._loop.create_future()
        with self._lock:
            calls = self._waiting.setdefault(client, deque())
            calls.append((future, function, arguments))
            if len(calls) <= WAITING_OF_ONE and self._count < WAITING:
                self._count += 1
                self._coming.put(None)
                return future
            if len(calls) <= WAITING_OF_ONE:  # of equals the newcomer, who has waited least
                client = max((client, *self._waiting), key=lambda one: len(self._waiting[one]))
            refused = self._waiting[client].pop()[0]
            if not self._waiting[client]:
                del self._waiting[client]
        if not refused.done():
            refused.set_exception(Full)
        return future

    @property
    def have_a_queue(self) -> bool:
        return self._count > self._most

    def _next(self) -> Any:
        while True:
            self._coming.get()
            with self._lock:
                client = next(iter(self._waiting))
                calls = self._waiting.pop(client)
                call = calls.popleft()
                self._count -= 1
                if calls:
                    self._waiting[client] = calls  # behind everybody else
            if not call[0].done():
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
