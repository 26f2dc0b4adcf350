"""What the customer should see right now, as finished text: a screen is a value. The UI draws it and computes nothing.

Every button carries the event that a touch posts.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from kiosk.domain.basket import PriceReason
from kiosk.domain.events import CodeRows, Event
from kiosk.domain.language import Language
from kiosk.domain.receipt import ReceiptPart


class Tone(StrEnum):
    """How much a button asks to be pressed."""

    PRIMARY = "primary"  # the one obvious next step
    SECONDARY = "secondary"
    QUIET = "quiet"
    DANGER = "danger"


class Sound(StrEnum):
    """Names of the sounds in assets/sounds."""

    NONE = ""
    FOUND = "found"
    NOT_FOUND = "not_found"
    DONE = "done"
    CALL = "call"  # staff are wanted


@dataclass(frozen=True, slots=True)
class Cue:
    """A sound to play once: when `number` has changed."""

    sound: Sound = Sound.NONE
    number: int = 0


@dataclass(frozen=True, slots=True)
class Button:
    """Something to press. `icon` names a drawing of the UI; a disabled one says why in `hint`."""

    label: str
    event: Event
    tone: Tone = Tone.SECONDARY
    icon: str = ""
    hint: str = ""
    enabled: bool = True


@dataclass(frozen=True, slots=True)
class Idle:
    """The idle warning that lies over a screen."""

    title: str
    text: str
    stay: Button


@dataclass(frozen=True, slots=True)
class Frame:
    """What is the same on every screen: language, help, what does not work today, the sounds, the idle warning.

    `help`, `staff`, `idle`: empty or one. `cue` is for the customer, `bell` for staff.
    """

    shop: str
    language: Language
    languages: tuple[Button, ...] = ()
    help: tuple[Button, ...] = ()
    staff: tuple[Button, ...] = ()
    notices: tuple[str, ...] = ()
    cue: Cue = Cue()
    bell: Cue = Cue()
    idle: tuple[Idle, ...] = ()
    brightness: int = 0  # percent of the screen's light; 0: as the machine was set up
    volume: int = 100  # percent
    training: str = ""  # a banner across every screen while staff are learning


@dataclass(frozen=True, slots=True)
class AttractView:
    """Nobody is there."""

    frame: Frame
    title: str
    hint: str
    start: Button
    means: str  # what can be paid with, in one line
    other: tuple[Button, ...] = ()  # what can be done besides shopping


@dataclass(frozen=True, slots=True)
class Amount:
    """A labelled amount."""

    label: str
    amount: str


@dataclass(frozen=True, slots=True)
class LineView:
    """One line of the basket. `fewer`, `more`, `remove`: empty or one."""

    number: int
    name: str
    detail: str
    amount: str
    picture: str
    tags: tuple[str, ...] = ()
    fewer: tuple[Button, ...] = ()
    more: tuple[Button, ...] = ()
    remove: tuple[Button, ...] = ()


@dataclass(frozen=True, slots=True)
class ExceptionView:
    """An article that staff must look at."""

    title: str
    text: str
    drop: tuple[Button, ...] = ()
    capture: tuple[Button, ...] = ()  # type its number


@dataclass(frozen=True, slots=True)
class BasketView:
    """Scanning. The newest line is the last one; the camera's live picture belongs here.

    `other`: other ways to get an article in, or the basket out (search, park). `told`: what a QR code in parts still
    lacks, empty otherwise. `messages`: what the shop says of the article that was scanned last.
    """

    frame: Frame
    title: str
    hint: str
    lines: tuple[LineView, ...]
    exceptions: tuple[ExceptionView, ...]
    count: str
    total_label: str
    total: str
    pay: Button
    cancel: Button
    other: tuple[Button, ...] = ()
    told: str = ""
    messages: tuple[str, ...] = ()
    ask: tuple[Button, ...] = ()  # what an article costs


@dataclass(frozen=True, slots=True)
class TileView:
    """An article or a department among pictures. `detail`: its price."""

    label: str
    detail: str
    picture: str
    press: Button


@dataclass(frozen=True, slots=True)
class FinderView:
    """Looking for an article by name, by number, or among pictures; or typing a serial number (no tiles then).

    The screen keeps what is typed and posts FindTyped with all of it at each key; `typed` is what it begins with.
    `send`: empty, or the button for a number that must be finished (its event's `number` is what is typed). `wrong`
    says at once that a number's check digit does not fit.
    """

    frame: Frame
    title: str
    hint: str
    typed: str
    wrong: str
    rows: tuple[str, ...]
    tiles: tuple[TileView, ...]
    send: tuple[Button, ...]
    back: Button


@dataclass(frozen=True, slots=True)
class PriceCheckView:
    """What an article costs. `price`: empty while none is known; then `sign` is the drawing that says so.

    `take`: empty where there is nothing to buy. `other`: other ways to an article. `messages`: see BasketView.
    """

    frame: Frame
    title: str
    hint: str
    name: str
    picture: str
    price: Amount
    sign: str
    take: tuple[Button, ...]
    other: tuple[Button, ...]
    back: Button
    tags: tuple[str, ...] = ()
    messages: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class WeighView:
    """Goods on the scale. `weight`, `price`: as large as can be; `hint`: what to do; `state` and its
    drawing `sign`: is the scale `steady`?

    `take` is disabled until the weight can be sold. `other`: own container, or the container's own button.
    """

    frame: Frame
    title: str
    picture: str
    hint: str
    weight: Amount
    tare: Amount
    price: Amount
    steady: bool
    state: str
    sign: str
    take: Button
    other: tuple[Button, ...]
    back: Button


@dataclass(frozen=True, slots=True)
class CodesView:
    """A basket as QR codes, shown in turn when there are several. `codes` is empty while they are being made."""

    frame: Frame
    title: str
    hint: str
    codes: tuple[CodeRows, ...]
    told: str
    buttons: tuple[Button, ...]


@dataclass(frozen=True, slots=True)
class BagView:
    """A carrier bag. `count`: how many are in the basket, empty for none; `fewer`: empty or one."""

    label: str
    price: str
    picture: str
    count: str
    press: Button
    fewer: tuple[Button, ...] = ()


@dataclass(frozen=True, slots=True)
class BagsView:
    """Would you like a bag? `bags` is empty until the catalogue has told of them."""

    frame: Frame
    title: str
    hint: str
    bags: tuple[BagView, ...]
    total: Amount
    go_on: Button
    back: Button


@dataclass(frozen=True, slots=True)
class ChoiceView:
    """How to pay: the big amount is what remains; `paid` lists what is paid already, each means by itself.

    `means` are the likely ones, drawn large; `more` the others. `hint`: what else can be done; `told`: why nothing came
    of a code; `eligible`: what meal vouchers may still pay, empty or one.
    """

    frame: Frame
    title: str
    total: Amount
    paid: tuple[Amount, ...]
    due: Amount
    means: tuple[Button, ...]
    back: tuple[Button, ...]
    cancel: Button
    more: tuple[Button, ...] = ()
    hint: str = ""
    told: str = ""
    eligible: tuple[Amount, ...] = ()
    legal: str = ""  # what the law wants to be read here


@dataclass(frozen=True, slots=True)
class CashView:
    """Taking coins and notes. `accepted` are the pieces that may be put in now, as "10 €" or "50 c"."""

    frame: Frame
    title: str
    hint: str
    due: Amount
    inserted: Amount
    accepted_label: str
    accepted: tuple[str, ...]
    warning: str
    buttons: tuple[Button, ...]


@dataclass(frozen=True, slots=True)
class CardView:
    """The card terminal is at work; `cancel_hint` says how to stop on the terminal itself.

    `buttons`: what can be asked of it from here; none once it was asked.
    """

    frame: Frame
    title: str
    hint: str
    due: Amount
    cancel_hint: str
    buttons: tuple[Button, ...] = ()


@dataclass(frozen=True, slots=True)
class ChangeView:
    """Money is coming out. `percent` 0 to 100."""

    frame: Frame
    title: str
    hint: str
    amount: Amount
    given: Amount
    percent: int


@dataclass(frozen=True, slots=True)
class ReceiptView:
    """Paid. Would you like a receipt?"""

    frame: Frame
    title: str
    paid: Amount
    question: str
    notice: str
    choices: tuple[Button, ...]


@dataclass(frozen=True, slots=True)
class ReceiptCodeView:
    """The receipt as a QR code. `code` is empty while it is being made; `hint` says how to take it."""

    frame: Frame
    title: str
    hint: str
    code: CodeRows
    done: Button


@dataclass(frozen=True, slots=True)
class EmailView:
    """The address for the receipt is typed. `rows`: the keys, one string a row; `endings`: keys that type more.

    `wrong`: why the last address was not taken and what to do, empty at first.
    """

    frame: Frame
    title: str
    hint: str
    wrong: str
    rows: tuple[str, ...]
    endings: tuple[str, ...]
    send_label: str
    back: Button


@dataclass(frozen=True, slots=True)
class WaitView:
    """Something takes a moment (printing, cancelling); nothing to press."""

    frame: Frame
    title: str
    hint: str


@dataclass(frozen=True, slots=True)
class ThanksView:
    """Goodbye."""

    frame: Frame
    title: str
    hint: str
    done: Button


@dataclass(frozen=True, slots=True)
class CalledView:
    """Staff are called: what happened, what it means for the money, what to do."""

    frame: Frame
    title: str
    what: str
    money: str
    todo: str
    buttons: tuple[Button, ...]


DIGITS = "1234567890"
"""As they stand on a telephone."""


@dataclass(frozen=True, slots=True)
class Twice:
    """A PIN that is chosen is typed a second time: what then stands there, and what when the second differs."""

    hint: str
    differs: str


@dataclass(frozen=True, slots=True)
class PinView:
    """The attendant's PIN. `locked` says how long to wait (then the keys are dead), `wrong` that the last was wrong.

    `back`: empty or one; there is no way round the PIN of a handheld. `keys`: the ten digits in their order; without
    any the keypad is empty. `twice`: empty, or the PIN is a new one.
    """

    frame: Frame
    title: str
    hint: str
    wrong: str
    locked: str
    confirm_label: str
    back: tuple[Button, ...]
    keys: str = DIGITS
    twice: tuple[Twice, ...] = ()


@dataclass(frozen=True, slots=True)
class HandoverView:
    """A basket that was handed over. `show`: empty when its time is over."""

    title: str
    detail: str
    show: tuple[Button, ...]


@dataclass(frozen=True, slots=True)
class HandoversView:
    """A staff handheld between two baskets: a new one, and those that were handed over, newest first."""

    frame: Frame
    title: str
    name: str
    hint: str
    start: Button
    handovers: tuple[HandoverView, ...]


@dataclass(frozen=True, slots=True)
class Release:
    """What a price pad needs: the exception, the departments to choose from, its texts; or the line that it prices."""

    exception: int
    title: str
    price_label: str
    departments: tuple[str, ...]
    sell_label: str
    back_label: str
    line: int = 0
    reason: PriceReason = PriceReason.CATALOGUE


@dataclass(frozen=True, slots=True)
class TaskView:
    """One thing for the attendant to settle. `release`: empty, or the price pad this task opens."""

    title: str
    detail: str
    buttons: tuple[Button, ...]
    release: tuple[Release, ...] = ()
    release_label: str = ""


@dataclass(frozen=True, slots=True)
class AttendantView:
    """The attendant's page: open tasks first, then the lines (to void), then what else can be done."""

    frame: Frame
    title: str
    name: str
    hint: str  # nothing to settle; otherwise empty
    tasks: tuple[TaskView, ...]
    lines: tuple[TaskView, ...]
    total: Amount
    buttons: tuple[Button, ...]
    devices: tuple[Amount, ...]  # each device and how it is
    pages: tuple[Button, ...] = ()  # the other pages, for those who may turn to them


@dataclass(frozen=True, slots=True)
class LevelView:
    """One denomination in a cash machine. `percent` of what makes it full; `mark`: low, fine, full or boxed."""

    label: str
    count: str
    mark: str
    word: str
    percent: int


@dataclass(frozen=True, slots=True)
class VaultView:
    """What a cash machine holds. `machines`: which one (the shown one is disabled), empty when there is only one.

    `balance`: how it was found when somebody last compared it; `tasks`: what goes on, what to bring.
    """

    frame: Frame
    title: str
    name: str
    pages: tuple[Button, ...]
    hint: str
    machines: tuple[Button, ...]
    levels: tuple[LevelView, ...]
    amounts: tuple[Amount, ...]
    balance: str
    tasks: tuple[TaskView, ...]
    told: str
    buttons: tuple[Button, ...]


@dataclass(frozen=True, slots=True)
class CountRow:
    """One denomination that is counted by hand; touched, the digits are its. `chosen`: they are."""

    press: Button
    count: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class CountView:
    """Coins and notes are counted by hand: rows, a keypad, the total."""

    frame: Frame
    title: str
    hint: str
    rows: tuple[CountRow, ...]
    total: Amount
    confirm: Button
    back: Button


@dataclass(frozen=True, slots=True)
class ReportsView:
    """The day so far and the last closings, as they would be printed. `told`: what came of the last print."""

    frame: Frame
    title: str
    name: str
    pages: tuple[Button, ...]
    reports: tuple[Button, ...]  # which one; the one that is shown is disabled
    parts: tuple[ReceiptPart, ...]
    told: str
    buttons: tuple[Button, ...]


@dataclass(frozen=True, slots=True)
class ArchiveView:
    """Archives for the inspector. `percent` 0 to 100 while one is being written, -1 when none is."""

    frame: Frame
    title: str
    name: str
    pages: tuple[Button, ...]
    hint: str
    choices: tuple[Button, ...]
    percent: int
    told: str
    buttons: tuple[Button, ...]


@dataclass(frozen=True, slots=True)
class TeamView:
    """Who may come, or one of them and what can be done. `choices`: people, or what can be done; `told`: what was."""

    frame: Frame
    title: str
    name: str
    pages: tuple[Button, ...]
    icon: str
    hint: str
    choices: tuple[Button, ...]
    told: str
    buttons: tuple[Button, ...]


@dataclass(frozen=True, slots=True)
class NameView:
    """Somebody new: the name is typed, then a role is touched. `grades` post PersonNamed, with what was typed."""

    frame: Frame
    title: str
    hint: str
    rows: tuple[str, ...]
    grades: tuple[Button, ...]
    back: Button


@dataclass(frozen=True, slots=True)
class DeviceView:
    """One device that is not well: `mark` is degraded or lost; what it means for selling, and what to do."""

    label: str
    state: str
    mark: str
    meaning: str
    todo: str
    buttons: tuple[Button, ...] = ()


@dataclass(frozen=True, slots=True)
class SettingView:
    """Something that can be set; the choice in force is disabled."""

    label: str
    choices: tuple[Button, ...]


@dataclass(frozen=True, slots=True)
class DevicesView:
    """Every device: those that are not well, then the others. `offered`: what customers read about paying, now."""

    frame: Frame
    title: str
    name: str
    pages: tuple[Button, ...]
    offered: str
    devices: tuple[DeviceView, ...]
    ready: tuple[Amount, ...]
    settings: tuple[SettingView, ...]
    told: str
    buttons: tuple[Button, ...]


@dataclass(frozen=True, slots=True)
class ClosedView:
    """Not selling: why, what it means for the money, what to do."""

    frame: Frame
    title: str
    what: str
    money: str
    todo: str


View = (
    AttractView
    | BasketView
    | FinderView
    | PriceCheckView
    | WeighView
    | CodesView
    | BagsView
    | ChoiceView
    | CashView
    | CardView
    | ChangeView
    | ReceiptView
    | ReceiptCodeView
    | EmailView
    | WaitView
    | ThanksView
    | CalledView
    | PinView
    | HandoversView
    | AttendantView
    | VaultView
    | CountView
    | ReportsView
    | ArchiveView
    | TeamView
    | NameView
    | DevicesView
    | ClosedView
)
