"""The ways to a receipt printer, by the kind that the settings name; what is not small has a file of its own."""

import os
import socket
import time
from pathlib import Path
from typing import assert_never

from msgspec import Struct

from kassa_tui.hw.ports import UnsentError
from kassa_tui.hw.transports import NOT_CONNECTED, FdLine, Line, Transport, open_now, why
from kassa_tui.settings import PrinterSettings


class TcpTransport(Struct, frozen=True):
    """A network printer, port 9100 mostly; `host` is best a number, so that no name server is needed."""

    host: str
    port: int

    def open(self, deadline: float) -> Line:
        """Connect within the deadline."""
        try:
            left = max(deadline - time.monotonic(), 0.05)
            connection = socket.create_connection((self.host, self.port), timeout=left)
        except OSError as problem:
            raise UnsentError(NOT_CONNECTED) from problem
        connection.setblocking(False)
        return FdLine(connection.detach())

    def close(self) -> None:
        """Each job has its own connection."""


class FileTransport(Struct, frozen=True):
    """A device file such as /dev/usb/lp0, or a plain file for trials. It is never made: a missing one is missing."""

    path: str

    def open(self, deadline: float) -> Line:
        """Open without waiting; a plain file is written at its end and answers nothing."""
        try:
            talks = Path(self.path).is_char_device()
            return FdLine(open_now(self.path, os.O_RDWR if talks else os.O_WRONLY | os.O_APPEND), talks)
        except OSError as problem:
            raise UnsentError(why(problem)) from problem

    def close(self) -> None:
        """Each job opens it anew."""


def printer_transport(settings: PrinterSettings) -> Transport:
    """The way that the settings name; the libraries of the others are not loaded.

    Raises ValueError where they name no printer on a wire; an unknown kind is refused when the settings are read.
    """
    match settings.kind:
        case "tcp":
            return TcpTransport(settings.host, settings.port)
        case "usb":
            from kassa_tui.hw.usb_transport import UsbTransport

            return UsbTransport(settings.vendor, settings.product, settings.serial)
        case "serial":
            from kassa_tui.hw.serial_transport import SerialTransport

            return SerialTransport(settings.path, settings.baud, settings.flow)
        case "file":
            return FileTransport(settings.path)
        case "none" | "simulated":
            raise ValueError(settings.kind)
        case unknown:
            assert_never(unknown)
