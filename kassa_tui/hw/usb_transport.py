"""A USB printer through pyusb: found by its class or its numbers, its endpoints read from its descriptors.

Nothing is reset. The interface is held from the first job until it breaks, because each letting go makes the kernel's
own printer driver come and go. Sources: USB Printer Class 1.1; libusb's notes on timeouts and partial transfers.
"""

import errno
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import usb.backend.libusb1
import usb.core
import usb.util

from kassa_tui.hw.ports import DoubtError, UnsentError
from kassa_tui.hw.transports import NOT_CONNECTED, STOPPED, TAKES_NOTHING, Line, Patience, broken, why
from kassa_tui.i18n import N_

NO_LIBRARY = N_("the USB library is missing: install libusb-1.0-0")

PIECE = 4096
_PRINTER, _VENDOR = 7, 0xFF
_RAW = {2: 0, 1: 1, 0: 2}
"""Protocols of class 7 that take plain bytes, the best first: both ways, one way, not said. The others are packets."""

_SHORTEST = 5
"""Milliseconds; to libusb 0 is for ever."""

_NOTHING_TAKEN = frozenset((errno.ENODEV, errno.EPIPE, errno.ENOENT, errno.EBUSY, errno.EACCES))
"""Errors of a single packet after which it was surely not taken."""


@dataclass
class UsbLine:
    """The claimed interface; `detached` if the kernel's driver had it before."""

    device: Any
    number: int
    out: Any
    back: Any
    detached: bool
    broken: bool = False

    @property
    def talks(self) -> bool:
        """Whether it has an endpoint for answers."""
        return self.back is not None

    def send(self, payload: bytes, deadline: float) -> None:
        """See Line. The first piece is one packet, which is taken whole or not at all: its refusal is no doubt."""
        patience = Patience(deadline)
        taken = 0
        while taken < len(payload):
            piece = payload[taken : taken + (PIECE if taken else self.out.wMaxPacketSize)]
            if not patience.left:
                self.broken = True
                raise broken(taken=taken, said=TAKES_NOTHING)
            count = self._write(piece, taken, patience.left)
            if count:
                patience.renew()
            taken += count

    def _write(self, piece: bytes, taken: int, seconds: float) -> int:
        """How many of the piece were taken: fewer than all when the time was over in the middle of it."""
        try:
            return int(self.out.write(piece, _milliseconds(seconds)))
        except usb.core.USBTimeoutError as problem:
            self.broken = True
            raise broken(taken=taken, said=TAKES_NOTHING) from problem
        except usb.core.USBError as problem:
            self.broken = True
            if problem.errno == errno.EPIPE:
                self._clear(self.out)
            if taken == 0 and problem.errno not in _NOTHING_TAKEN:
                raise DoubtError(STOPPED) from problem
            raise broken(taken=taken, said=why(problem)) from problem

    def receive(self, deadline: float) -> bytes:
        """See Line. A printer with nothing to say may answer with an empty packet at once."""
        while self.back is not None:
            try:
                left = max(0.0, deadline - time.monotonic())
                got = bytes(self.back.read(self.back.wMaxPacketSize, _milliseconds(left)))
            except usb.core.USBTimeoutError:
                return b""
            except usb.core.USBError as problem:
                self.broken = True
                if problem.errno == errno.EPIPE:
                    self._clear(self.back)
                return b""
            if got or time.monotonic() >= deadline:
                return got
            time.sleep(_SHORTEST / 1000)
        return b""

    def _clear(self, endpoint: Any) -> None:
        """End a stall, so that the next job finds the endpoint working."""
        with suppress(usb.core.USBError, NotImplementedError):
            endpoint.clear_halt()

    def close(self) -> None:
        """The line stays for the next job."""

    def let_go(self) -> None:
        """Give the interface back to the kernel's driver."""
        with suppress(usb.core.USBError):
            usb.util.release_interface(self.device, self.number)
        _attach(self.device, self.number, self.detached)
        usb.util.dispose_resources(self.device)


class UsbTransport:
    """Finds the printer again after each replug and power cycle; `vendor` and `product` as lsusb shows them, or empty.

    `backend` is pyusb's; libusb's when it is None.
    """

    def __init__(self, vendor: str = "", product: str = "", serial: str = "", backend: Any = None) -> None:
        self._vendor = int(vendor, 16) if vendor else None
        self._product = int(product, 16) if product else None
        self._serial = serial
        self._given = backend
        self._line: UsbLine | None = None

    def open(self, deadline: float) -> Line:
        """The interface held already, or claimed now. Raises UnsentError."""
        try:
            if self._line is not None and (self._line.broken or not self._present(self._line.device)):
                self.close()
            if self._line is None:
                self._line = self._claim()
        except usb.core.USBError as problem:
            raise UnsentError(why(problem)) from problem
        return self._line

    def close(self) -> None:
        """Let go of the interface."""
        line, self._line = self._line, None
        if line is not None:
            line.let_go()

    def _backend(self) -> Any:
        backend = self._given or usb.backend.libusb1.get_backend()
        if backend is None:
            raise UnsentError(NO_LIBRARY)
        return backend

    def _present(self, device: Any) -> bool:
        """Whether the device that is held is still on the bus: after a power cycle it has another address."""
        same = {name: getattr(device, name) for name in ("bus", "address", "idVendor", "idProduct")}
        return usb.core.find(backend=self._backend(), **same) is not None

    def _claim(self) -> UsbLine:
        devices = list(usb.core.find(find_all=True, backend=self._backend(), custom_match=self._alike))
        for device in devices:
            if self._serial and _serial_of(device) != self._serial:
                continue
            for alternate, out, back in self._ways(_configuration(device)):
                return _claimed(device, alternate, out, back)
        raise UnsentError(NOT_CONNECTED)

    def _alike(self, device: Any) -> bool:
        """Whether it may be the printer, by what can be read without opening it."""
        if self._vendor is not None and device.idVendor != self._vendor:
            return False
        if self._product is not None and device.idProduct != self._product:
            return False
        try:
            return any(True for configuration in device for _way in self._ways(configuration))
        except usb.core.USBError:
            return False

    def _ways(self, configuration: Any) -> Iterator[tuple[Any, Any, Any]]:
        """Interfaces that take plain bytes, with their endpoints, the best first."""
        ranked = [(rank, way) for each in configuration for rank, way in self._way(each)]
        for _rank, way in sorted(ranked, key=lambda each: each[0]):
            yield way

    def _way(self, alternate: Any) -> Iterator[tuple[tuple[int, int, bool], tuple[Any, Any, Any]]]:
        kind, protocol = alternate.bInterfaceClass, alternate.bInterfaceProtocol
        own = kind == _VENDOR and self._vendor is not None
        if not own and (kind != _PRINTER or protocol not in _RAW):
            return
        out, back = (_bulk(alternate, way) for way in (usb.util.ENDPOINT_OUT, usb.util.ENDPOINT_IN))
        if out is not None:
            rank = (int(own), _RAW.get(protocol, len(_RAW)), back is None)
            yield rank, (alternate, out, back)


def _milliseconds(seconds: float) -> int:
    return max(_SHORTEST, int(seconds * 1000))


def _bulk(alternate: Any, way: int) -> Any:
    """The first bulk endpoint of that direction, None for none."""
    for endpoint in alternate:
        address, kind = endpoint.bEndpointAddress, usb.util.endpoint_type(endpoint.bmAttributes)
        if kind == usb.util.ENDPOINT_TYPE_BULK and usb.util.endpoint_direction(address) == way:
            return endpoint
    return None


def _serial_of(device: Any) -> str:
    try:
        return str(device.serial_number or "")
    except (usb.core.USBError, ValueError):
        return ""


def _configuration(device: Any) -> Any:
    """The configuration in force; the first one for a device that has none yet."""
    try:
        return device.get_active_configuration()
    except usb.core.USBError as problem:
        if problem.errno is not None:
            raise
        device.set_configuration()
        return device.get_active_configuration()


def _attach(device: Any, number: int, detached: bool) -> None:
    if detached:
        with suppress(usb.core.USBError, NotImplementedError):
            device.attach_kernel_driver(number)


def _detach(device: Any, number: int) -> bool:
    """Take the interface from the kernel's printer driver; whether it had it."""
    try:
        if not device.is_kernel_driver_active(number):
            return False
        device.detach_kernel_driver(number)
    except NotImplementedError:
        return False
    return True


def _claimed(device: Any, alternate: Any, out: Any, back: Any) -> UsbLine:
    number, detached = alternate.bInterfaceNumber, False
    try:
        detached = _detach(device, number)
        usb.util.claim_interface(device, number)
        if alternate.bAlternateSetting:
            alternate.set_altsetting()
    except usb.core.USBError:
        _attach(device, number, detached)
        usb.util.dispose_resources(device)
        raise
    return UsbLine(device, number, out, back, detached)
