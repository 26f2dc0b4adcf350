"""The ESC/POS command stream taken apart, as a printer does it; shares nothing with the driver, to catch its errors."""

from __future__ import annotations

from dataclasses import dataclass

RECEIVE_BUFFER_MAX = 1 << 17  # bytes; larger than the longest command (65,540), so the stream cannot get stuck
TEXT_MAX = 256  # characters in one piece

DLE, ESC, FS, GS = b"\x10", b"\x1b", b"\x1c", b"\x1d"

# Parameter bytes after the two bytes of a command; commands which are not listed have one.
PARAMETERS = {
    **dict.fromkeys((b"\x1b@", b"\x1b2", b"\x1bL", b"\x1bS", b"\x1b\x0c", b"\x1c&", b"\x1c."), 0),
    **dict.fromkeys((b"\x1b$", b"\x1b\\", b"\x1bc", b"\x1dL", b"\x1dW", b"\x1dP", b"\x1d$", b"\x1d\\"), 2),
    b"\x1bp": 3,
    b"\x1bW": 8,
}
REAL_TIME_SIZE = {b"\x10\x04": 3, b"\x10\x05": 3, b"\x10\x14": 10}
CLEAR_ARGUMENTS = b"\x08\x01\x03\x14\x01\x06\x02\x08"


@dataclass(frozen=True, slots=True)
class Text:
    """Characters to print, in the code page of the moment."""

    codes: bytes


@dataclass(frozen=True, slots=True)
class Control:
    """A command: its name (`b"\\x1bE"`, `b"\\x1d(k"`, `b"\\n"`) and its parameters."""

    name: bytes
    arguments: bytes = b""


class RealTime:
    """Finds the commands a printer obeys on arrival, whatever else it is doing; the rest goes on to the buffer."""

    def __init__(self) -> None:
        self._pending = b""

    def split(self, data: bytes) -> list[bytes | Control]:
        """In the order they came: bytes for the buffer, and commands to obey now."""
        data, self._pending = self._pending + data, b""
        pieces: list[bytes | Control] = []
        at = start = 0
        while (found := data.find(DLE, at)) >= 0:
            name = data[found : found + 2]
            size = REAL_TIME_SIZE.get(name, 2)
            if len(data) < found + size:
                self._pending = data[found:]
                data = data[:found]
                break
            at = found + 1
            if name in REAL_TIME_SIZE and self._is_whole(data[found : found + size]):
                pieces += [data[start:found], Control(name, data[found + 2 : found + size])]
                at = start = found + size
        return [*pieces, data[start:]]

    def forget(self) -> None:
        """Power is gone."""
        self._pending = b""

    @staticmethod
    def _is_whole(command: bytes) -> bool:
        return not command.startswith(b"\x10\x14") or command.endswith(CLEAR_ARGUMENTS)


class ReceiveBuffer:
    """What arrived and is not yet printed; commands are taken from its front one by one."""

    def __init__(self) -> None:
        self._data = bytearray()
        self._skip = 0  # bytes of a picture still to come; the emulator prints no pictures

    def add(self, data: bytes) -> None:
        """More bytes; what does not fit is lost, as in a printer whose host ignores its flow control."""
        self._data += data[: RECEIVE_BUFFER_MAX - len(self._data)]

    def clear(self) -> None:
        """Forget it all."""
        self._data.clear()
        self._skip = 0

    def take(self) -> Text | Control | None:
        """The next command, if all of it is there."""
        skipped = min(self._skip, len(self._data))
        del self._data[:skipped]
        self._skip -= skipped
        if not self._data or self._skip:
            return None
        first = self._data[0]
        if first >= 0x20:
            return self._take_text()
        if bytes([first]) in (ESC, FS, GS):
            return self._take_command()
        return Control(self._pop(1))

    def __len__(self) -> int:
        return len(self._data)

    def _take_text(self) -> Text:
        size = next((i for i, code in enumerate(self._data[:TEXT_MAX]) if code < 0x20), min(len(self._data), TEXT_MAX))
        return Text(self._pop(size))

    def _take_command(self) -> Control | None:
        name = bytes(self._data[:2])
        if len(name) < 2:
            return None
        if name in (b"\x1d(", b"\x1c("):
            return self._take_counted()
        if name in (b"\x1dv", b"\x1b*"):
            return self._take_picture(name)
        parameters = PARAMETERS.get(name, 1)
        if name == b"\x1dV" and bytes(self._data[2:3]) in (b"A", b"B"):
            parameters = 2
        if len(self._data) < 2 + parameters:
            return None
        command = self._pop(2 + parameters)
        return Control(name, command[2:])

    def _take_counted(self) -> Control | None:
        size = 5 + int.from_bytes(self._data[3:5], "little")
        if len(self._data) < 5 or len(self._data) < size:
            return None
        command = self._pop(size)
        return Control(command[:3], command[5:])

    def _take_picture(self, name: bytes) -> Control | None:
        head_size = 8 if name == b"\x1dv" else 5
        if len(self._data) < head_size:
            return None
        head = self._pop(head_size)
        width = int.from_bytes(head[-4:-2], "little") if name == b"\x1dv" else 1
        height = int.from_bytes(head[-2:], "little")
        self._skip = width * height
        return Control(name, head[2:])

    def _pop(self, size: int) -> bytes:
        piece = bytes(self._data[:size])
        del self._data[:size]
        return piece
