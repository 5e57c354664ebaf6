"""The demo's pairings and visits, by the commands that others script."""

from __future__ import annotations

from proof import command


def test_the_report_day_has_every_household_helped_and_every_level_at_it(small_county):
    figures = {f["id"]: f for f in command.run(small_county, "figures", "--as-of", "2026-10-31")["figures"]}
    assert (figures["F032"]["value"], figures["F033"]["value"], figures["F057"]["value"]) == (5, 100, 1)
    assert figures["F031"]["shown"] == f"{figures['F031']['exact'] // 100 * 100}余名"
    assert figures["F033"]["exact"] == 1


def test_pairings_are_told_with_who_carries_too_much_before_others(small_county):
    told = command.run(small_county, "pairings", "--by", "county1")
    assert told["overloaded"] > 0
    loads = [(one["helper_no"] != "", one["carried"] <= (one["limit"] or one["carried"])) for one in told["households"]]
    assert loads == sorted(loads)
    assert told["all"] >= len(told["households"])
    town = command.run(small_county, "pairings", "--by", "t411330101")
    assert town["all"] < told["all"]


def test_visits_are_told_with_what_they_raised(small_county):
    told = command.run(small_county, "visits", "--since", "2026-11-01", "--by", "county1")
    assert told["visits"] >= told["households"] > 0
    assert all(count > 0 for count in told["problems"].values())
    assert {one["visited_on"][:7] for one in told["latest"]} == {"2026-11"}
    assert not [one for one in told["latest"] if "name" in one]
