"""Receipts of the simulated printer as pictures: what a customer would hold in the hand."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import cv2
from PIL import Image, ImageDraw, ImageFilter, ImageFont

from hardware.simulated.paper_roll import Align, PrintedLine, PrintedQr, Receipt, Span

PAPER_DOTS = 640  # 80 mm at 8 dots a millimetre, of which a printer reaches 576 at most (48 columns)
MARGIN_DOTS = 32  # above and below
CELL_WIDTH, CELL_HEIGHT = 12, 24  # font A
LINE_DOTS = 30
QR_GAP_DOTS = 16
EDGE_DOTS = 10  # teeth of a torn or cut edge
DESK_DOTS = 28  # what is seen around the paper

PAPER, INK, DESK, SHADOW = (252, 251, 247), (38, 36, 40), (203, 199, 192), (120, 115, 108)
FONTS = {False: "DejaVuSansMono.ttf", True: "DejaVuSansMono-Bold.ttf"}
FONT_DOTS = 20  # DejaVu Sans Mono of this size is 12 dots wide


def render(receipt: Receipt) -> Image.Image:
    """The receipt on a desk, printed dots one to one. Fonts: DejaVu Sans Mono where found, else Pillow's own."""
    reach = receipt.columns * CELL_WIDTH
    strips = [_strip(part, reach) for part in receipt.parts]
    printed = Image.new("L", (reach, sum(strip.height for strip in strips)), 255)
    top = 0
    for strip in strips:
        printed.paste(strip, (0, top))
        top += strip.height
    size = (max(PAPER_DOTS, reach), printed.height + 2 * MARGIN_DOTS)
    paper = Image.new("RGB", size, PAPER)
    ink = printed.point(lambda level: 255 - level)
    paper.paste(INK, ((paper.width - reach) // 2, MARGIN_DOTS), ink)
    return _on_desk(paper, _outline(size, torn=not receipt.cut))


def save_png(receipt: Receipt, path: Path) -> None:
    """Write the picture of a receipt."""
    render(receipt).save(path, format="PNG")


def _strip(part: PrintedLine | PrintedQr, reach: int) -> Image.Image:
    """One line or code, as wide as the printer reaches (dots), black on white."""
    match part:
        case PrintedLine():
            picture, height = _line(part), LINE_DOTS + CELL_HEIGHT * (part.tall - 1)
        case PrintedQr():
            picture = _qr(part)
            height = picture.height + QR_GAP_DOTS
    strip = Image.new("L", (reach, height), 255)
    strip.paste(picture, (_left(part.align, reach - picture.width), (height - picture.height) // 2))
    return strip


def _left(align: Align, spare: int) -> int:
    return {"left": 0, "center": max(spare, 0) // 2, "right": max(spare, 0)}[align]


def _line(line: PrintedLine) -> Image.Image:
    spans = [_span(span) for span in line.spans]
    picture = Image.new("L", (sum(span.width for span in spans) or 1, CELL_HEIGHT * line.tall), 255)
    left = 0
    for span in spans:
        picture.paste(span, (left, picture.height - span.height))  # all on one base line
        left += span.width
    return picture


def _span(span: Span) -> Image.Image:
    """Drawn at the height it has, character by character in its cell, then stretched to its width."""
    cell = CELL_WIDTH * span.tall
    picture = Image.new("L", (cell * len(span.text), CELL_HEIGHT * span.tall), 255)
    draw, font = ImageDraw.Draw(picture), _font(span.bold, span.tall)
    base = round(CELL_HEIGHT * 0.79) * span.tall
    for at, character in enumerate(span.text):
        if not character.isprintable():
            continue
        draw.text((cell * at + cell / 2, base), character, fill=0, font=font, anchor="ms")
    return picture.resize((CELL_WIDTH * span.wide * len(span.text), picture.height), Image.Resampling.LANCZOS)


@cache
def _font(bold: bool, tall: int) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    try:
        return ImageFont.truetype(FONTS[bold], FONT_DOTS * tall, layout_engine=ImageFont.Layout.BASIC)
    except OSError:
        return ImageFont.load_default(size=FONT_DOTS * tall)


def _qr(code: PrintedQr) -> Image.Image:
    settings = cv2.QRCodeEncoder.Params()
    settings.correction_level = cv2.QRCodeEncoder_CORRECT_LEVEL_M
    modules = cv2.QRCodeEncoder.create(settings).encode(code.text)
    side = modules.shape[0] * code.dots
    return Image.fromarray(modules).convert("L").resize((side, side), Image.Resampling.NEAREST)


def _outline(size: tuple[int, int], torn: bool) -> Image.Image:
    """The shape of the paper: fine teeth of the cutter above, and below those of the cutter or of a hand."""
    width, height = size
    outline = Image.new("L", size, 255)
    draw = ImageDraw.Draw(outline)
    for left in range(0, width, EDGE_DOTS):
        middle, right = left + EDGE_DOTS // 2, left + EDGE_DOTS
        depth = EDGE_DOTS // 2 + (left * 7 % 23 if torn else 0)
        draw.polygon([(left, 0), (middle, EDGE_DOTS // 2), (right, 0)], fill=0)
        draw.polygon([(left, height), (middle, height - depth), (right, height)], fill=0)
    return outline


def _on_desk(paper: Image.Image, outline: Image.Image) -> Image.Image:
    size = (paper.width + 2 * DESK_DOTS, paper.height + 2 * DESK_DOTS)
    desk = Image.new("RGB", size, DESK)
    shade = Image.new("L", size, 0)
    shade.paste(outline.point(lambda level: level // 2), (DESK_DOTS + 3, DESK_DOTS + 6))
    desk.paste(SHADOW, (0, 0), shade.filter(ImageFilter.GaussianBlur(7)))
    desk.paste(paper, (DESK_DOTS, DESK_DOTS), outline)
    return desk
