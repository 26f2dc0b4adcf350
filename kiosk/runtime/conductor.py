"""The conductor: starts what is newly wanted, stops the rest. The only one who starts or stops anything."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Protocol, assert_never

from hardware import words as w
from kiosk.domain import activities as a
from kiosk.domain.events import CardDeclined, CardUnknown, Event, PrintFailed, Role
from kiosk.runtime import players
from kiosk.runtime.devices import Device, Devices
from kiosk.runtime.players import Player

OfficeWork = (
    a.ApplyPrices
    | a.MakeReceiptCode
    | a.FindTicket
    | a.WriteArchive
    | a.FindArticles
    | a.MakeBasketCodes
    | a.ShuffleKeys
)
"""What needs no device."""

EVERY: Mapping[type[a.Activity], tuple[Role, ...]] = {
    a.ReadCodes: (Role.CAMERA, Role.SCANNER),
    a.Weigh: (Role.SCALE,),
    a.WatchBag: (Role.BAGGING,),
    a.ShowSignal: (Role.LIGHTS,),
}
"""What every device of these roles plays."""

Place = tuple[type[a.Activity], str]
"""Where an activity is played: its kind and its device. Another value in the same place is a change, not a restart."""


class Office(Protocol):
    """Paperwork: what is wanted and needs no device. It answers with events, from any thread."""

    def make_receipt_code(self, wanted: a.MakeReceiptCode) -> None: ...
    def find_ticket(self, wanted: a.FindTicket) -> None: ...
    def write_archive(self, wanted: a.WriteArchive) -> None: ...
    def find_articles(self, wanted: a.FindArticles) -> None: ...
    def make_basket_codes(self, wanted: a.MakeBasketCodes) -> None: ...
    def shuffle_keys(self) -> None: ...
    def tick(self, between_customers: bool) -> None: ...


class Conductor:
    """Makes the hardware do what is wanted. `post` is for what a missing device would have answered."""

    def __init__(self, devices: Devices, post: Callable[[Event], None], office: Office) -> None:
        self._devices = devices
        self._post = post
        self._office = office
        self._at_work: frozenset[a.Activity] = frozenset()  # what the office was told
        self._playing: dict[Place, tuple[a.Activity, Player]] = {}
        self._between_customers = False
        self._resumed = True
        self._told: set[str] = set()  # orders and changes by hand that a device may know of: never told again
        self._missed: set[str] = set()  # charges and jobs whose device is missing: answered once

    def conduct(self, wanted: frozenset[a.Activity]) -> None:
        """Brings what is going on in line with what is wanted."""
        places = {place: (device, activity) for activity in wanted for place, device in self._places(activity)}
        for place in [place for place in self._playing if place not in places or self._restarts(place, places)]:
            self._playing.pop(place)[1].end()
        for place, (device, activity) in places.items():
            self._play(place, device, activity)
        self._between_customers = a.ApplyPrices() in wanted
        for activity in wanted - self._at_work:
            self._tell_office(activity)
        self._at_work = wanted
        self._resumed = False

    def heard(self, name: str, word: w.Word) -> None:
        """A device said this, and its event has been handled."""
        for place, (_, player) in list(self._playing.items()):
            if place[1] == name and place in self._playing:
                player.heard(word)

    def tick(self) -> None:
        """Once a second."""
        self._office.tick(self._between_customers)

    def _tell_office(self, activity: a.Activity) -> None:
        match activity:
            case a.MakeReceiptCode():
                self._office.make_receipt_code(activity)
            case a.FindTicket():
                self._office.find_ticket(activity)
            case a.WriteArchive():
                self._office.write_archive(activity)
            case a.FindArticles():
                self._office.find_articles(activity)
            case a.MakeBasketCodes():
                self._office.make_basket_codes(activity)
            case a.ShuffleKeys():
                self._office.shuffle_keys()
            case _:
                pass

    def _restarts(self, place: Place, places: dict[Place, tuple[Device, a.Activity]]) -> bool:
        """Another payout, charge or job in the same place is another activity."""
        return _identity(self._playing[place][0]) != _identity(places[place][1])

    def _play(self, place: Place, device: Device, activity: a.Activity) -> None:
        if place in self._playing:
            before, player = self._playing[place]
            if before != activity:
                self._playing[place] = (activity, player)
                player.change(activity)
            return
        player = _player(device, activity)
        self._playing[place] = (activity, player)
        player.begin(self._resumed or _identity(activity) in self._told)
        if isinstance(activity, a.Charge | a.Refund | a.AdjustCash):
            self._told.add(_identity(activity))

    def _places(self, activity: a.Activity) -> Iterator[tuple[Place, Device]]:
        match activity:
            case (
                a.AcceptCash(machine)
                | a.PayOut(machine)
                | a.Collect(machine)
                | a.AdjustCash(machine)
                | a.KeepStock(machine)
                | a.CountCash(machine)
                | a.TryAgain(machine)
            ):
                if machine in self._devices:
                    yield (type(activity), machine), self._devices[machine]
            case a.Charge(attempt) | a.Refund(attempt):
                yield from self._first(activity, Role.CARD, self._without_terminal(attempt))
            case a.PrintReceipt(job):
                yield from self._first(activity, Role.PRINTER, PrintFailed(job, "link_lost"))
            case a.ReadCodes() | a.Weigh() | a.WatchBag() | a.ShowSignal():
                for role in EVERY[type(activity)]:
                    for device in self._devices.of(role):
                        yield (type(activity), device.name), device
            case _ if isinstance(activity, OfficeWork):
                return
            case _:
                assert_never(activity)

    def _first(self, activity: a.Activity, role: Role, missing: Event) -> Iterator[tuple[Place, Device]]:
        for device in self._devices.of(role):
            yield (type(activity), device.name), device
            return
        if _identity(activity) not in self._missed:
            self._missed.add(_identity(activity))
            self._post(missing)

    def _without_terminal(self, attempt: str) -> Event:
        """An attempt from before a restart may have been charged, though the terminal is not configured any more."""
        if self._resumed:
            return CardUnknown(attempt, "the card terminal is not configured any more")
        return CardDeclined(attempt, "unreachable")


def _identity(activity: a.Activity) -> str:
    match activity:
        case a.PayOut(_, payout):
            return payout
        case a.Charge(attempt) | a.Refund(attempt):
            return attempt
        case a.PrintReceipt(job):
            return job
        case a.Collect(_, collection):
            return collection
        case a.AdjustCash(_, adjustment):
            return adjustment
        case _:
            return ""


def _player(device: Device, activity: a.Activity) -> Player:  # noqa: C901 - one case an activity
    match activity:
        case a.ReadCodes():
            return players.ReadCodes(device)
        case a.AcceptCash():
            return players.AcceptCash(device, activity)
        case a.PayOut():
            return players.PayOut(device, activity)
        case a.Collect():
            return players.Collect(device, activity)
        case a.AdjustCash():
            return players.AdjustCash(device, activity)
        case a.KeepStock():
            return players.KeepStock(device, activity)
        case a.CountCash():
            return players.CountCash(device)
        case a.Charge():
            return players.Charge(device, activity)
        case a.Refund():
            return players.Refund(device, activity)
        case a.PrintReceipt():
            return players.PrintReceipt(device, activity)
        case a.Weigh():
            return players.Weigh(device, activity)
        case a.WatchBag():
            return players.Weigh(device, a.Weigh())
        case a.ShowSignal():
            return players.ShowSignal(device, activity)
        case a.TryAgain():
            return players.TryAgain(device)
        case _ if isinstance(activity, OfficeWork):
            raise TypeError("no device plays this: it is the office's")
        case _:
            assert_never(activity)
