"""Mail servers on this machine, of the good and the bad kinds."""

import socketserver
import threading
from contextlib import contextmanager

ANSWERS = {"DATA": "354 Go on", "QUIT": "221 Bye"}


class Conversation(socketserver.StreamRequestHandler):
    def handle(self):
        self.server.callers += 1
        if self.server.kind in {"silent", "dripping"}:
            self.hold()
        else:
            self.say("220 sink.example")
            self.listen()

    def hold(self):
        """Say nothing, or a byte now and then, until the other side has enough."""
        self.connection.settimeout(0.05)
        while not self.server.is_over.is_set():
            try:
                if self.server.kind == "dripping":
                    self.wfile.write(b"2")
                if not self.connection.recv(100):
                    return
            except TimeoutError:
                continue
            except OSError:
                return

    def listen(self):
        while line := self.rfile.readline().decode().strip():
            verb = line.split()[0].upper()
            refused = verb == "RCPT" and self.server.kind == "refusing"
            self.say("550 No such user" if refused else ANSWERS.get(verb, "250 Fine"))
            if verb == "DATA":
                self.server.letters.append(b"".join(iter(self.rfile.readline, b".\r\n")).decode())
                self.say("250 Taken")
            if verb == "QUIT":
                return

    def say(self, line):
        self.wfile.write(f"{line}\r\n".encode())


class Server(socketserver.ThreadingTCPServer):
    daemon_threads = True
    block_on_close = False


@contextmanager
def mail_server(kind, settings):
    """A `Server` of that kind ("working", "refusing", "silent", "dripping", "down")."""
    with Server(("127.0.0.1", 0), Conversation) as server:
        server.kind, server.letters, server.callers = kind, [], 0
        server.is_over = threading.Event()
        settings.EMAIL_HOST, settings.EMAIL_PORT = server.server_address
        if kind == "down":
            server.server_close()
            yield server
            return
        thread = threading.Thread(target=server.serve_forever, args=[0.02])
        thread.start()
        try:
            yield server
        finally:
            server.is_over.set()
            server.shutdown()
            thread.join()
