"""`kiosk demo`: a window with the drawer beside it, or, where there is no screen, the scripted customer."""

from __future__ import annotations

import os
from pathlib import Path

from hardware.simulated.paper_picture import save_png
from kiosk.demo.customer import first_frame, play
from kiosk.demo.drawer import DRAWER_WIDTH, drawer
from kiosk.demo.onlooker import out
from kiosk.demo.station import Demo, demo_folder

PORTRAIT, LANDSCAPE = (1080, 1920), (1920, 1080)
WINDOW_HEIGHT = 900


def run_demo(headless: bool, output: Path, photographs: Path | None, landscape: bool, until_first_frame: bool) -> int:
    """The exit code. Without a screen the scripted customer comes."""
    size = LANDSCAPE if landscape else PORTRAIT
    if until_first_frame:
        return first_frame(size)
    if headless or not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
        return play(output, photographs, size)
    return _in_a_window(size, output, photographs)


def _in_a_window(size: tuple[int, int], output: Path, photographs: Path | None) -> int:
    from kiosk.ui.window import prepare

    with demo_folder() as folder:
        width = round(WINDOW_HEIGHT * size[0] / size[1]) + DRAWER_WIDTH
        prepare(width, WINDOW_HEIGHT, fullscreen=False, offscreen=False, home=folder / "kivy")
        from kivy.clock import Clock

        from kiosk.ui.app import KioskApp

        demo = Demo(folder, size, lambda view: demo.app.draw(view), bagging=True)
        app = KioskApp(demo.post, sounds=True, size=size, make_drawer=lambda: drawer(demo, photographs))
        demo.app = app
        demo.start()
        Clock.schedule_interval(lambda _: _tear_off(demo, output), 1)
        app.run()
        demo.stop()
    return 0


def _tear_off(demo: Demo, output: Path) -> None:
    """What the simulated printer has printed becomes a picture; the terminal says where."""
    for number, receipt in enumerate(demo.hardware.printer.receipts, 1):
        path = output / f"receipt-{os.getpid()}-{number}.png"
        if not path.exists():
            output.mkdir(parents=True, exist_ok=True)
            save_png(receipt, path)
            out.print(f"The printer has printed {path}")
