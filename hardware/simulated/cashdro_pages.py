"""How the two pages of a CashDro put what they answer: index3.php, and the older index.php."""

from __future__ import annotations

import json
from collections.abc import Mapping

from hardware.simulated.cash_works import NOTES

FIRST_NOTE = NOTES[0]


def device(kind: str, came: Mapping[tuple[int, bool], int], went: Mapping[int, int]) -> dict[str, object]:
    """What moved through one device: kind 2 has coins, kind 3 notes."""
    values = sorted({value for value, _ in came} | set(went))
    return {
        "type": kind,
        "pieces": [
            {
                "value": str(value),
                "currencyid": "EUR",
                "unitsinrecycler": str(came.get((value, True), 0)),
                "unitsincassette": str(came.get((value, False), 0)),
                "unitsoutrecycler": str(went.get(value, 0)),
                "unitsoutcassette": "0",
            }
            for value in values
            if (value >= FIRST_NOTE) == (kind == "3")
        ],
    }


def index3(code: int, content: object) -> dict[str, object]:
    """As index3.php answers."""
    inner: object = {"pieces": content} if isinstance(content, list) else content
    response = {"errorMessage": "none" if code == 1 else "error"}
    return {"code": code, "response": response | ({"operation": inner} if content is not None else {})}


def index(code: int, content: object) -> dict[str, object]:
    """As index.php does: a number or a list as such, an object as a JSON text."""
    match content:
        case {"operationId": number}:
            return {"code": code, "data": int(str(number))}
        case {"OperationId": number}:
            return {"code": code, "data": [{"LogId": number}]}
        case dict():
            return {"code": code, "data": json.dumps(content)}
        case _:
            return {"code": code, "data": content if content is not None else ""}
