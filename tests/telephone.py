"""A telephone in somebody's hand: Chromium told what to do by key, finger and eye, over a pipe.

Protocol: https://chromedevtools.github.io/devtools-protocol/ (JSON, each message with a zero byte behind it).
"""

from __future__ import annotations

import base64
import io
import json
import os
import select
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from PIL import Image

from tests.browser import BROWSER, SECONDS_MAX

WIDTH, HEIGHT, PIXELS = 390, 844, 2
PIECE = 1 << 20


class Telephone:
    """One page of one browser. What it is asked to do is done when a method returns."""

    def __init__(self, tell: int, hear: int) -> None:
        self._tell, self._hear, self._heard, self._last, self._session = tell, hear, b"", 0, {}
        target = self._asked("Target.createTarget", url="about:blank")["targetId"]
        attached = self._asked("Target.attachToTarget", targetId=target, flatten=True)
        self._session = {"sessionId": attached["sessionId"]}
        self._asked("Page.enable")
        size = {"width": WIDTH, "height": HEIGHT, "deviceScaleFactor": PIXELS, "mobile": True}
        self._asked("Emulation.setDeviceMetricsOverride", **size)

    def open(self, url: str) -> None:
        self._asked("Page.navigate", url=url)
        while self._message().get("method") != "Page.loadEventFired":
            pass

    def type(self, text: str) -> None:
        """Into whatever has the focus, key by key, then Enter: as a scanner does that is a keyboard."""
        for character in text:
            self._key(key=character, text=character)
        self._key(key="Enter", text="\r", windowsVirtualKeyCode=13)

    def tap(self, element: str) -> None:
        """In the middle of what this CSS selector finds."""
        x, y = self.told(
            f"((it) => {{ it.scrollIntoView({{block: 'center'}}); const at = it.getBoundingClientRect();"
            f" return [at.x + at.width / 2, at.y + at.height / 2]; }})(document.querySelector({json.dumps(element)}))"
        )
        for kind in ("mousePressed", "mouseReleased"):
            self._asked("Input.dispatchMouseEvent", type=kind, x=x, y=y, button="left", clickCount=1)

    def prepare(self, script: str) -> None:
        """This script comes before those of every page that is opened from now on."""
        self._asked("Page.addScriptToEvaluateOnNewDocument", source=script)

    def told(self, expression: str) -> Any:
        """What this JavaScript expression is worth in the page, a promise when it is kept."""
        answer = self._asked("Runtime.evaluate", expression=expression, returnByValue=True, awaitPromise=True)
        assert "exceptionDetails" not in answer, answer
        return answer["result"].get("value")

    def read(self) -> str:
        """What can be read on the screen."""
        return str(self.told("document.body.innerText")).replace("\xa0", " ")

    def photograph(self) -> Image.Image:
        picture = self._asked("Page.captureScreenshot", format="png")["data"]
        return Image.open(io.BytesIO(base64.b64decode(picture)))

    def _key(self, **key: Any) -> None:
        for kind in ("keyDown", "keyUp"):
            self._asked("Input.dispatchKeyEvent", type=kind, **key)

    def _asked(self, method: str, **given: Any) -> dict[str, Any]:
        self._last += 1
        message = {"id": self._last, "method": method, "params": given, **self._session}
        os.write(self._tell, json.dumps(message).encode() + b"\0")
        while (answer := self._message()).get("id") != self._last:
            pass
        assert "result" in answer, answer
        return dict(answer["result"])

    def _message(self) -> dict[str, Any]:
        while b"\0" not in self._heard:
            ready, _, _ = select.select([self._hear], [], [], SECONDS_MAX)
            piece = os.read(self._hear, PIECE) if ready else b""
            assert piece, "the browser says nothing more"
            self._heard += piece
        message, _, self._heard = self._heard.partition(b"\0")
        return dict(json.loads(message))


@contextmanager
def telephone(profile: Path, *more: str) -> Iterator[Telephone]:
    """Switched on, and off again; `profile` is what it remembers."""
    (its_ear, tell), (hear, its_mouth) = os.pipe(), os.pipe()
    browser = subprocess.Popen(
        (
            "bash", "-c", f'exec "$@" 3<&{its_ear} 4>&{its_mouth}', "bash", BROWSER, "--headless", "--no-sandbox",
            "--disable-gpu", "--remote-debugging-pipe", f"--user-data-dir={profile}", *more,
        ),
        pass_fds=(its_ear, its_mouth), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    os.close(its_ear)
    os.close(its_mouth)
    try:
        yield Telephone(tell, hear)
    finally:
        os.close(tell)
        os.close(hear)
        browser.terminate()
        browser.wait(SECONDS_MAX)
