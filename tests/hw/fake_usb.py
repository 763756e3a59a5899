"""Printers on a USB bus, as a backend for pyusb: descriptors, and what they do with bytes. Nothing waits."""

import array
import errno
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from types import SimpleNamespace

import usb.backend
import usb.core

_QUESTION = re.compile(rb"\x10\x04(.)", re.DOTALL)
_STRINGS = {0: b"\x04\x03\x09\x04"}


@dataclass(frozen=True)
class Setting:
    """An alternate setting of the one interface; `back` 0 for no way back."""

    kind: int = 7
    protocol: int = 2
    out: int = 0x01
    back: int = 0x82


@dataclass
class UsbPrinter:
    """What is plugged in. Faults: see the fields; `takes` is how many bytes go in before it takes no more."""

    settings: tuple[Setting, ...] = (Setting(),)
    vendor: int = 0x04B8
    product: int = 0x0202
    serial: str = "AB12"
    answers: dict[int, int] = field(default_factory=lambda: {1: 0x12, 2: 0x12, 4: 0x12})
    plugged: bool = True
    address: int = 5
    configured: bool = True
    driver: bool = True
    busy: bool = False
    forbidden: bool = False
    takes: int | None = None
    then: int | None = None
    empty_packets: int = 0
    received: bytes = b""
    kicked_level: int | None = None
    said: bytes = b""
    log: list[str] = field(default_factory=list)

    def cycle(self) -> None:
        """Off and on again: the bus gives it another address, and it forgets what it had to say."""
        self.address += 1
        self.said, self.driver = b"", True

    def take(self, data: bytes) -> int:
        """As many bytes as it takes; an error when it takes none. `then` is the errno, None for silence."""
        room = len(data) if self.takes is None else min(len(data), self.takes - len(self.received))
        if room < len(data) and (room <= 0 or self.then is not None):
            self.received += data[: max(room, 0)]
            raise failure(self.then) if self.then is not None else usb.core.USBTimeoutError("", -7, errno.ETIMEDOUT)
        part = data[:room]
        for number in _QUESTION.findall(part):
            self.said += bytes([self.answers[number[0]]]) if self.answers else b""
        part = _QUESTION.sub(b"", part)
        self.received += part
        if b"\x1bp" in part and self.kicked_level is not None:
            self.answers[1] = self.kicked_level
        return room


def failure(number: int) -> usb.core.USBError:
    """An error of the system, as libusb's backend gives it."""
    return usb.core.USBError("failed", -1, number)


@dataclass
class _Handle:
    printer: UsbPrinter
    address: int


class UsbBus(usb.backend.IBackend):  # type: ignore[misc]
    """The bus with its printers."""

    def __init__(self, *printers: UsbPrinter) -> None:
        self.printers = list(printers)

    def enumerate_devices(self) -> Iterator[UsbPrinter]:
        return iter([printer for printer in self.printers if printer.plugged])

    def get_parent(self, dev: UsbPrinter) -> None:
        return None

    def get_device_descriptor(self, dev: UsbPrinter) -> SimpleNamespace:
        return SimpleNamespace(
            bLength=18, bDescriptorType=1, bcdUSB=0x200, bDeviceClass=0, bDeviceSubClass=0, bDeviceProtocol=0,
            bMaxPacketSize0=64, idVendor=dev.vendor, idProduct=dev.product, bcdDevice=0x100, iManufacturer=0,
            iProduct=0, iSerialNumber=3, bNumConfigurations=1, address=dev.address, bus=1, port_number=1,
            port_numbers=(1,), speed=2,
        )  # fmt: skip

    def get_configuration_descriptor(self, dev: UsbPrinter, config: int) -> SimpleNamespace:
        if config:
            raise IndexError(config)
        return SimpleNamespace(
            bLength=9, bDescriptorType=2, wTotalLength=32, bNumInterfaces=1, bConfigurationValue=1, iConfiguration=0,
            bmAttributes=0x80, bMaxPower=1, extra_descriptors=b"",
        )  # fmt: skip

    def get_interface_descriptor(self, dev: UsbPrinter, intf: int, alt: int, config: int) -> SimpleNamespace:
        if intf:
            raise IndexError(intf)
        setting = dev.settings[alt]
        return SimpleNamespace(
            bLength=9, bDescriptorType=4, bInterfaceNumber=0, bAlternateSetting=alt, bNumEndpoints=1 + (setting.back > 0),
            bInterfaceClass=setting.kind, bInterfaceSubClass=1, bInterfaceProtocol=setting.protocol, iInterface=0,
            extra_descriptors=b"",
        )  # fmt: skip

    def get_endpoint_descriptor(self, dev: UsbPrinter, ep: int, intf: int, alt: int, config: int) -> SimpleNamespace:
        setting = dev.settings[alt]
        # The way back comes first, so that the order decides nothing.
        address = [each for each in (setting.back, setting.out) if each][ep]
        return SimpleNamespace(
            bLength=7, bDescriptorType=5, bEndpointAddress=address, bmAttributes=2, wMaxPacketSize=64, bInterval=0,
            bRefresh=0, bSynchAddress=0, extra_descriptors=b"",
        )  # fmt: skip

    def open_device(self, dev: UsbPrinter) -> _Handle:
        if dev.forbidden:
            raise failure(errno.EACCES)
        dev.log.append("open")
        return _Handle(dev, dev.address)

    def close_device(self, dev_handle: _Handle) -> None:
        dev_handle.printer.log.append("close")

    def _alive(self, handle: _Handle) -> UsbPrinter:
        printer = handle.printer
        if not printer.plugged or printer.address != handle.address:
            raise failure(errno.ENODEV)
        return printer

    def get_configuration(self, dev_handle: _Handle) -> int:
        return int(self._alive(dev_handle).configured)

    def set_configuration(self, dev_handle: _Handle, config_value: int) -> None:
        self._alive(dev_handle).configured = True

    def set_interface_altsetting(self, dev_handle: _Handle, intf: int, altsetting: int) -> None:
        self._alive(dev_handle).log.append(f"setting {altsetting}")

    def is_kernel_driver_active(self, dev_handle: _Handle, intf: int) -> bool:
        return self._alive(dev_handle).driver

    def detach_kernel_driver(self, dev_handle: _Handle, intf: int) -> None:
        self._alive(dev_handle).driver = False

    def attach_kernel_driver(self, dev_handle: _Handle, intf: int) -> None:
        self._alive(dev_handle).driver = True

    def claim_interface(self, dev_handle: _Handle, intf: int) -> None:
        printer = self._alive(dev_handle)
        if printer.busy or printer.driver:
            raise failure(errno.EBUSY)
        printer.log.append("claim")

    def release_interface(self, dev_handle: _Handle, intf: int) -> None:
        self._alive(dev_handle).log.append("release")

    def reset_device(self, dev_handle: _Handle) -> None:
        dev_handle.printer.log.append("reset")

    def clear_halt(self, dev_handle: _Handle, ep: int) -> None:
        printer = self._alive(dev_handle)
        printer.log.append(f"clear {ep:#x}")
        if printer.then == errno.EPIPE:
            printer.then, printer.takes = None, None

    def bulk_write(self, dev_handle: _Handle, ep: int, intf: int, data: "array.array[int]", timeout: int) -> int:
        assert timeout > 0, "0 is for ever"
        printer = self._alive(dev_handle)
        if all(ep != setting.out for setting in printer.settings):
            raise failure(errno.ENOENT)
        taken = printer.take(data.tobytes())
        self._alive(dev_handle)
        return taken

    def bulk_read(self, dev_handle: _Handle, ep: int, intf: int, buff: "array.array[int]", timeout: int) -> int:
        assert timeout > 0, "0 is for ever"
        printer = self._alive(dev_handle)
        if printer.empty_packets:
            printer.empty_packets -= 1
            return 0
        if not printer.said:
            raise usb.core.USBTimeoutError("", -7, errno.ETIMEDOUT)
        piece, printer.said = printer.said[: len(buff)], printer.said[len(buff) :]
        buff[: len(piece)] = array.array("B", piece)
        return len(piece)

    def ctrl_transfer(
        self, handle: _Handle, kind: int, request: int, value: int, index: int, data: "array.array[int]", timeout: int
    ) -> int:
        """The only question: a string descriptor, for the serial number."""
        assert (kind, request, value >> 8) == (0x80, 6, 3)
        text = self._alive(handle).serial.encode("utf-16-le")
        found = _STRINGS.get(value & 0xFF, bytes([len(text) + 2, 3]) + text)[: len(data)]
        data[: len(found)] = array.array("B", found)
        return len(found)
