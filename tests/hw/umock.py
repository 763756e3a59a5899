"""A bed of mocked devices, for programs that run under `umockdev-wrapper`: the library's C interface by ctypes.

The program that is tried runs in the same process, so that the memory an ioctl points to can be looked at directly.
"""

import ctypes
import errno
import os
import struct
from collections.abc import Callable
from pathlib import Path

from tests.hw.fake_usb import UsbPrinter

Handler = Callable[[int, int], tuple[int, int]]
"""Called with the request and its argument; gives the result and the errno."""

_HANDLE = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_void_p, ctypes.c_void_p)


class Bed:
    """The mocked /sys and /dev of this process."""

    def __init__(self) -> None:
        self._lib = ctypes.CDLL("libumockdev.so.0")
        self._objects = ctypes.CDLL("libgobject-2.0.so.0")
        for name in ("umockdev_testbed_new", "umockdev_ioctl_base_new", "umockdev_ioctl_client_get_arg"):
            getattr(self._lib, name).restype = ctypes.c_void_p
        self._lib.umockdev_ioctl_client_get_request.restype = ctypes.c_ulong
        self._lib.umockdev_testbed_get_root_dir.restype = ctypes.c_char_p
        self._bed = ctypes.c_void_p(self._lib.umockdev_testbed_new())
        self._kept: list[object] = []

    @property
    def root(self) -> Path:
        """Where the mocked files really are."""
        return Path(self._lib.umockdev_testbed_get_root_dir(self._bed).decode())

    def _call(self, name: str, *given: object) -> None:
        error = ctypes.c_void_p()
        texts = [each.encode() if isinstance(each, str) else each for each in given]
        if not getattr(self._lib, name)(self._bed, *texts, ctypes.byref(error)):
            raise RuntimeError(name)

    def add(self, device: str) -> None:
        """A device in the format of umockdev-record."""
        self._call("umockdev_testbed_add_from_string", device)

    def load_ioctl(self, path: str, text: str, folder: Path) -> None:
        """What a device node answers to ioctls."""
        file = folder / f"{Path(path).name}.ioctl"
        file.write_text(text, encoding="ascii")
        self._call("umockdev_testbed_load_ioctl", path, str(file))

    def type(self, path: str, strokes: list[tuple[int, int, int]]) -> None:
        """Events of a device node, which is a terminal: more than it holds would be cut in the middle of one."""
        into = self._lib.umockdev_testbed_get_dev_fd(self._bed, path.encode())
        os.write(into, b"".join(struct.pack("llHHi", 0, 0, *each) for each in strokes))

    def happened(self, device: str, action: str) -> None:
        """Tell everybody who listens to udev."""
        self._lib.umockdev_testbed_uevent(self._bed, f"/sys{device}".encode(), action.encode())

    def remove(self, device: str) -> None:
        """The device is gone, with its node."""
        self.happened(device, "remove")
        self._lib.umockdev_testbed_remove_device(self._bed, f"/sys{device}".encode())

    def answer(self, path: str, handler: Handler) -> None:
        """Let the handler answer the ioctls of a device node, in a thread of the library's."""

        def answered(_base: int, client: int, _data: int) -> int:
            argument = self._lib.umockdev_ioctl_client_get_arg(ctypes.c_void_p(client))
            data, length = ctypes.POINTER(ctypes.c_ubyte)(), ctypes.c_int()
            retrieve = self._lib.umockdev_ioctl_data_retrieve
            retrieve(ctypes.c_void_p(argument), ctypes.byref(data), ctypes.byref(length))
            request = self._lib.umockdev_ioctl_client_get_request(ctypes.c_void_p(client))
            result, number = handler(request, int.from_bytes(bytes(data[: length.value]), "little"))
            complete = self._lib.umockdev_ioctl_client_complete
            complete(ctypes.c_void_p(client), ctypes.c_long(result), number)
            return 1

        called = _HANDLE(answered)
        base = ctypes.c_void_p(self._lib.umockdev_ioctl_base_new())
        self._objects.g_signal_connect_data(base, b"handle-ioctl", called, None, None, 0)
        self._kept += [called, base]
        self._call("umockdev_testbed_attach_ioctl", path, base)


# --- A scanner ------------------------------------------------------------------------------------


def scanner(number: int) -> str:
    """An event device as the kernel and udev show it."""
    return (
        f"P: /devices/pci0000:00/usb1/1-2/1-2:1.0/input/input{number}/event{number}\n"
        f"N: input/event{number}\nE: DEVNAME=/dev/input/event{number}\nE: SUBSYSTEM=input\n"
        f"E: ID_INPUT=1\nE: ID_INPUT_KEYBOARD=1\nE: ID_KASSA_SCANNER=1\nA: dev=13:{64 + number}\\n\n"
    )


def scanner_answers(number: int, port: str = "usb-1/input0", name: str = "Scanner") -> str:
    """What it answers to evdev's questions, plugged into a port. Sizes are python-evdev's: 4 bytes of types, 96 bytes for each type."""

    def text(word: bytes) -> str:
        return f"{len(word)} {word.ljust(256, bytes(1)).hex().upper()}"

    keys = sum(1 << key for key in range(1, 120)).to_bytes(96, "little").hex().upper()
    empty = bytes(96).hex().upper()
    return "\n".join(
        (
            f"@DEV /dev/input/event{number}",
            "EVIOCGVERSION 0 01000100",
            "EVIOCGID 0 0300B40411001001",
            f"EVIOCGNAME {text(name.encode())}",
            f"EVIOCGPHYS {text(port.encode())}",
            f"EVIOCGUNIQ {text(b'')}",
            "EVIOCGEFFECTS 0 00000000",
            "EVIOCGBIT(0) 4 13000000",
            f"EVIOCGBIT(1) 96 {keys}",
            f"EVIOCGBIT(4) 96 {empty}",
            f"EVIOCGKEY 96 {empty}\n",
        )
    )


# --- A USB printer --------------------------------------------------------------------------------

USB_PATH = "/devices/pci0000:00/0000:00:14.0/usb1/1-1"


def usb_printer(printer: UsbPrinter) -> str:
    """A printer of one interface as the kernel and udev show it."""
    setting = printer.settings[0]
    endpoints = [each for each in (setting.out, setting.back) if each]
    described = struct.pack(
        "<BBHBBBBHHHBBBB", 18, 1, 0x200, 0, 0, 0, 64, printer.vendor, printer.product, 0x100, 0, 0, 0, 1
    )
    described += struct.pack("<BBHBBBBB", 9, 2, 18 + 7 * len(endpoints), 1, 1, 0, 0x80, 50)
    described += struct.pack("<9B", 9, 4, 0, 0, len(endpoints), setting.kind, 1, setting.protocol, 0)
    for endpoint in endpoints:
        described += struct.pack("<BBBBHB", 7, 5, endpoint, 2, 64, 0)
    node = f"bus/usb/001/{printer.address:03d}"
    return (
        f"P: {USB_PATH}\nN: {node}={described.hex().upper()}\n"
        f"E: DEVNAME=/dev/{node}\nE: DEVTYPE=usb_device\nE: SUBSYSTEM=usb\nE: BUSNUM=001\n"
        f"E: DEVNUM={printer.address:03d}\nE: MAJOR=189\nE: MINOR={printer.address - 1}\n"
        f"A: busnum=1\\n\nA: devnum={printer.address}\\n\nA: bConfigurationValue=1\\n\nA: speed=12\\n\n"
        f"A: idVendor={printer.vendor:04x}\\n\nA: idProduct={printer.product:04x}\\n\n"
        f"H: descriptors={described.hex().upper()}\n"
    )


class UsbFs:
    """The kernel's side of a USB printer: usbdevfs by its ioctl numbers (linux/usbdevice_fs.h), on a 64-bit machine."""

    _CONNECT = 23

    def __init__(self, printer: UsbPrinter) -> None:
        self.printer = printer
        self._address = printer.address
        self._pending: dict[int, int] = {}
        self._done: list[int] = []
        self._known: dict[int, Callable[[int], int]] = {
            8: self._driver, 10: self._submit, 11: self._discard, 13: self._reap, 15: self._claim, 16: lambda given: 0,
            18: self._change_driver, 21: lambda given: 0, 26: self._capabilities,
        }  # fmt: skip

    def __call__(self, request: int, argument: int) -> tuple[int, int]:
        """One ioctl."""
        number = errno.ENODEV
        if self.printer.plugged and self.printer.address == self._address:
            number = self._known.get(request & 0xFF, self._unknown)(argument)
        return (-1, number) if number else (0, 0)

    def _unknown(self, argument: int) -> int:
        return errno.ENOTTY

    def _capabilities(self, argument: int) -> int:
        ctypes.c_uint32.from_address(argument).value = 0x1D
        return 0

    def _driver(self, argument: int) -> int:
        """USBDEVFS_GETDRIVER: who has the interface."""
        ctypes.memmove(argument + 4, b"usblp\0", 6)
        return 0 if self.printer.driver else errno.ENODATA

    def _change_driver(self, argument: int) -> int:
        """USBDEVFS_IOCTL with DISCONNECT or CONNECT."""
        self.printer.driver = ctypes.c_int.from_address(argument + 4).value & 0xFF == self._CONNECT
        return 0

    def _claim(self, argument: int) -> int:
        return errno.EBUSY if self.printer.busy or self.printer.driver else 0

    def _discard(self, urb: int) -> int:
        self._end(urb, -errno.ENOENT, self._pending.pop(urb))
        return 0

    def _reap(self, argument: int) -> int:
        if not self._done:
            return errno.EAGAIN
        ctypes.c_void_p.from_address(argument).value = self._done.pop(0)
        return 0

    def _submit(self, urb: int) -> int:
        """A transfer: done at once, or waiting until it is discarded."""
        endpoint = ctypes.c_ubyte.from_address(urb + 1).value
        buffer = ctypes.c_void_p.from_address(urb + 16).value or 0
        length = ctypes.c_int.from_address(urb + 24).value
        if endpoint & 0x80:
            answer, self.printer.said = self.printer.said[:length], self.printer.said[length:]
            ctypes.memmove(buffer, answer, len(answer))
            taken, whole = len(answer), bool(answer)
        else:
            room = self.printer.takes
            taken = length if room is None else max(0, min(length, room - len(self.printer.received)))
            self.printer.take(ctypes.string_at(buffer, taken))
            whole = taken == length
        if whole or self.printer.then is not None:
            self._end(urb, 0 if whole else -(self.printer.then or 0), taken)
        else:
            self._pending[urb] = taken
        return 0

    def _end(self, urb: int, status: int, taken: int) -> None:
        ctypes.c_int.from_address(urb + 4).value = status
        ctypes.c_int.from_address(urb + 28).value = taken
        self._done.append(urb)
