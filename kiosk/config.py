"""kiosk.toml: what the shop and its technician decide. All mistakes are told at once, each with its key."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import Field, TypeAdapter, ValidationError, field_validator, model_validator

from kiosk.baskets.basket import SHOP_PATTERN
from kiosk.catalogue.labels import Labels, TemplateRefused
from kiosk.catalogue.vouchers import VoucherRefused, Vouchers
from kiosk.config_cash import CashSection, CharitySection, PaymentSection
from kiosk.config_control import BaggingSection, ControlSection
from kiosk.config_devices import ROLES, DeviceSection, Section
from kiosk.config_staff import AttendantSection, StaffSection
from kiosk.config_vouchers import GiftCardsSection, MealVouchersSection, VoucherSection
from kiosk.domain.basket import NonItemKind, TenderKind
from kiosk.domain.events import Role
from kiosk.domain.language import Language
from kiosk.domain.mailing import faults_of
from kiosk.domain.money import Money
from kiosk.domain.orders import Customer
from kiosk.domain.refund import USUAL_RETURNS, ReturnRules
from kiosk.domain.shop import NO_BAGGING
from kiosk.domain.states import Shop

CONFIG_SIZE_MAX = 256 * 1024


class ConfigRefused(Exception):  # noqa: N818 - it says what happened to the file
    """kiosk.toml cannot be used; `mistakes` has one sentence each."""

    def __init__(self, path: Path, mistakes: tuple[str, ...]) -> None:
        self.path = path
        self.mistakes = mistakes
        super().__init__(f"{path}: " + "; ".join(mistakes))


Colour = Annotated[str, Field(pattern=r"^#[0-9a-fA-F]{6}$")]
Seconds = Annotated[int, Field(ge=3, le=3600)]
VatRate = Literal["20", "10", "5.5", "2.1", "0"]


class DepartmentSection(Section):
    """A department in which staff may sell an unknown article."""

    name: Annotated[str, Field(min_length=1, max_length=40)]
    vat: VatRate


BagCode = Annotated[str, Field(pattern=r"^[0-9A-Za-z][0-9A-Za-z./-]{0,39}$")]


class ShopSection(Section):
    """Who sells."""

    name: Annotated[str, Field(min_length=1, max_length=60)]
    address: Annotated[tuple[str, ...], Field(max_length=4)] = ()
    siret: Annotated[str, Field(pattern=r"^([0-9]{14})?$")] = ""
    naf: Annotated[str, Field(pattern=r"^([0-9]{2}\.?[0-9]{2}[A-Z])?$")] = ""
    vat_number: Annotated[str, Field(pattern=r"^(FR[0-9A-Z]{2}[0-9]{9})?$")] = ""
    till: Annotated[str, Field(pattern=r"^[A-Za-z0-9]{1,8}$")] = "1"
    language: Language = Language.FR
    departments: tuple[DepartmentSection, ...] = (DepartmentSection(name="Divers", vat="20"),)
    labels: tuple[str, ...] = ()
    bags: Annotated[tuple[BagCode, ...], Field(max_length=4)] = ()
    closing_hour: Annotated[int, Field(ge=0, le=12)] = 3
    year_begins: Annotated[int, Field(ge=1, le=12)] = 1

    @field_validator("labels")
    @classmethod
    def _labels_can_be_read(cls, templates: tuple[str, ...]) -> tuple[str, ...]:
        try:
            Labels(templates)
        except TemplateRefused as refused:
            raise ValueError(str(refused)) from refused
        return templates


class KioskSection(Section):
    """Where things are kept and how the screen is."""

    folder: Path = Path("/var/lib/borne")
    witness: Path | None = None  # best on another partition: it tells when an older disk was put back
    fullscreen: bool = True
    width: Annotated[int, Field(ge=480, le=7680)] = 1080
    height: Annotated[int, Field(ge=480, le=7680)] = 1920
    sounds: bool = True
    idle_warning_seconds: Seconds = 60
    idle_grace_seconds: Seconds = 30
    receipt_seconds: Seconds = 20
    thanks_seconds: Seconds = 6


class ThemeSection(Section):
    """The shop's own look; what is left out is Borne's."""

    brand: Colour | None = None
    accent: Colour | None = None
    logo: Path | None = None
    font: Path | None = None


DeviceName = Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]{0,19}$")]


class BasketsSection(Section):
    """Signed baskets: for which shop, and for how long at the most. Whose: `kiosk baskets enrol`."""

    shop: Annotated[str, Field(pattern=SHOP_PATTERN)]
    max_hours: Annotated[int, Field(ge=1, le=168)] = 12
    parked_minutes: Annotated[int, Field(ge=5, le=1440)] = 120

    @model_validator(mode="after")
    def _parked_is_taken(self) -> BasketsSection:
        if self.parked_minutes > self.max_hours * 60:
            raise ValueError("parked_minutes is longer than max_hours: such a basket would not be taken so long")
        return self


class ReceiptsSection(Section):
    """Receipts as QR codes: where phones find the page that shows and checks them. Staff's page is there as well."""

    serve: Annotated[str, Field(pattern=r"^[0-9A-Za-z.:\[\]-]{1,60}:[0-9]{1,5}$")] | None = None
    link: Annotated[str, Field(pattern=r"^https?://[0-9A-Za-z.:\[\]/_-]{1,50}$")] | None = None

    @model_validator(mode="after")
    def _served_where_phones_look(self) -> ReceiptsSection:
        if self.serve is not None and self.link is None:
            raise ValueError("found serve without link: give the address that phones on the shop's network must open")
        return self


LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})


class EmailSection(Section):
    """The mail server that takes receipts for customers. Left out: no receipt leaves by e-mail."""

    host: Annotated[str, Field(pattern=r"^[0-9A-Za-z.:-]{1,253}$")]
    port: Annotated[int, Field(ge=1, le=65535)] = 587
    security: Literal["starttls", "tls", "none"] = "starttls"
    sender: str
    user: Annotated[str, Field(min_length=1, max_length=254)] | None = None
    password_file: Path | None = None

    @field_validator("sender")
    @classmethod
    def _is_an_address(cls, sender: str) -> str:
        if faults_of(sender):
            raise ValueError(f"found {_shown(sender)}, allowed: an address such as tickets@example.fr")
        return sender

    @model_validator(mode="after")
    def _kept_secret(self) -> EmailSection:
        if self.security == "none" and self.host not in LOOPBACK:
            raise ValueError('found security = "none", allowed on this machine only: use "starttls" or "tls"')
        if (self.user is None) != (self.password_file is None):
            raise ValueError("user and password_file are given together or not at all")
        return self


class ReturnsSection(Section):
    """Articles that come back: the reasons to choose from, and how long a credit note is good for."""

    reasons: Annotated[
        tuple[Annotated[str, Field(min_length=1, max_length=30)], ...], Field(min_length=1, max_length=4)
    ] = USUAL_RETURNS.reasons
    credit_note_days: Annotated[int, Field(ge=1, le=3650)] = USUAL_RETURNS.credit_note_days


class ArchivesSection(Section):
    """Where archives for the inspector are written: the folder where a USB stick is mounted."""

    folder: Path = Path("/media/borne")


Account = Annotated[str, Field(pattern=r"^[0-9]{3}[0-9A-Z]{0,9}$")]


class AccountsSection(Section):
    """The accountant's numbers for the FEC; what is left out is the general chart's usual one."""

    journal: Annotated[str, Field(pattern=r"^[A-Z0-9]{1,6}$")] | None = None
    cash: Account | None = None
    card: Account | None = None
    deposits: Account | None = None
    sales: Mapping[VatRate, Account] = Field(default_factory=dict)
    vat: Mapping[VatRate, Account] = Field(default_factory=dict)
    tenders: Mapping[TenderKind, Account] = Field(default_factory=dict)
    others: Mapping[NonItemKind, Account] = Field(default_factory=dict)


class OrdersSection(Section):
    """Goods may be put by against a deposit of at least so many percent."""

    deposit_percent: Annotated[int, Field(ge=1, le=100)] = 30


class CustomerSection(Section):
    """A customer who may pay later, when staff agree: at most `limit_euros` at a time, within `days`."""

    id: Annotated[str, Field(pattern=r"^[A-Za-z0-9-]{1,16}$")]
    name: Annotated[str, Field(min_length=1, max_length=40)]
    limit_euros: Annotated[int, Field(ge=1, le=100_000)]
    days: Annotated[int, Field(ge=1, le=365)] = 30


class HandheldSection(Section):
    """This machine is a staff handheld: it makes baskets (`kiosk queuebuster`) and sells nothing."""

    name: Annotated[str, Field(pattern=r"^[A-Za-z0-9-]{1,16}$")]


class Config(Section):
    """The whole file."""

    shop: ShopSection
    kiosk: KioskSection = KioskSection()
    theme: ThemeSection = ThemeSection()
    devices: Mapping[DeviceName, DeviceSection] = Field(default_factory=dict)
    baskets: BasketsSection | None = None
    handheld: HandheldSection | None = None
    receipts: ReceiptsSection = ReceiptsSection()
    email: EmailSection | None = None
    returns: ReturnsSection = ReturnsSection()
    archives: ArchivesSection = ArchivesSection()
    payment: PaymentSection = PaymentSection()
    cash: CashSection = CashSection()
    charity: CharitySection | None = None
    accounts: AccountsSection = AccountsSection()
    vouchers: Annotated[tuple[VoucherSection, ...], Field(max_length=50)] = ()
    meal_vouchers: MealVouchersSection = MealVouchersSection()
    gift_cards: GiftCardsSection = GiftCardsSection()
    control: ControlSection = ControlSection()
    bagging: BaggingSection | None = None
    staff: StaffSection = StaffSection()
    attendants: tuple[AttendantSection, ...] = ()
    orders: OrdersSection | None = None
    customers: tuple[CustomerSection, ...] = ()

    @model_validator(mode="after")
    def _one_of_each(self) -> Config:
        for role in (Role.CARD, Role.PRINTER, Role.SCALE, Role.CAMERA):
            names = [name for name in self.devices if self.role_of(name) is role]
            if len(names) > 1:
                raise ValueError(f"one {role} at the most, found {', '.join(names)}")
        ids = [attendant.id for attendant in self.attendants]
        if len(set(ids)) < len(ids):
            raise ValueError("two attendants have the same id")
        if len({customer.id for customer in self.customers}) < len(self.customers):
            raise ValueError("two customers have the same id")
        return self

    @model_validator(mode="after")
    def _bag_on_a_scale(self) -> Config:
        if self.bagging is not None:
            device = self.devices.get(self.bagging.scale)
            if device is None or ROLES[device.driver] is not Role.SCALE:
                scales = [name for name, each in self.devices.items() if ROLES[each.driver] is Role.SCALE]
                found = self.bagging.scale
                raise ValueError(
                    f"found bagging.scale = {found!r}, allowed: a scale of [devices], {scales or 'none yet'}"
                )
        return self

    @model_validator(mode="after")
    def _handheld_can_work(self) -> Config:
        if self.handheld and (self.baskets is None or not self.attendants):
            raise ValueError("a [handheld] needs [baskets], whose shop it works for, and [[attendants]], who open it")
        return self

    @model_validator(mode="after")
    def _vouchers_are_told_apart(self) -> Config:
        try:
            self.voucher_codes()
        except VoucherRefused as refused:
            raise ValueError(str(refused)) from refused
        kinds = {each.kind for each in self.vouchers}
        if self.meal_vouchers.paper and "meal_voucher" not in kinds:
            raise ValueError(
                "meal_vouchers.paper needs [[vouchers]] of the kind meal_voucher, which says how to read them"
            )
        if self.gift_cards.amounts and "gift_card" not in kinds:
            raise ValueError("gift_cards.amounts needs [[vouchers]] of the kind gift_card, which says how to read them")
        return self

    def voucher_codes(self) -> Vouchers:
        """What reads the codes of vouchers."""
        return Vouchers([each.template() for each in self.vouchers], self.shop.labels)

    @property
    def witness(self) -> Path:
        """Where the heads of all chains are kept outside the journal."""
        return self.kiosk.witness or self.kiosk.folder / "witness"

    def role_of(self, device: str) -> Role:
        """What this device is for."""
        under_the_bag = self.bagging is not None and device == self.bagging.scale
        return Role.BAGGING if under_the_bag else ROLES[self.devices[device].driver]

    def domain_shop(self, version: str) -> Shop:
        """The part that decide and present look at."""
        shop, kiosk = self.shop, self.kiosk
        return Shop(
            name=shop.name,
            address=shop.address,
            siret=shop.siret,
            naf=shop.naf,
            vat_number=shop.vat_number,
            till=shop.till,
            departments=tuple((each.name, basis_points(each.vat)) for each in shop.departments),
            language=shop.language,
            bags=shop.bags,
            staff=tuple((each.id, each.name) for each in self.attendants),
            closing_hour=shop.closing_hour,
            year_begins=shop.year_begins,
            email=self.email is not None,
            parks=self.baskets is not None,
            parked_minutes=self.baskets.parked_minutes if self.baskets else 0,
            version=version,
            handheld=self.handheld.name if self.handheld else "",
            idle_warning_seconds=kiosk.idle_warning_seconds,
            idle_grace_seconds=kiosk.idle_grace_seconds,
            receipt_seconds=kiosk.receipt_seconds,
            receipt_link=self.receipts.link is not None,
            thanks_seconds=kiosk.thanks_seconds,
            limits=self.payment.limits,
            stock=self.cash.targets,
            charity=self.charity.name if self.charity else "",
            deposit_percent=self.orders.deposit_percent if self.orders else 0,
            customers=tuple(
                Customer(each.id, each.name, Money(each.limit_euros * 100), each.days) for each in self.customers
            ),
            vouchers=bool(self.vouchers),
            meal=self.meal_vouchers.rules(),
            gift_cards=self.gift_cards.rules(),
            control=self.control.rules(),
            bagging=self.bagging.rules() if self.bagging else NO_BAGGING,
            rights=self.staff.granted(),
            badge_required=self.staff.badge_required,
            shuffled_keypad=self.staff.shuffled_keypad,
            returns=ReturnRules(self.returns.reasons, self.returns.credit_note_days),
        )


def load(path: Path) -> Config:
    """Reads and checks the file. ConfigRefused names every mistake."""
    try:
        if path.stat().st_size > CONFIG_SIZE_MAX:
            raise ConfigRefused(path, (f"the file is larger than {CONFIG_SIZE_MAX // 1024} KiB",))
        text = path.read_text(encoding="utf-8")
        return parse(text, path)
    except OSError as error:
        raise ConfigRefused(path, (f"the file cannot be read: {error.strerror}",)) from error
    except UnicodeDecodeError as error:
        raise ConfigRefused(path, (f"the file is not UTF-8 text: byte {error.start} is wrong",)) from error


def parse(text: str, path: Path = Path("kiosk.toml")) -> Config:
    """Checks the text of a kiosk.toml. ConfigRefused names every mistake."""
    try:
        return TypeAdapter(Config).validate_python(tomllib.loads(text))
    except ValidationError as error:
        raise ConfigRefused(path, tuple(_mistakes(error))) from error
    except (ValueError, RecursionError) as error:  # tomllib: also numbers without end, brackets without end
        raise ConfigRefused(path, (f"this is not TOML: {error}",)) from error


def _mistakes(error: ValidationError) -> Iterator[str]:
    for each in error.errors(include_url=False):
        key = _key(each["loc"]) or "the file"
        yield f"{key}: {_said(each['type'], each['msg'], each['input'], each.get('ctx', {}))}"


def _key(place: tuple[int | str, ...]) -> str:
    """Where a mistake is, without what pydantic adds: the driver after a device's name, `[key]` after a key."""
    parts = [part for at, part in enumerate(place) if part != "[key]" and not (place[0] == "devices" and at == 2)]
    return ".".join(map(str, parts))


def _said(kind: str, message: str, found: Any, context: dict[str, Any]) -> str:
    shown = _shown(found)
    match kind:
        case "missing":
            return "is missing and must be given"
        case "extra_forbidden":
            return f"found {shown}, but there is no such key"
        case "literal_error":
            return f"found {shown}, allowed: {context['expected']}"
        case "union_tag_invalid":
            return f"found driver {context['tag']!r}, allowed: {context['expected_tags']}"
        case "union_tag_not_found":
            return "has no driver; allowed: " + ", ".join(ROLES)
        case "value_error":
            return str(context["error"])
        case "string_pattern_mismatch":
            return f"found {shown}, allowed: what matches {context['pattern']}"
        case _:
            return f"found {shown}; {message[0].lower()}{message[1:]}"


def _shown(found: Any) -> str:
    try:
        text = repr(found)
    except ValueError:  # Python writes no number of more than 4300 digits
        return "a number without end"
    return text if len(text) <= 80 else text[:77] + "..."


def basis_points(percent: str) -> int:
    """A VAT rate as kiosk.toml writes it, in basis points."""
    whole, _, tenths = percent.partition(".")
    return int(whole) * 100 + int(tenths or "0") * 10
