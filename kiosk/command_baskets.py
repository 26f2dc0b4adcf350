"""`kiosk baskets`: keys of handhelds, made there and enrolled here, and baskets for customers who wait in the queue."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape
from rich.table import Table

from kiosk.command_line import DEFAULT_CONFIG, ConfigFile, loaded, out, refused

app = typer.Typer(no_args_is_help=True, help="Signed baskets for customers who wait in the queue, and whose are taken.")

DEVICE = "CAISSE-1"


@app.command()
def keygen(
    path: Annotated[Path, typer.Argument(help="Where the private key is to be; never overwritten.")],
    name: Annotated[str, typer.Option(help="What the handheld is called: letters, digits, hyphens.")],
    qr: Annotated[Path | None, typer.Option(help="The line to enrol, as a QR code (PNG).")] = None,
) -> None:
    """On a handheld: make its key and print the line with which a kiosk enrols it."""
    from kiosk.basket_codes import NotDrawn, draw
    from kiosk.baskets.keys import KeyRefused, enrolment_of, key_name, make_key

    try:
        key_name(name)  # before a key is there that nobody can name
        enrolment = enrolment_of(name, make_key(path))
        typer.echo(enrolment)
        if qr:
            draw((enrolment,), qr)
    except KeyRefused as error:
        refused("No key was made.", error)
    except NotDrawn as error:
        refused("The key was made, its QR code was not.", error)


@app.command()
def key(config: ConfigFile = DEFAULT_CONFIG) -> None:
    """On a kiosk: print the line with which other kiosks take the baskets that were parked here."""
    from kiosk.baskets.keys import KeyRefused, enrolment_of
    from kiosk.handhelds import device_of, own_key

    settings = loaded(config)
    try:
        typer.echo(enrolment_of(device_of(settings), own_key(settings.kiosk.folder)))
    except (KeyRefused, OSError) as error:
        refused("The kiosk's basket key cannot be used.", error)


@app.command()
def enrol(
    enrolment: Annotated[str, typer.Argument(metavar="NAME:HEX", help="What `keygen` printed.")],
    config: ConfigFile = DEFAULT_CONFIG,
) -> None:
    """On a kiosk: take this handheld's baskets from the next customer on."""
    from kiosk.baskets.keys import KeyRefused, ListDamaged, enrolled
    from kiosk.handhelds import keep, kept
    from kiosk.runtime.clock import wall_clock

    folder = loaded(config).kiosk.folder
    try:
        keep(folder, enrolled(kept(folder), enrolment, wall_clock().now))
    except (KeyRefused, ListDamaged, OSError) as error:
        refused("Nothing was enrolled.", error)
    out.print(f"{escape(enrolment.partition(':')[0])} is enrolled: its baskets are taken from the next customer on.")


@app.command()
def revoke(
    name: Annotated[str, typer.Argument(help="What the handheld is called.")],
    config: ConfigFile = DEFAULT_CONFIG,
) -> None:
    """On a kiosk: take this handheld's baskets no more, from the next customer on. Its key never comes back."""
    from kiosk.baskets.keys import KeyRefused, ListDamaged, revoked
    from kiosk.handhelds import keep, kept
    from kiosk.runtime.clock import wall_clock

    folder = loaded(config).kiosk.folder
    try:
        keep(folder, revoked(kept(folder), name, wall_clock().now))
    except (KeyRefused, ListDamaged, OSError) as error:
        refused("Nothing was revoked.", error)
    out.print(f"{escape(name)} is revoked: its baskets are refused from the next customer on, and staff are told.")


@app.command("list")
def list_(config: ConfigFile = DEFAULT_CONFIG) -> None:
    """On a kiosk: whose baskets are taken, and whose no more."""
    from datetime import datetime

    from kiosk.baskets.keys import ListDamaged
    from kiosk.handhelds import kept

    def day(at: int) -> str:
        return f"{datetime.fromtimestamp(at).astimezone():%Y-%m-%d %H:%M}" if at else ""

    table = Table("Handheld", "Key", "Enrolled", "Revoked")
    try:
        for each in kept(loaded(config).kiosk.folder):
            table.add_row(escape(each.name), each.id.hex(), day(each.enrolled), day(each.revoked))
    except (ListDamaged, OSError) as error:
        refused("The list of handhelds cannot be used; no basket is taken.", error)
    out.print(table)


@app.command()
def make(
    key: Annotated[Path, typer.Option(help="The private key, from `kiosk baskets keygen`.")],
    shop: Annotated[str, typer.Option(help="The shop id in [baskets] of kiosk.toml.")],
    articles: Annotated[
        list[str] | None, typer.Argument(metavar="CODE[:COUNT|@GRAMS]...", help="What is in the basket.")
    ] = None,
    csv: Annotated[Path | None, typer.Option(help="More of it, under the header code;count;grams.")] = None,
    device: Annotated[str, typer.Option(help="What this handheld is called.")] = DEVICE,
    minutes: Annotated[int, typer.Option(min=1, max=7 * 24 * 60, help="How long it can be taken.")] = 60,
    restricted: Annotated[bool, typer.Option(help="A person must check an age, whatever the catalogue knows.")] = False,
    png: Annotated[Path | None, typer.Option(help="Draw it here; several codes are numbered.")] = None,
    terminal: Annotated[bool, typer.Option(help="Draw it here and now, light on dark.")] = False,
    print_: Annotated[str | None, typer.Option("--print", metavar="LINK", help="On this ESC/POS printer.")] = None,
) -> None:
    """Print the texts of a signed basket, one line a code, and draw or print its QR codes."""
    from kiosk import basket_codes
    from kiosk.basket_making import BasketNotMade, filled, from_csv, print_out, ticket, typed
    from kiosk.baskets.keys import KeyRefused, load_key
    from kiosk.baskets.seal import sealed_basket

    try:
        lines = (*map(typed, articles or ()), *(from_csv(csv) if csv else ()))
        texts = sealed_basket(filled(lines, shop, device, minutes, restricted), load_key(key))
        if png:
            basket_codes.draw(texts, png)
        if print_:
            print_out(ticket(texts, shop), print_)
    except (BasketNotMade, KeyRefused, basket_codes.NotDrawn, ValueError) as error:
        refused("No basket was made.", error)
    for text in texts:
        typer.echo(basket_codes.terminal(text) if terminal else text)
