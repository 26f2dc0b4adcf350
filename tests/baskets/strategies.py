"""Any line and any basket there can be."""

from __future__ import annotations

from hypothesis import strategies as st

from kiosk.baskets.basket import CODE_LENGTH_MAX, ISSUED_MAX, MINUTE, MINUTES_MAX, Basket, BasketLine, code_of
from kiosk.domain.barcode import check_digit
from kiosk.domain.product import GRAMS_MAX

digits = st.text("0123456789", min_size=12, max_size=12)
gtins = digits.map(lambda each: each + str(check_digit(each)))
own_codes = st.text("".join(map(chr, range(33, 127))), min_size=1, max_size=CODE_LENGTH_MAX).map(code_of)
codes = gtins | own_codes

lines = st.builds(BasketLine, codes, st.integers(1, 99)) | st.builds(
    BasketLine, codes, st.just(1), st.integers(1, GRAMS_MAX)
)
names = st.text("ABCXYZabcxyz0189-", min_size=1, max_size=16)
baskets = st.builds(
    Basket,
    names,
    names,
    st.binary(min_size=8, max_size=8),
    st.integers(0, ISSUED_MAX // MINUTE).map(lambda minute: minute * MINUTE),
    st.integers(1, MINUTES_MAX),
    st.lists(lines, min_size=1, max_size=40).map(tuple),
    st.booleans(),
)
