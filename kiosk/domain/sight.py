"""What the kiosk sees now: devices, the clock, what staff are looking at. Not history: asked again at every start."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from kiosk.domain.events import (
    ArchivePressed,
    ArticlesFound,
    BasketPartShown,
    CodeRows,
    Condition,
    CountOf,
    EmailFault,
    ItemScanned,
    Page,
    Report,
    Role,
    RollStep,
    VoucherShown,
    WeightState,
)
from kiosk.domain.facts import Grade, Head, SaleCompleted
from kiosk.domain.money import NOTHING, Money
from kiosk.domain.roll import Person


@dataclass(frozen=True, slots=True)
class Device:
    """How a device is, as last heard."""

    role: Role
    condition: Condition
    fault: str = ""
    detail: str = ""
    since: int = 0  # of Sees.elapsed


@dataclass(frozen=True, slots=True)
class Duplicate:
    """A copy of a receipt on its way to paper."""

    ticket: SaleCompleted
    copy: int


@dataclass(frozen=True, slots=True)
class Count:
    """What staff are typing, by value in cents; `chosen`: the value that the next digit belongs to."""

    of: CountOf
    machine: str
    counts: tuple[tuple[int, int], ...]
    chosen: int


@dataclass(frozen=True, slots=True)
class Returning:
    """Articles that staff are about to take back: of this ticket, ((line, pieces), ...), for this reason."""

    ticket: SaleCompleted
    pieces: tuple[tuple[int, int], ...] = ()
    reason: str = ""


@dataclass(frozen=True, slots=True)
class RollCall:
    """What the manager is doing to the roll. `person`: the id, which somebody new gets with their name.

    `wrong`: why the last PIN or badge was not taken; empty at first. `new`: they are not enrolled yet.
    """

    step: RollStep
    person: str = ""
    name: str = ""
    grade: Grade = Grade.ATTENDANT
    wrong: str = ""
    new: bool = False


@dataclass(frozen=True, slots=True)
class Desk:
    """What the attendant is looking at: not history. `job` is a report or copy that is being printed, "" for none."""

    page: Page = Page.TASKS
    report: Report = Report.X
    job: str = ""
    jobs: int = 0  # how many were printed since the start
    duplicate: tuple[Duplicate, ...] = ()  # empty: `job` prints the report
    told: str = ""  # what came of the last thing done here: the key of its sentence, without "told_"
    fault: str = ""  # why it was not printed
    finding: tuple[int, ...] = ()  # the receipt that is being looked for
    archive: tuple[ArchivePressed, ...] = ()  # the archive that is being written
    by: str = ""  # who asked for it
    archiving: int = 0  # how far it is, percent
    archived: str = ""  # where the last archive is, or why there is none
    machine: str = ""  # the cash machine that is looked at; empty: the first
    count: tuple[Count, ...] = ()  # what is being typed: empty or one
    recounting: str = ""  # the machine that was asked to count
    recounted: str = ""  # the machine whose count, just told, staff had asked for
    returning: tuple[Returning, ...] = ()  # empty or one
    roll: tuple[RollCall, ...] = ()  # empty: all of the staff, or one
    testing: bool = False  # `job` prints a test page
    lamps_until: int = -1  # by `elapsed`: until then every lamp of the tower is lit
    line: tuple[int, ...] = ()  # the line whose price is changed, 0 for all of them: empty or one


@dataclass(frozen=True, slots=True)
class Scale:
    """What the scale shows. `emptied`: the value of Till.weighed plus one when it was last seen empty.

    So `emptied > till.weighed` says that the goods weighed before have left it.
    """

    name: str = ""
    state: WeightState = WeightState.NOT_READY
    grams: int = 0
    emptied: int = 0


@dataclass(frozen=True, slots=True)
class BagScale:
    """What the scale under the bag shows. `grams`: when it last stood still; times by Sees.elapsed.

    `paying`: the customer touched Pay while it moved; `pays`: with this very event it stands still.
    """

    state: WeightState = WeightState.NOT_READY
    grams: int = 0
    still_at: int = 0
    moved_at: int = 0
    scanned_at: int = 0  # the last article that was scanned
    paying: bool = False
    pays: bool = False


@dataclass(frozen=True, slots=True)
class Finder:
    """The customer looks for an article. `text` and `department` are what is asked for, `answer` what came last."""

    open: bool = False
    text: str = ""
    department: str = ""
    answer: tuple[ArticlesFound, ...] = ()
    capture: int = 0  # the exception whose number is typed instead; 0: none


@dataclass(frozen=True, slots=True)
class PriceCheck:
    """The customer asks what articles cost. `shown`: the one scanned last, if any; `unknown`: the last code is none."""

    open: bool = False
    shown: tuple[ItemScanned, ...] = ()
    unknown: bool = False


@dataclass(frozen=True, slots=True)
class Parked:
    """The QR codes of the basket that is being parked, and how printing them goes (`job`: "" for not at all)."""

    texts: tuple[str, ...] = ()
    codes: tuple[CodeRows, ...] = ()
    job: str = ""
    told: str = ""


@dataclass(frozen=True, slots=True)
class Sees:
    """What the kiosk sees now: not history, asked again at every start."""

    now: int = 0
    known: int = 0  # what time it should be, and how far ahead of it the clock may be: see kiosk.domain.clock
    leeway: int = 0
    elapsed: int = 0  # seconds since the program started, whatever the clock says: what time-outs count
    booted: bool = False
    utc_offset: int = 0
    active_at: int = 0  # the last sign of life of a customer or of money, by `elapsed`
    devices: Mapping[str, Device] = field(default_factory=dict)
    counted: frozenset[str] = frozenset()  # cash machines whose counts were told since the start
    boxed: Mapping[str, frozenset[int]] = field(default_factory=dict)  # by machine, what it says it can only take
    moved: Money = NOTHING  # what the running payout says it has paid so far
    pin_open: bool = False
    pin_wrong: bool = False
    pin_wrong_at: int = 0  # by `elapsed`
    pin_of: str = ""  # whose badge was read: only their PIN is right
    keys: str = ""  # the digits of the keypad in their order, where they are shuffled; empty: not known yet
    people: tuple[Person, ...] = ()  # the roll and kiosk.toml: kiosk.domain.roll says who of them is in force
    roll_damaged: str = ""
    journal_broken: str = ""
    waiting: Money = NOTHING  # cash taken that is not on disk yet
    heads: Mapping[str, Head] = field(default_factory=dict)  # the last seal of each chain
    code: CodeRows = ()  # of the receipt that is shown as a QR code; empty: not made yet
    email_refused: tuple[EmailFault, ...] = ()  # why the address that was typed last was not taken
    desk: Desk = Desk()
    scale: Scale = Scale()
    bag: BagScale = BagScale()
    finder: Finder = Finder()
    part: tuple[BasketPartShown, ...] = ()  # of a signed basket that is not read whole yet: empty or one
    parked: Parked = Parked()
    since: Mapping[str, int] = field(default_factory=dict)  # by `elapsed`, when it was seen: kiosk.domain.signalling
    retries: Mapping[str, int] = field(default_factory=dict)  # how often staff wanted a device tried that is not well
    ending: bool = False  # the program is about to end, to be started again
    rings: int = 0  # how often staff were called by a sound
    rang_at: int = 0  # by `elapsed`
    gift_card: tuple[VoucherShown, ...] = ()  # that the customer looks at while shopping: empty or one
    price_check: PriceCheck = PriceCheck()
    bags: tuple[ArticlesFound, ...] = ()  # what the catalogue has told of them, while they are offered
    messages: tuple[tuple[str, str], ...] = ()  # names of articles, and what is said of them: kiosk.domain.messages


NOTHING_SEEN = Sees()
"""Before the first tick of the clock."""
