"""kiosk.toml: a good file is taken, and every mistake is told at once with its key, what was found, what is allowed."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel

from hardware.camera.controls import Settings
from hardware.drivers import DRIVERS
from kiosk import config as c
from kiosk.config import CONFIG_SIZE_MAX, Config, ConfigRefused, load, parse
from kiosk.config_control import BaggingSection
from kiosk.config_devices import ROLES, CameraSection
from kiosk.config_vouchers import GiftCardsSection, MealVouchersSection, VoucherSection
from kiosk.domain.events import Role
from kiosk.domain.language import Language
from kiosk.domain.limits import Limits
from kiosk.domain.money import Money
from kiosk.domain.shop import Bagging
from kiosk.domain.stock import Target

EXAMPLE = Path(__file__).parents[1] / "image-build" / "kiosk.toml"
SHOP = '[shop]\nname = "Épicerie"\n'
SECTIONS: tuple[tuple[str, type[BaseModel]], ...] = (
    ("shop", c.ShopSection),
    ("kiosk", c.KioskSection),
    ("theme", c.ThemeSection),
    ("baskets", c.BasketsSection),
    ("email", c.EmailSection),
    ("orders", c.OrdersSection),
    ("meal_vouchers", MealVouchersSection),
    ("gift_cards", GiftCardsSection),
    ("bagging", BaggingSection),
)
HASH = "$argon2id$v=19$m=19456,t=2,p=1$c29tZXNhbHQ$aGFzaA"


def all_switched_on() -> str:
    """The example with every setting that is switched off in it."""
    return re.sub(r"^#(?=\S)", "", EXAMPLE.read_text(encoding="utf-8"), flags=re.MULTILINE)


def with_one_terminal(driver: str) -> str:
    """The same with one card terminal: of those only one may be switched on."""
    sections = re.split(r"^(?=\[)", all_switched_on(), flags=re.MULTILINE)
    others = [part for part in sections if part.startswith("[devices.card") and f'driver = "{driver}"' not in part]
    return "".join(part for part in sections if part not in others)


def mistakes(text: str) -> tuple[str, ...]:
    with pytest.raises(ConfigRefused) as refused:
        parse(text)
    return refused.value.mistakes


def mistakes_of(text: str) -> tuple[str, ...]:
    """Nothing for a text that loads."""
    try:
        parse(text)
    except ConfigRefused as refused:
        return refused.mistakes or ("",)
    return ()


def test_the_smallest_file_names_the_shop() -> None:
    config = parse(SHOP)
    shop = config.domain_shop("1.0")
    assert (shop.name, shop.version, shop.till) == ("Épicerie", "1.0", "1")
    assert shop.departments == (("Divers", 2000),)


def test_a_shop_sets_its_limits_its_stock_and_its_charity() -> None:
    text = (
        SHOP
        + "[payment]\ncard_min_cents = 500\ncoins_max = 80\n"
        + '[cash]\nprice_step_cents = 1\nstock = { "0.20" = { min = 5, max = 60 }, "50" = { min = 1, max = 4 } }\n'
        + '[charity]\nname = "Les Restos"\n'
    )
    shop = parse(text).domain_shop("1.0")
    assert shop.limits == Limits(card_min=Money(500), coins=80)
    assert (shop.stock.of(20), shop.stock.of(5000)) == (Target(20, 5, 60), Target(5000, 1, 4))
    assert shop.stock.of(1).low > 0 == parse(SHOP).domain_shop("1.0").stock.of(1).low
    assert shop.charity == "Les Restos"
    assert parse(SHOP).domain_shop("1.0").limits == Limits()


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("[payment]\ncoins_max = 20\n", "payment.coins_max"),
        ("[payment]\ncash_max_cents = 100001\n", "payment.cash_max_cents"),
        ("[payment]\ncard_min_cents = 900\ncard_max_cents = 500\n", "a maximum is below its minimum"),
        ('[cash]\nstock = { "5" = { min = 9, max = 8 } }\n', "found min 9 above max 8"),
        ('[cash]\nstock = { "3" = { min = 0, max = 8 } }\n', "cash.stock"),
        ("[cash]\nprice_step_cents = 3\n", "cash.price_step_cents"),
        ('[charity]\nname = ""\n', "charity.name"),
    ],
)
def test_limits_that_the_law_or_arithmetic_forbids_are_refused(text: str, told: str) -> None:
    (mistake,) = mistakes(SHOP + text)
    assert told in mistake


def test_the_example_loads_as_it_is_and_with_everything_switched_on() -> None:
    assert load(EXAMPLE).shop.name == "Ma boutique"
    assert set(parse(with_one_terminal("concert-v3")).devices) == {
        *("notes", "coins", "cashlogy", "cashdro", "cashmatic", "glory", "card", "printer", "camera", "scale", "bag"),
        *("scanner", "scanner-ssi", "scanner-pos", "scanner-keys", "tower", "tower-relays", "tower-pins"),
    }
    assert parse(with_one_terminal("nexo")).devices["card-nexo"].driver == "nexo"
    assert parse(with_one_terminal("concert-e")).devices["card-serial"].driver == "concert-e"


def test_the_example_explains_every_setting() -> None:
    data = tomllib.loads(all_switched_on())
    assert set(data) == set(Config.model_fields)
    for key, section in SECTIONS:
        assert set(data[key]) == set(section.model_fields)
    assert set(data["customers"][0]) == set(c.CustomerSection.model_fields)
    assert set(data["attendants"][0]) == set(c.AttendantSection.model_fields)
    assert set(data["vouchers"][0]) == set(VoucherSection.model_fields)
    assert set(data["shop"]["departments"][0]) == set(c.DepartmentSection.model_fields)
    devices: dict[str, set[str]] = {}
    for section in data["devices"].values():
        devices.setdefault(section["driver"], set()).update(section)
    kinds: tuple[type[BaseModel], ...] = get_args(get_args(c.DeviceSection)[0])
    assert devices == {get_args(kind.model_fields["driver"].annotation)[0]: set(kind.model_fields) for kind in kinds}


def test_a_handheld_says_what_it_lacks() -> None:
    shop = '[shop]\nname = "S"\n[handheld]\nname = "DOUCHETTE-1"\n'
    with pytest.raises(ConfigRefused, match=r"needs \[baskets\]"):
        parse(shop)
    staff = f'[[attendants]]\nid = "A1"\nname = "Nadia"\npin_hash = "{HASH}"\n'
    assert parse(f'{shop}[baskets]\nshop = "s"\n{staff}').domain_shop("1").handheld == "DOUCHETTE-1"


def test_the_shop_the_domain_sees_is_the_one_in_the_file() -> None:
    shop = parse(with_one_terminal("concert-v3")).domain_shop("1.0")
    assert shop.siret == "12345678900012"
    assert shop.language is Language.FR
    assert shop.departments == (("Divers", 2000), ("Alimentation", 550))
    assert (shop.idle_warning_seconds, shop.idle_grace_seconds) == (60, 30)
    assert (shop.receipt_seconds, shop.thanks_seconds) == (20, 6)


@pytest.mark.parametrize(("vat", "points"), [("20", 2000), ("10", 1000), ("5.5", 550), ("2.1", 210), ("0", 0)])
def test_a_rate_in_percent_becomes_basis_points(vat: str, points: int) -> None:
    shop = parse(SHOP + f'[[shop.departments]]\nname = "D"\nvat = "{vat}"').domain_shop("")
    assert shop.departments == (("D", points),)


def test_baskets_are_taken_and_parked_where_the_shop_has_a_name_for_them() -> None:
    assert parse(SHOP).baskets is None
    assert not parse(SHOP).domain_shop("").parks
    config = parse(with_one_terminal("concert-v3"))
    assert config.baskets
    assert (config.baskets.shop, config.baskets.max_hours) == ("quimper-1", 12)
    assert (config.domain_shop("").parks, config.domain_shop("").parked_minutes) == (True, 120)


def test_the_camera_is_set_as_the_file_says() -> None:
    plain = parse(SHOP + f"[devices.camera]\n{CAMERA}").devices["camera"]
    fixed = parse(SHOP + f"[devices.camera]\n{CAMERA}exposure_us = 1000\nfocus = 30\ntorch = true").devices["camera"]
    assert isinstance(plain, CameraSection)
    assert isinstance(fixed, CameraSection)
    assert (plain.settings(), plain.upce) == (Settings(), False)
    assert fixed.settings() == Settings(exposure_us=1000, focus=30, torch=True)


def test_receipts_leave_by_email_where_there_is_a_mail_server() -> None:
    assert not parse(SHOP).domain_shop("").email
    assert parse(SHOP + MAIL).domain_shop("").email


def test_an_all_in_one_machine_is_a_cash_machine_whose_password_stays_in_its_file(tmp_path: Path) -> None:
    file = tmp_path / "password"
    file.write_text("hunter2\n", encoding="utf-8")
    for text in (CASHMATIC, GLORY + 'user = "kiosk"\n'):
        section = parse(SHOP + text + f'password_file = "{file}"').devices["cash"]
        assert ROLES[section.driver] is Role.CASH
        wire = DRIVERS[section.driver].build(section.model_dump(exclude={"driver", "link"}, exclude_none=True))
        assert "hunter2" not in repr(section) + repr(vars(wire))
    assert DRIVERS["glory"].build({}).wants_link


CARD = '[devices.card]\ndriver = "concert-v3"\nlink = "tcp://127.0.0.1:1"\n'
CASHDRO = '[devices.cashdro]\ndriver = "cashdro"\nlink = "tls://h:443"\nuser = "u"\npassword_file = "/x"\n'
NEXO = '[devices.card]\ndriver = "nexo"\nlink = "tls://127.0.0.1:1?ca=/x"\nterminal = "V400m-1"\n'
CAMERA = 'driver = "camera"\nsource = "0"\n'
SCALE = 'driver = "cas"\nlink = "/dev/ttyUSB0"\n'
BASKETS = '[baskets]\nshop = "quimper-1"\n'
CASHMATIC = '[devices.cash]\ndriver = "cashmatic"\nlink = "tls://127.0.0.1:1"\nuser = "kiosk"\n'
GLORY = '[devices.cash]\ndriver = "glory"\nlink = "tcp://127.0.0.1:1"\n'
MAIL = '[email]\nhost = "smtp.example.fr"\nsender = "t@example.fr"\n'
STAFF = f'[[attendants]]\nid = "A1"\nname = "N"\npin_hash = "{HASH}"\n'

BUS = '[devices.coins]\ndriver = "cctalk"\nlink = "/dev/ttyUSB0"\n'

BROKEN: tuple[tuple[str, str, str, str], ...] = (
    # text, key, found, allowed
    ("", "shop", "missing", "must be given"),
    ("[shop]", "shop.name", "missing", "must be given"),
    ('[shop]\nname = ""', "shop.name", "''", "at least 1 character"),
    (f'[shop]\nname = "{"x" * 200}"', "shop.name", "'xxx", "at most 60 characters"),
    ("[shop]\nname = 7", "shop.name", "7", "valid string"),
    (SHOP + 'siret = "123"', "shop.siret", "'123'", "[0-9]{14}"),
    (SHOP + 'siret = "١٢٣٤٥٦٧٨٩٠١٢٣٤"', "shop.siret", "'١", "[0-9]{14}"),
    (SHOP + 'vat_number = "DE1"', "shop.vat_number", "'DE1'", "FR"),
    (SHOP + 'till = "é"', "shop.till", "'é'", "[A-Za-z0-9]"),
    (SHOP + 'language = "de"', "shop.language", "'de'", "'fr' or 'en'"),
    (SHOP + 'bags = ["a b"]', "shop.bags.0", "'a b'", "what matches"),
    (SHOP + 'bags = ["1", "2", "3", "4", "5"]', "shop.bags", "'5'", "at most 4"),
    (SHOP + 'labels = ["21"]', "shop.labels", "'21'", "a label has 13"),
    (SHOP + 'address = ["1", "2", "3", "4", "5"]', "shop.address", "'5'", "at most 4"),
    (SHOP + 'nmae = "x"', "shop.nmae", "'x'", "no such key"),
    (SHOP + "[devcies.card]", "devcies", "'card'", "no such key"),
    (SHOP + '[[shop.departments]]\nname = "D"\nvat = "19.6"', "shop.departments.0.vat", "'19.6'", "'20', '10'"),
    (SHOP + "[kiosk]\nwidth = 100", "kiosk.width", "100", "greater than or equal to 480"),
    (SHOP + "[kiosk]\nwidth = nan", "kiosk.width", "nan", "finite number"),
    (SHOP + "[kiosk]\nwidth = 0x1" + "0" * 5000, "kiosk.width", "number without end", "less than or equal to 7680"),
    (SHOP + "[kiosk]\nthanks_seconds = 1", "kiosk.thanks_seconds", "1", "greater than or equal to 3"),
    (SHOP + '[theme]\nbrand = "red"', "theme.brand", "'red'", "#[0-9a-fA-F]{6}"),
    (SHOP + CARD, "devices.card.software", "missing", "must be given"),
    (SHOP + CARD + 'software = "12"', "devices.card.software", "'12'", "[0-9]{12}"),
    (SHOP + CASHDRO.replace('user = "u"\n', ""), "devices.cashdro.user", "missing", "must be given"),
    (SHOP + CASHDRO.replace('password_file = "/x"', ""), "devices.cashdro.password_file", "missing", "must be given"),
    (SHOP + CASHDRO + 'page = "x"', "devices.cashdro.page", "'x'", "'index3.php' or 'index.php'"),
    (SHOP + NEXO + "key_version = 1", "devices.card", "key_version", "together or not at all"),
    (SHOP + NEXO.replace("tls://127", "tcp://128"), "devices.card", "without TLS", "use tls://"),
    (SHOP + NEXO.replace("-1", ""), "devices.card.terminal", "'V400m'", "[0-9A-Za-z]{1,20}-"),
    (SHOP + '[devices.camera]\ndriver = "camera"', "devices.camera.source", "missing", "must be given"),
    (SHOP + '[devices.x]\ndriver = "usb"', "devices.x", "'usb'", "'essp', 'cashlogy', 'cashdro', 'concert-v3'"),
    (SHOP + '[devices.x]\nlink = "a"', "devices.x", "no driver", "essp, cashlogy, cashdro, concert-v3"),
    (SHOP + "[devices.X_]\n" + CAMERA, "devices.X_", "'X_'", "[a-z]"),
    (SHOP + f"[devices.a]\n{CAMERA}[devices.b]\n{CAMERA}", "the file", "found a, b", "one camera at the most"),
    (SHOP + f"[devices.a]\n{SCALE}[devices.b]\n{SCALE}", "the file", "found a, b", "one scale at the most"),
    (SHOP + f'[bagging]\nscale = "a"\n[devices.b]\n{SCALE}', "the file", "'a'", "['b']"),
    (SHOP + f'[bagging]\nscale = "a"\n[devices.a]\n{CAMERA}', "the file", "'a'", "none yet"),
    (
        SHOP + '[bagging]\nscale = "a"\ntolerance_grams = 1',
        "bagging.tolerance_grams",
        "1",
        "greater than or equal to 5",
    ),
    (SHOP + BUS + "hoppers = { 10 = 2 }\n", "devices.coins", "[2, 2]", "all different"),
    (SHOP + BUS + "acceptor = 0\n", "devices.coins", "[]", "one or more"),
    (SHOP + BUS + "hoppers = { 3 = 4 }\n", "devices.coins.hoppers.3", "'3'", "'1', '2', '5', '10'"),
    (SHOP + BUS + "hoppers = { 10 = 256 }\n", "devices.coins.hoppers.10", "256", "less than or equal to 255"),
    (SHOP + f"[devices.a]\n{SCALE}price_digits = 5\n", "devices.a", "found price_digits", "cas is sent no price"),
    (SHOP + STAFF.replace(HASH, "1234"), "attendants.0.pin_hash", "'1234'", "argon2id"),
    ("[baskets]\n" + SHOP, "baskets.shop", "missing", "must be given"),
    (SHOP + BASKETS + "max_hours = 0", "baskets.max_hours", "0", "greater than or equal to 1"),
    (SHOP + BASKETS + "max_hours = 1", "baskets", "longer than max_hours", "parked_minutes"),
    (SHOP + '[baskets]\nshop = "a b"', "baskets.shop", "'a b'", "[A-Za-z0-9-]{1,16}"),
    (SHOP + CASHMATIC, "devices.cash.password_file", "missing", "must be given"),
    (SHOP + GLORY + 'user = "kiosk"', "devices.cash", "user", "together"),
    (SHOP + GLORY + 'password_file = "/x"', "devices.cash", "password_file", "together"),
    (SHOP + MAIL.replace("host", "#"), "email.host", "missing", "must be given"),
    (SHOP + MAIL.replace("smtp.", "smtp/"), "email.host", "'smtp/", "0-9A-Za-z"),
    (SHOP + MAIL + "port = 0", "email.port", "0", "greater than or equal to 1"),
    (SHOP + MAIL + 'security = "ssl"', "email.security", "'ssl'", "'starttls', 'tls' or 'none'"),
    (SHOP + MAIL + 'security = "none"', "email", '"none"', "on this machine only"),
    (SHOP + MAIL.replace("t@", "t"), "email.sender", "'texample.fr'", "an address"),
    (SHOP + MAIL + 'user = "t"', "email", "user", "together"),
    (SHOP + MAIL + 'password_file = "/x"', "email", "password_file", "together"),
    (SHOP + STAFF + STAFF, "the file", "two attendants", "same id"),
)


@pytest.mark.parametrize(("text", "key", "found", "allowed"), BROKEN, ids=[f"{n}" for n in range(len(BROKEN))])
def test_a_mistake_is_told_with_its_key_what_was_found_and_what_is_allowed(
    text: str, key: str, found: str, allowed: str
) -> None:
    (mistake,) = mistakes(text)
    assert mistake.startswith(f"{key}: ")
    assert found in mistake
    assert allowed in mistake
    assert len(mistake) < 300


def test_all_mistakes_are_told_at_once() -> None:
    text = SHOP + 'till = "?"\n[kiosk]\nwidth = 1\nheight = 1\n' + CARD + 'software = "1"\ntill = "x"\n'
    keys = {mistake.partition(":")[0] for mistake in mistakes(text)}
    assert keys == {"shop.till", "kiosk.width", "kiosk.height", "devices.card.software", "devices.card.till"}


@pytest.mark.parametrize("text", ["shop", "a = ", "a = 1\na = 2", "a=" + "[" * 20_000, "a = " + "1" * 5000, "\x00"])
def test_what_is_not_toml_is_told_clearly(text: str) -> None:
    (mistake,) = mistakes(text)
    assert "not TOML" in mistake


TEXTS = st.text(max_size=60) | st.text("[]=\".#\n'{}0123456789 abx-_,", max_size=60)


@given(TEXTS)
def test_no_text_does_anything_but_load_or_be_refused(text: str) -> None:
    assert all(mistakes_of(text) + mistakes_of(SHOP + text))


VALUES = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20)
TREES = st.recursive(VALUES, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner))


@given(st.sampled_from(sorted(Config.model_fields)), TREES)
def test_no_value_in_any_section_does_anything_but_load_or_be_refused(section: str, value: Any) -> None:
    told = mistakes_of(f"{section} = {toml(value)}\n" + ("" if section == "shop" else SHOP))
    assert all(told)


def toml(value: Any) -> str:
    match value:
        case bool():
            return str(value).lower()
        case dict():
            return "{" + ", ".join(f"{toml(str(key))} = {toml(each)}" for key, each in value.items()) + "}"
        case list():
            return "[" + ", ".join(map(toml, value)) + "]"
        case str():
            return '"' + "".join(c if c.isalnum() and c.isascii() else f"\\U{ord(c):08X}" for c in value) + '"'
        case None:
            return '""'
        case _:
            return str(value)


def test_a_file_that_cannot_be_read_is_told_clearly(tmp_path: Path) -> None:
    binary, large = tmp_path / "binary.toml", tmp_path / "large.toml"
    binary.write_bytes(b"[shop]\nname = '\xff'")
    large.write_bytes(b"#" * (CONFIG_SIZE_MAX + 1))
    files = {binary: "not UTF-8", large: "larger than", tmp_path / "none": "cannot be read", tmp_path: "cannot be read"}
    for path, why in files.items():
        with pytest.raises(ConfigRefused, match=why):
            load(path)


TOWER = '[devices.tower]\nlink = "/dev/ttyUSB0"\n'


@pytest.mark.parametrize(
    "relays",
    [
        'driver = "lcus"',
        'driver = "lcus"\nred = 0',
        'driver = "lcus"\nred = 9',
        'driver = "numato"\nred = 1\ngreen = 1',
    ],
)
def test_the_lamps_of_a_tower_hang_on_relays_that_are_there_and_differ(relays: str) -> None:
    assert any("relays" in mistake for mistake in mistakes(f"{SHOP}{TOWER}{relays}\n"))


PINS = '[devices.tower]\ndriver = "leds"\n'


@pytest.mark.parametrize("leds", ["", 'red = "a"\ngreen = "a"', 'red = "../../power"', 'link = "leds:here"\nred = "a"'])
def test_the_lamps_of_a_tower_on_pins_have_names_of_their_own(leds: str) -> None:
    assert mistakes(f"{SHOP}{PINS}{leds}\n")


def test_a_tower_on_pins_is_found_where_the_kernel_shows_it() -> None:
    section = parse(f'{SHOP}{PINS}red = "borne:red"\n').devices["tower"]
    assert ROLES[section.driver] is Role.LIGHTS
    assert section.model_dump(exclude_none=True) == {
        "driver": "leds",
        "link": "leds:/sys/class/leds",
        "red": "borne:red",
    }


def test_a_lamp_that_is_not_there_is_left_out() -> None:
    section = parse(f'{SHOP}{TOWER}driver = "numato"\nred = 0\n').devices["tower"]
    assert ROLES[section.driver] is Role.LIGHTS
    assert DRIVERS["numato"].build(section.model_dump(exclude={"driver", "link"}, exclude_none=True)).wants_link


def test_a_second_scale_lies_under_the_bag() -> None:
    config = parse(f'{SHOP}[bagging]\nscale = "b"\nown_bag_grams = 600\n[devices.a]\n{SCALE}[devices.b]\n{SCALE}')
    assert (config.role_of("a"), config.role_of("b")) == (Role.SCALE, Role.BAGGING)
    assert config.domain_shop("test").bagging == Bagging("b", own_bag_grams=600)
    assert not parse(SHOP).domain_shop("test").bagging.scale
