"""A simulated Glory CI: coins and notes behind XML over a socket, with bad days."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from random import Random
from xml.etree.ElementTree import Element, fromstring

from hardware.simulated.all_in_one import NOTES_FROM, VALUES, Works
from hardware.simulated.glory_socket import SocketIoServer
from hardware.wire import NEVER

USER, PASSWORD = "kiosk", "let-me-in"
IDLE, WAITING, COUNTING, DISPENSING, TO_REMOVE, COLLECTING, ERROR = 1, 3, 4, 5, 7, 12, 13
SUCCESS, OTHER, NOT_OCCUPIED, SHORTAGE, EXCLUSIVE, NO_SESSION, DUPLICATE, FAILED = 0, 3, 5, 6, 11, 21, 96, 100
COUNT_SECONDS = 0.4
"""From the piece in the slot until the event that tells it."""

TILL = "borne"


@dataclass(frozen=True, slots=True)
class Faults:
    """Chances for each request, from 0 to 1; `jam` for each piece."""

    lose_reply: float = 0.0
    late_reply: float = 0.0
    repeat_reply: float = 0.0
    deaf: float = 0.0
    garbage: float = 0.0  # a reply that is no XML, though the order was done
    stale: float = 0.0  # an inventory of before comes first
    lose_event: float = 0.0
    hang_up: float = 0.0
    reset: float = 0.0
    jam: float = 0.0
    late_seconds: float = 2.0


class GloryEmulator:
    """`occupies`, `has_sessions`, `asks_credentials`: how the machine is set up. `tells_pieces`: it sends the
    denominations of a deposit as they are counted. `inventory_follows`: it shows a piece before the slot is closed.
    `sees_cashbox`: its inventory tells what cannot be paid out too.
    `echoes`: replies repeat the SeqNo. What is true of the money is `levels`, `cashbox`, `taken`, `paid_out`.
    """

    def __init__(
        self,
        random: Random,
        *,
        levels: Mapping[int, int] | None = None,
        capacity: int = 200,
        currency: str = "EUR",
        occupies: bool = False,
        has_sessions: bool = False,
        asks_credentials: bool = False,
        tells_pieces: bool = True,
        inventory_follows: bool = True,
        sees_cashbox: bool = True,
        chooses_denominations: bool = True,
        echoes: bool = True,
        faults: Faults | None = None,
    ) -> None:
        self._random = random
        self.works = Works(random, levels, capacity)
        self.faults = faults or Faults()
        self.is_mute = False
        self.absurd = ""
        """An inventory that is told instead of the true one."""
        self.asked: list[str] = []
        """The name of every XML request heard."""
        self.occupied_by = ""
        self._currency = currency
        self._occupies, self._has_sessions, self._asks_credentials = occupies, has_sessions, asks_credentials
        self._tells_pieces, self._sees_cashbox, self._echoes = tells_pieces, sees_cashbox, echoes
        self._inventory_follows = inventory_follows
        self._chooses_denominations = chooses_denominations
        self._socket = SocketIoServer()
        self._now = 0.0
        self._is_powered = self._is_plugged = True
        self._hangs_up = False
        self._input = bytearray()
        self._output: deque[tuple[float, Callable[[], bytes]]] = deque()
        self._session = ""
        self._status = IDLE
        self._reply_when_done: tuple[str, str] | None = None
        self._count_at = NEVER
        self._done: set[str] = set()  # survives a cut of power
        self._stale = self._last_shown = self._inventory()
        self._requests: dict[str, Callable[[Element, str], str | None]] = {
            "StatusRequest": lambda _, __: f"<Status><Code>{self._status}</Code></Status>",
            "InventoryRequest": lambda _, __: self.absurd or self._shown(),
            "OccupyRequest": self._occupy,
            "ReleaseRequest": self._release,
            "EnableDenomRequest": lambda root, _: self._allow(root, True),
            "DisableDenomRequest": lambda root, _: self._allow(root, False),
            "StartCashinRequest": self._start_cashin,
            "EndCashinRequest": self._end_cashin,
            "CashoutRequest": self._cashout,
            "CollectRequest": self._collect,
        }
        self._result = SUCCESS

    # What really happened

    @property
    def taken(self) -> Counter[int]:
        """Pieces kept since the beginning."""
        return self.works.taken

    @property
    def paid_out(self) -> Counter[int]:
        """Pieces in the customer's tray."""
        return self.works.paid_out

    @property
    def levels(self) -> Counter[int]:
        """Pieces in the recycler."""
        return self.works.levels

    @property
    def cashbox(self) -> Counter[int]:
        """Pieces in the cashbox."""
        return self.works.cashbox

    # Hands

    def insert(self, value: int) -> bool:
        """Push in a piece; False: it was not let in."""
        if not (self._is_powered and self._status in (WAITING, COUNTING) and self.works.insert(value)):
            return False
        self._count_at = self._now + COUNT_SECONDS
        return True

    def jam(self) -> None:
        """A piece sticks: what runs ends short, and the machine is in error."""
        self.works.jam()

    def clear_jam(self) -> None:
        """Staff clears it."""
        self.works.clear_jam()
        if self._status == ERROR:
            self._set_status(IDLE)

    def pay_by_hand(self, value: int) -> None:
        """Staff has a piece paid at the machine's own screen."""
        self.works.pay([value], self._now)
        self._set_status(DISPENSING)

    def expire_session(self) -> None:
        """The session is over."""
        self._session = ""

    # Wire and power

    @property
    def listening(self) -> bool:
        """Powered and plugged."""
        return self._is_powered and self._is_plugged

    @property
    def hangs_up(self) -> bool:
        """Was it just unplugged, cut, or is the connection over?"""
        hangs_up = self._hangs_up or self._socket.hangs_up
        self._hangs_up = self._socket.hangs_up = False
        return hangs_up

    def unplug(self) -> None:
        """The cable comes out; the machine goes on."""
        self._is_plugged, self._hangs_up = False, True

    def plug(self) -> None:
        """The cable is back."""
        self._is_plugged = True

    def cut_power(self) -> None:
        """Everything stops where it is."""
        self._is_powered, self._hangs_up = False, True
        self.works.power_down()
        self._status, self._reply_when_done, self._count_at = IDLE, None, NEVER
        self._session = self.occupied_by = ""
        self.disconnected()

    def restore_power(self) -> None:
        """The machine starts."""
        self._is_powered = True

    @property
    def next_tick(self) -> float:
        """Input to answer, output due, or something that moves."""
        if not self._is_powered:
            return NEVER
        if self._input:
            return -NEVER
        return min(self.works.due, self._count_at, self._output[0][0] if self._output else NEVER)

    def connected(self) -> None:
        """A host opened the link."""
        self._socket = SocketIoServer()
        self._socket.answers_pings = not self.is_mute
        self._input.clear()
        self._output.clear()

    def disconnected(self) -> None:
        """The host went away."""
        self._input.clear()
        self._output.clear()
        self._socket.is_open = False

    def receive(self, data: bytes) -> None:
        """Bytes from the host; answered at the next tick."""
        if self._is_powered:
            self._input += data

    def tick(self, now: float) -> bytes:
        """Move what moves, answer what was asked."""
        self._now = now
        if not self._is_powered:
            return b""
        self.works.jam_chance = self.faults.jam
        self._socket.answers_pings = not self.is_mute
        self._advance(now)
        data = bytes(self._input)
        self._input.clear()
        out, events = self._socket.receive(data) if data else (b"", [])
        for event in events:
            if not self._happens(self.faults.deaf):
                self._heard(*event)
        while self._output and self._output[0][0] <= now:
            out += self._output.popleft()[1]()
        return out

    def _advance(self, now: float) -> None:
        self.works.advance(now)
        if now >= self._count_at:
            self._count_at = NEVER
            self._counted()
        if self._status in (DISPENSING, COLLECTING) and not self.works.is_moving:
            is_jammed = self.works.is_jammed
            self._set_status(ERROR if is_jammed else IDLE)
            if self._reply_when_done:
                name, sequence = self._reply_when_done
                self._reply_when_done = None
                self._reply(name, FAILED if is_jammed else SUCCESS, sequence, "")

    def _counted(self) -> None:
        taken = self.works.session_taken
        amount = sum(value * count for value, count in taken.items())
        if self._tells_pieces:
            for device, is_coin in (("1", False), ("2", True)):
                pieces = {value: n for value, n in taken.items() if (value < NOTES_FROM) is is_coin}
                lines = self._lines(pieces)
                change = f"<eventDepositCountChange>{lines}</eventDepositCountChange>"
                self._event(f'<GlyCashierEvent devid="{device}" user="">{change}</GlyCashierEvent>')
        self._set_status(COUNTING, amount)

    def _set_status(self, status: int, amount: int = 0) -> None:
        self._status = status
        self._event(f"<StatusChangeEvent><Status>{status}</Status><Amount>{amount}</Amount></StatusChangeEvent>")

    def _happens(self, chance: float) -> bool:
        return chance > 0 and self._random.random() < chance

    def _event(self, xml: str) -> None:
        if self._socket.is_open and not self.is_mute and not self._happens(self.faults.lose_event):
            data = f"\x04<BbxEventRequest>{xml}</BbxEventRequest>\0".encode()
            self._put(lambda: self._socket.binary("event", data))

    def _put(self, send: Callable[[], bytes]) -> None:
        late = self._random.uniform(0, self.faults.late_seconds) if self._happens(self.faults.late_reply) else 0.0
        due = max(self._now + late, self._output[-1][0] if self._output else 0.0)
        self._output.append((due, send))

    # Requests

    def _heard(self, name: object = None, *data: object) -> None:
        match name:
            case "login request":
                good = tuple(data) == (USER, PASSWORD)
                self._say("login response", {"ret": 0, "session_id": "web"} if good else {"ret": 1})
            case "check credential":
                good = not self._asks_credentials or data[:1] == ("web",)
                self._say("credential ok" if good else "credential ng")
            case "getFunctionSetting":
                settings = {"OccupyEnable": str(int(self._occupies)), "SessionEnable": str(int(self._has_sessions))}
                self._say("sendFunctionSetting", {"FunctionSetting": {**settings, "SoapDuplicateCheck": "1"}})
            case "openSession":
                self._session = f"S{self._random.randrange(10**6)}"
                self._say("sendSessionID", {"SessionID": self._session})
            case "xml send" if data and isinstance(data[0], str):
                self._request(fromstring(data[0].rstrip("\0")))  # noqa: S314 - a machine that does not exist

    def _say(self, name: str, *data: object) -> None:
        if not self.is_mute:
            self._put(lambda: self._socket.event(name, *data))

    def _request(self, root: Element) -> None:
        self.asked.append(root.tag)
        sequence = root.findtext("SeqNo", "")
        name = root.tag.removesuffix("Request")
        if self._has_sessions and root.findtext("SessionID") != (self._session or None):
            self._reply(name, NO_SESSION, sequence, "")
            return
        self._result = SUCCESS
        body = self._requests[root.tag](root, sequence)
        if body is not None:
            self._reply(name, self._result, sequence, body)

    def _reply(self, name: str, result: int, sequence: str, body: str) -> None:
        echoed = f"<Id>{TILL}</Id><SeqNo>{sequence}</SeqNo>" if self._echoes else ""
        data = f'<{name}Response result="{result}">{echoed}{body}</{name}Response>\0'.encode()
        faults = self.faults
        if self._happens(faults.reset):
            self.cut_power()
            self.restore_power()
            return
        if self._happens(faults.hang_up):
            self._hangs_up = True
            return
        if self.is_mute or self._happens(faults.lose_reply) or not self._socket.is_open:
            return
        if self._happens(faults.garbage):
            data = data[: len(data) // 2]
        if self._happens(faults.stale):
            stale = (
                f'<InventoryResponse result="0"><SeqNo>00000000000</SeqNo>{self._stale}</InventoryResponse>'.encode()
            )
            self._put(lambda: self._socket.binary("event", stale))
        for _ in range(2 if self._happens(faults.repeat_reply) else 1):
            self._put(lambda: self._socket.binary("event", data))

    def _is_free(self, needs_idle: bool = True) -> bool:
        if self._occupies and self.occupied_by != TILL:
            self._result = OTHER if self.occupied_by else NOT_OCCUPIED
        elif needs_idle and self._status != IDLE:
            self._result = EXCLUSIVE
        return self._result == SUCCESS

    def _occupy(self, _: Element, __: str) -> str:
        if self.occupied_by not in ("", TILL):
            self._result = OTHER
        else:
            self.occupied_by = TILL
        return ""

    def _release(self, _: Element, __: str) -> str:
        self.occupied_by = "" if self.occupied_by == TILL else self.occupied_by
        return ""

    def _allow(self, root: Element, allows: bool) -> str:
        values = frozenset(int(line.get("fv", "0")) for line in root.iter("Denomination"))
        if not self._chooses_denominations:
            self._result = 98
        elif self._is_free():
            self.works.accepted = self.works.accepted | values if allows else self.works.accepted - values
        return ""

    def _start_cashin(self, _: Element, __: str) -> str:
        if self._is_free():
            self.works.open()
            self._set_status(WAITING)
        return ""

    def _end_cashin(self, _: Element, __: str) -> str:
        if self._status not in (WAITING, COUNTING):
            self._result = EXCLUSIVE
            return ""
        self.works.close()
        self._count_at = NEVER
        self._set_status(IDLE)
        return f'<Cash type="1">{self._lines(self.works.session_taken)}</Cash>'

    def _cashout(self, root: Element, sequence: str) -> str | None:
        if not self._is_free():
            return ""
        if sequence in self._done:
            self._result = DUPLICATE
            return ""
        self._done.add(sequence)
        return self._begin(root, sequence, DISPENSING, self.works.pay)

    def _collect(self, root: Element, sequence: str) -> str | None:
        return self._begin(root, sequence, COLLECTING, self.works.collect) if self._is_free() else ""

    def _begin(self, root: Element, sequence: str, status: int, move: Callable[[list[int], float], None]) -> str | None:
        pieces: list[int] = []
        for line in root.iter("Denomination"):
            value, count = int(line.get("fv", "0")), int(line.findtext("Piece", "0"))
            if self.works.levels[value] < count:
                self._result = SHORTAGE
                return ""
            pieces += [value] * count
        move(sorted(pieces, reverse=True), self._now)
        self._set_status(status)
        self._reply_when_done = (root.tag.removesuffix("Request"), sequence)
        return None

    def _shown(self) -> str:
        if self._inventory_follows or self._status not in (WAITING, COUNTING):
            self._last_shown = self._inventory()
        return self._last_shown

    def _inventory(self) -> str:
        payable = f'<Cash type="4">{self._lines({value: self.works.levels[value] for value in VALUES})}</Cash>'
        if not self._sees_cashbox:
            return payable
        inside = {value: self.works.levels[value] + self.works.cashbox[value] for value in VALUES}
        return f'<Cash type="3">{self._lines(inside)}</Cash>{payable}'

    def _lines(self, pieces: Mapping[int, int]) -> str:
        return "".join(
            f'<Denomination cc="{self._currency}" fv="{value}" rev="0" devid="{1 if value >= NOTES_FROM else 2}">'
            f"<Piece>{count}</Piece><Status>2</Status></Denomination>"
            for value, count in sorted(pieces.items())
        )
