"""From a full count to what a report prints."""

from __future__ import annotations

from decimal import Decimal

import pytest

from huaiyuan.base.figures import printed


@pytest.mark.parametrize(
    ("form", "exact", "unit", "value", "shown"),
    [
        (printed.EQUAL, "2295", "户", "2295", "2295户"),
        (printed.EQUAL, "1915.0000", "平方公里", "1915", "1915平方公里"),
        (printed.round_wan(1, about=True), "394651", "万人", "39.5", "约39.5万人"),
        (printed.round_wan(1), "19049", "万户", "1.9", "1.9万户"),
        (printed.round_wan(1), "19500", "万户", "2.0", "2.0万户"),
        (printed.round_wan(2), "60650", "万人", "6.07", "6.07万人"),
        (printed.round_wan(2), "60649", "万人", "6.06", "6.06万人"),
        (printed.FLOOR_HUNDREDS, "8599", "名", "8500", "8500余名"),
        (printed.AT_LEAST, "85", "%", "85", "85%以上"),
        (printed.percent(), "0.6425", "%", "64", "64%"),
        (printed.percent(1), "0.82145", "%", "82.1", "82.1%"),
        (printed.percent(), "1", "%", "100", "100%"),
        (printed.percent(), "0.99985136", "%", "99.99", "99.99%"),
        (printed.percent(1), "0.99985136", "%", "99.99", "99.99%"),
        (printed.percent(), "0.00004", "%", "0.004", "0.004%"),
        (printed.percent(), "0", "%", "0", "0%"),
    ],
)
def test_a_count_is_printed_as_the_report_does(form, exact, unit, value, shown):
    assert form.value(Decimal(exact)) == Decimal(value)
    assert form.shown(Decimal(exact), unit) == shown
