from __future__ import annotations

from hardware.simulated.dialog import DialogEmulator

PRICE = bytes.fromhex("04 02 30 31 1B 30 30 31 32 33 34 1B 03")
RESULT = bytes.fromhex("02 30 32 1B 33 1B 30 30 35 30 30 1B 30 30 31 32 33 34 1B 30 30 30 36 31 37 03")
ASK, STATUS, ACK, NAK = b"\x04\x05", b"\x04\x0208\x03", b"\x06", b"\x15"


def told(scale: DialogEmulator, request: bytes, now: float) -> bytes:
    scale.receive(request)
    scale.tick(now)
    return scale.tick(now + 0.1)


def weighing(grams: int) -> DialogEmulator:
    scale = DialogEmulator()
    scale.platter.put(grams)
    scale.tick(0.0)
    scale.tick(1.0)
    return scale


def test_it_speaks_the_bytes_of_the_manual_and_weighs_once() -> None:
    scale = weighing(500)
    assert [told(scale, request, at) for at, request in enumerate((PRICE, ASK), 2)] == [ACK, RESULT]
    assert [told(scale, request, at) for at, request in enumerate((PRICE, ASK, STATUS), 5)] == [
        ACK,
        NAK,
        b"\x0209\x1b21\x03",
    ]
    assert told(scale, ASK, 9.0) == NAK


def test_a_price_with_a_tare_makes_a_net_weight() -> None:
    scale = weighing(500)
    assert told(scale, b"\x04\x0203\x1b001000\x1b0100\x03", 2.0) == ACK
    assert told(scale, ASK, 3.0) == b"\x0202\x1b3\x1b00400\x1b001000\x1b000400\x03"


def test_it_says_why_it_refuses() -> None:
    scale = weighing(500)
    for request, code in ((b"\x04\x0299\x1b\x03", b"10"), (b"\x04\x0201\x1b01234\x1b\x03", b"11")):
        assert told(scale, request, 2.0) == NAK
        assert told(scale, STATUS, 3.0) == b"\x0209\x1b" + code + b"\x03"


def test_a_record_broken_off_is_forgotten_at_the_next_eot() -> None:
    scale = weighing(500)
    assert told(scale, PRICE[:6], 2.0) == b""
    assert told(scale, PRICE + ASK, 3.0) == ACK + RESULT


def test_dialog_06_demands_checksums() -> None:
    scale = weighing(500)
    scale.demands_checksums = True
    assert told(scale, PRICE, 2.0) == bytes.fromhex("0231311B32343703")
