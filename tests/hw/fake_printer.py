"""A network printer at the other end of a real socket, with the faults that real ones have."""

import re
import select
import socket
import threading
from dataclasses import dataclass, field
from types import TracebackType

_QUESTION = re.compile(rb"\x10\x04(.)", re.DOTALL)


@dataclass
class FakePrinter:
    """Keeps what it is sent and answers DLE EOT. Faults: `silent`, `gone_after` and `stuck_after` bytes of paper."""

    answers: dict[int, int] = field(default_factory=lambda: {1: 0x12, 2: 0x12, 4: 0x12})
    silent: bool = False
    chatter: bytes = b""
    gone_after: int | None = None
    stuck_after: int | None = None
    received: bytes = b""
    _ended: threading.Semaphore = field(default_factory=lambda: threading.Semaphore(0))

    def ended(self) -> bool:
        """Wait for the end of the next connection."""
        return self._ended.acquire(timeout=5)

    def __enter__(self) -> "FakePrinter":
        self._server = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._server.getsockname()[1]
        self._stop, self._stopped = socket.socketpair()
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stop.send(b"x")
        self._thread.join(5)
        for each in (self._server, self._stop, self._stopped):
            each.close()

    def _serve(self) -> None:
        while self._stopped not in select.select([self._server, self._stopped], [], [])[0]:
            connection, _address = self._server.accept()
            with connection:
                connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
                self._talk(connection)
            self._ended.release()

    def _talk(self, connection: socket.socket) -> None:
        if self.chatter:
            connection.sendall(self.chatter)
        while self._stopped not in select.select([connection, self._stopped], [], [])[0]:
            data = connection.recv(512)
            if not data or not self._take(connection, data):
                return

    def _take(self, connection: socket.socket, data: bytes) -> bool:
        if not self.silent:
            for number in _QUESTION.findall(data):
                connection.sendall(bytes([self.answers[number[0]]]))
        self.received += _QUESTION.sub(b"", data)
        if self.gone_after is not None and len(self.received) >= self.gone_after:
            return False
        if self.stuck_after is not None and len(self.received) >= self.stuck_after:
            select.select([self._stopped], [], [])
            return False
        return True
