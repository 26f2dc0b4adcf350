"""The kiosk with its window: the station's threads and Kivy's main thread, joined by `post` and `draw`."""

from __future__ import annotations

import logging
import os
import signal
from dataclasses import replace
from pathlib import Path
from typing import Any

from kiosk.assemble import LivePictures, Station, assemble
from kiosk.config import Config
from kiosk.domain import phrases
from kiosk.domain.events import Event
from kiosk.domain.history import ImpossibleHistory
from kiosk.domain.language import Language
from kiosk.domain.views import ClosedView, Frame, View
from kiosk.evidence.journal import JournalBroken

log = logging.getLogger(__name__)

CRASHED = 70
"""Exit code of a program that must be started again (EX_SOFTWARE of sysexits)."""

RESTART = 75
"""The same when staff wanted it (EX_TEMPFAIL): systemd starts again whatever does not end with 0."""


def open_kiosk(config: Config) -> int:
    """Runs until the window is closed or the program crashes; the exit code."""
    from kiosk.ui.window import prepare

    kiosk = config.kiosk
    home = Path(os.environ.get("KIVY_HOME", kiosk.folder / "kivy"))
    prepare(kiosk.width, kiosk.height, fullscreen=kiosk.fullscreen, offscreen=False, home=home)
    from kiosk.ui.app import KioskApp

    codes: list[int] = []
    stations: list[Station] = []

    def post(event: Event) -> None:
        for station in stations:
            station.inbox.post(event)

    app = KioskApp(
        post,
        theme(config),
        sounds=kiosk.sounds,
        size=(kiosk.width, kiosk.height),
    )

    def crashed(error: BaseException) -> None:
        codes.append(CRASHED)
        app.stop()

    def restart() -> None:
        codes.append(RESTART)
        app.stop()

    try:
        station = assemble(config, app.draw)
    except (JournalBroken, ImpossibleHistory) as broken:
        log.critical("the journal cannot be used: %s", broken)
        app.draw(journal_cannot_be_used(config, str(broken)))
    else:
        stations.append(station)
        for camera in station.camera:
            app.pictures = LivePictures(camera)
        station.start(crashed, restart)
    signal.signal(signal.SIGTERM, lambda *_: app.stop())
    app.run()
    for station in stations:
        station.stop()
    return codes[0] if codes else 0


def theme(config: Config) -> Any:
    """The shop's look."""
    from kiosk.ui.theme import Theme

    given: dict[str, Any] = {name: str(value) for name, value in config.theme.model_dump(exclude_none=True).items()}
    return replace(Theme(), **given)


def journal_cannot_be_used(config: Config, why: str) -> View:
    """What is shown when the kiosk must not even start to sell."""
    language = Language(config.shop.language)
    return ClosedView(
        Frame(config.shop.name, language),
        phrases.say(language, "closed_title"),
        phrases.say(language, "closed_journal"),
        phrases.say(language, "closed_no_money"),
        phrases.say(language, "closed_journal_todo", reason=why),
    )
