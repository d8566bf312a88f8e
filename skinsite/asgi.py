"""
The site as the server calls it: ASGI outside, Django's WSGI handler inside.

The event loop reads a body, with a limit and a time-out, and only then takes a thread; the thread
makes the whole answer, and the event loop hands it over as fast as the client reads. So no thread
ever waits for a client. docs/decisions/0027
"""

import asyncio
import logging
import multiprocessing
import os
import signal
import time
from collections import Counter
from tempfile import SpooledTemporaryFile
from threading import Thread
from typing import IO, Any

import skinsite.wsgi  # noqa: F401 -- sets Django up; what follows imports models

# isort: split
from django.conf import settings
from django.db import DatabaseError
from whitenoise.middleware import WhiteNoiseMiddleware

from core.busy import CAME_AT, RETRY_AFTER, why_busy
from core.request_bodies import MEGABYTE, USUAL
from pictures.files import open_public
from pictures.public_media import keep_public_swept
from skinsite import listening, urls  # noqa: F401 -- addresses now, not in the first request
from skinsite.handing_over import Answer, answer_of, client_of, environ_of, why_ambiguous
from skinsite.health import HEADERS, TYPE
from skinsite.serve import CONNECTIONS
from skinsite.threads import Full, Threads
from skinsite.upload_limits import limit_for

# Threads hold the interpreter's lock in turn, so more of them would not answer sooner: four keep
# two cores at work while one waits for the database. Whoever changes something may wait for
# the database's lock and has threads apart, so that readers don't queue behind.
READERS, WRITERS = 4, 4
CHECKS = 2  # for /readyz, which says nothing of readers who queue; one may hang on a disk
SAFE = {"GET", "HEAD"}
METHODS = {*SAFE, "POST"}  # a TRACE would tell a page's script the headers it may not see
# A body has 20 s, and a second more for each 10 kB that came: 1 MB within two minutes, over any
# line that people have, while a byte a second is refused after 20 s.
BODY_SECONDS, BODY_RATE = 20, 10_000
BODIES_IN_MEMORY = 32 * MEGABYTE  # of all requests together; further ones are told to come again
BODIES_OF_ONE = 16  # that a client may be sending, so half of that memory is for others
LATER = "The site is busy. Send it again in a minute."
RETRY, CLOSE = ("Retry-After", str(RETRY_AFTER)), ("connection", "close")
BROKEN_OFF = 400, "The request broke off. Send it again."
# After a refusal the rest of a body is read and dropped: a client that reads nothing before all is
# sent would see a reset and no sentence. Of a larger one it may see that.
DROPPED = 32 * MEGABYTE
LINGER_SECONDS = 2  # for a larger one, and for one that came too slowly
# What one client that doesn't read keeps in memory: granian takes four pieces ahead.
PIECE = 8 * 1024
PIECES_IN_A_ROW = 16  # before others have their turn


logger = logging.getLogger(__name__)


class Refused(Exception):
    """`(status, sentence, *headers)`: the request goes no further."""


class Body:
    """What a request carries, as far as it came: in memory up to 1 MB, then in a file."""

    def __init__(self, environ: dict[str, Any]) -> None:
        self.environ, self.declared = environ, int(environ["CONTENT_LENGTH"])
        self.client = client_of(environ)
        self.file: IO[bytes] = SpooledTemporaryFile(USUAL)  # noqa: SIM115 -- Site closes it
        self.limit, self.size, self.held = USUAL, 0, 0


class Site:
    """What granian calls for each request."""

    def __init__(self, *, sweeps: bool = False) -> None:
        self.sweeps = sweeps  # ends what readers may have no longer, and who holds too much
        self.loop: asyncio.AbstractEventLoop | None = None
        self.held = 0  # bytes of bodies in memory
        self.bodies = Counter[str]()  # being received, by client
        # In development files change, and Django's own middleware looks for them each time.
        self.files = {} if settings.DEBUG else WhiteNoiseMiddleware(_nothing).files

    def begin(self) -> None:
        """With the first request: an event loop runs and granian listens."""
        self.loop = asyncio.get_running_loop()
        self.readers = Threads(self.loop, READERS, "reader")
        self.writers = Threads(self.loop, WRITERS, "writer")
        self.checks = Threads(self.loop, CHECKS, "check")
        listening.end_silent_connections()
        if self.sweeps:
            Thread(target=keep_public_swept, name="sweeper", daemon=True).start()
            if not settings.ALLAUTH_TRUSTED_PROXY_COUNT:  # or all connections are the proxy's
                Thread(target=listening.keep_room, args=(CONNECTIONS,), daemon=True).start()

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Any) -> None:
        if self.loop is None:
            self.begin()
        method, environ = scope["method"], environ_of(scope)
        answer = self.at_once(method, scope["path"], environ)
        if answer is None:
            threads = self.readers if method in SAFE else self.writers
            if "CONTENT_LENGTH" in environ:
                answer = await self.with_body(threads, environ, receive)
            else:
                threads = self.checks if scope["path"] == "/readyz" else threads
                answer = await made_by(threads, environ, receive)
        await send_answer(send, method, answer)
        if CLOSE in answer.headers:
            await _read_on(receive, answer, int(environ.get("CONTENT_LENGTH", DROPPED)))

    def at_once(self, method: str, path: str, environ: dict[str, Any]) -> Answer | None:
        """What needs no thread, however busy they are."""
        if ambiguous := why_ambiguous(environ):
            return _plain(*ambiguous, CLOSE)
        if method not in METHODS:
            allow = ("Allow", ", ".join(sorted(METHODS)))
            return _plain(405, "This site answers GET, HEAD and POST.", allow, CLOSE)
        if path == "/healthz" and method in {"GET", "HEAD"}:
            return _plain(200, "ok")
        if path in self.files:
            return _static(self.files[path].get_response(method, environ))
        if method in {"GET", "HEAD"} and (copy := open_public(path)):
            file, headers = copy
            if ("ETag", environ.get("HTTP_IF_NONE_MATCH")) in headers:
                file.close()
                return Answer(304, [each for each in headers if each[0] != "Content-Length"], b"")
            return Answer(200, headers, file)
        return None

    async def with_body(self, threads: Threads, environ: dict[str, Any], receive: Any) -> Answer:
        """Take the body, and only then a thread."""
        body = Body(environ)
        try:
            if self.bodies[body.client] >= BODIES_OF_ONE:
                raise Refused(503, LATER, RETRY)
            self.bodies[body.client] += 1
            try:
                await self.receive(body, receive)
            finally:
                self.bodies -= Counter([body.client])  # keeps none that is 0
            environ.update({"wsgi.input": body.file, "CONTENT_LENGTH": str(body.size)})
            return await made_by(threads, environ, receive)
        except Refused as refused:
            return _plain(*refused.args, CLOSE)
        except Full:
            return _plain(503, LATER, RETRY, CLOSE)
        finally:
            self.held -= body.held
            body.file.close()

    async def receive(self, body: Body, receive: Any) -> None:
        """Take all of a body, within its time and limit; nothing larger than it may be is read."""
        began = asyncio.get_running_loop().time()
        try:
            async with asyncio.timeout(BODY_SECONDS) as clock:
                await self.allow(body, body.declared)
                more = True
                while more:
                    message = await receive()
                    if message["type"] != "http.request":
                        raise Refused(*BROKEN_OFF)
                    more = message["more_body"]
                    await self.take(body, message["body"])
                    clock.reschedule(began + BODY_SECONDS + body.size / BODY_RATE)
        except TimeoutError:
            raise Refused(408, "The request came too slowly. Send it again.") from None
        if body.size != body.declared:
            raise Refused(*BROKEN_OFF)
        body.file.seek(0)

    async def take(self, body: Body, piece: bytes) -> None:
        await self.allow(body, body.size + len(piece))
        body.size += len(piece)
        if body.limit > USUAL:
            try:
                # To the disk. Not on the writers' threads, who may all be waiting for a lock.
                await self.readers.run(body.file.write, piece, client=body.client)
            except OSError as error:
                raise Refused(503, _noted(error)) from None
            return
        body.held += len(piece)
        self.held += len(piece)
        if self.held > BODIES_IN_MEMORY:
            raise Refused(503, LATER, RETRY)
        body.file.write(piece)

    async def allow(self, body: Body, size: int) -> None:
        if size > body.limit == USUAL:
            try:
                asked = self.readers.run(limit_for, body.environ, client=body.client)
                body.limit = await asked
            except DatabaseError:
                raise Refused(503, LATER, RETRY) from None
        if size > body.limit:
            raise Refused(413, f"This address takes at most {body.limit // MEGABYTE} MB.")


async def made_by(threads: Threads, environ: dict[str, Any], receive: Any) -> Answer:
    """Django's answer, or a sentence where there is no room for the request or a long answer."""
    environ[CAME_AT] = time.monotonic()
    call = threads.run(answer_of, environ, client=client_of(environ))
    watch = asyncio.ensure_future(_drop_if_gone(call, receive)) if threads.have_a_queue else None
    try:
        answer: Answer = await call
        return answer
    except Full:
        return _plain(503, LATER, RETRY)
    except OSError as error:
        return _plain(503, _noted(error), RETRY)
    finally:
        if watch:
            watch.cancel()


async def _drop_if_gone(call: asyncio.Future[Any], receive: Any) -> None:
    """Nothing is made for a client who left while it waited; called where many wait."""
    while (await receive())["type"] != "http.disconnect":
        pass  # the end of a body that is empty, or was read
    if not call.done():
        call.set_result(_plain(*BROKEN_OFF))


def _noted(error: OSError) -> str:
    """Why the disk takes nothing more, for the client; the log has the rest."""
    sentence = why_busy(error)
    if not sentence:
        raise error
    logger.error("A body or an answer found no room.", exc_info=error)
    return sentence


def _nothing(request: object) -> None: ...


def _plain(status: int, sentence: str, *headers: tuple[str, str]) -> Answer:
    return Answer(status, [("Content-Type", TYPE), *HEADERS.items(), *headers], sentence.encode())


def _static(found: Any) -> Answer:
    """A file as whitenoise found it, with what Django's SecurityMiddleware adds to a page."""
    headers = [*found.headers, ("X-Content-Type-Options", "nosniff")]
    return Answer(found.status, headers, found.file or b"")


async def send_answer(send: Any, method: str, answer: Answer) -> None:
    """Hand it over as fast as the client takes it, and close its file."""
    headers = [(name.lower().encode(), value.encode("latin-1")) for name, value in answer.headers]
    if method == "HEAD" and isinstance(answer.body, bytes) and answer.body:
        length = b"content-length"  # the server counts what it sends, which is nothing
        if length not in dict(headers):
            headers.append((length, str(len(answer.body)).encode()))
    await send({"type": "http.response.start", "status": int(answer.status), "headers": headers})
    body, pieces = answer.body, 0
    if not isinstance(body, bytes) and method == "HEAD":
        body.close()
        body = b""
    if isinstance(body, bytes):
        await send({"type": "http.response.body", "body": b"" if method == "HEAD" else body})
        return
    with body:
        more = True
        while more:
            piece = body.read(PIECE)
            more = len(piece) == PIECE
            await send({"type": "http.response.body", "body": piece, "more_body": more})
            pieces += 1
            if pieces % PIECES_IN_A_ROW == 0:
                await asyncio.sleep(0)


async def _read_on(receive: Any, answer: Answer, declared: int) -> None:
    """Drop what still comes of a refused body, within limits."""
    is_patient = answer.status != 408 and RETRY not in answer.headers and declared <= DROPPED
    read, most = 0, declared if is_patient else USUAL
    try:
        async with asyncio.timeout(BODY_SECONDS if is_patient else LINGER_SECONDS):
            while read < most:
                message = await receive()
                read += len(message.get("body", b""))
                if not message.get("more_body"):
                    return
    except TimeoutError:
        return


def _end_with_parent() -> None:
    """Or the port would go on being answered, by old code, beside the next server's."""
    if parent := multiprocessing.parent_process():
        parent.join()
        os.kill(os.getpid(), signal.SIGTERM)


site = Site(sweeps=True)
Thread(target=_end_with_parent, daemon=True).start()
