"""A few threads for work that an event loop hands out."""

import asyncio
import threading
from collections.abc import Callable
from queue import SimpleQueue
from typing import Any


class Threads:
    """
    `most` threads that take calls in turn; an awaited call costs the event loop nothing.

    `ThreadPoolExecutor` does the same for 0.03 ms more a call, as much as granian's own share of a
    request. They end with the process: granian waits for what is being answered.
    """

    def __init__(self, loop: asyncio.AbstractEventLoop, most: int, name: str) -> None:
        self._loop, self._calls = loop, SimpleQueue[Any]()
        for number in range(most):
            threading.Thread(target=self._work, name=f"{name}-{number}", daemon=True).start()

    def run(self, function: Callable[..., Any], *arguments: Any) -> asyncio.Future[Any]:
        """What `function(*arguments)` returns or raises; called from the loop's own thread."""
        future = self._loop.create_future()
        self._calls.put((future, function, arguments))
        return future

    def _work(self) -> None:
        while True:
            future, function, arguments = self._calls.get()
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
