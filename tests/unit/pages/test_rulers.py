"""What a hand did is added up in a person's time, and what is over its ruler is told by what and how much."""

from __future__ import annotations

from tests.screens.journeys import Row, Ruler, table
from tests.ways import hand
from tests.ways.hand import Count


def test_a_persons_time_is_the_allowances_and_the_measured_pages():
    done = Count(taps=4, typed=10, photos=1, pages=2, ms=1500, lines=3)
    person = 4 * hand.TAP + 10 * hand.CHARACTER + hand.PHOTO + 2 * hand.PAGE + 3 * hand.LINE
    assert done.seconds == person + 1.5
    assert (done + done) - done == done


def test_what_is_over_its_ruler_is_told_and_the_rest_is_not():
    done = Count(taps=5, typed=21, pages=1)
    assert Ruler(seconds=120, taps=4, typed=20).over(done) == ["点 5 > 4", "字 21 > 20"]
    assert Ruler(seconds=120).over(done) == []
    rows = [Row(4, "走访一户", Ruler(taps=4), done), Row(3, "一般户", Ruler(taps=5), done)]
    assert [row.over != [] for row in rows] == [True, False]
    assert "超了：点 5 > 4" in table(rows)[-2]
    assert "≤5点" in table(rows)[-1]
