"""A family's way once more, written down from the procedure and not from the product's table: what is allowed when.

It knows no moves table and no needs. It keeps its own few counters and answers yes or no.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

DAY = dt.timedelta(days=1)


@dataclass
class Family:
    """A case as somebody with a notebook would keep it."""

    place: str = "visit"
    last: dt.date = dt.date(2026, 11, 1)
    asleep: bool = False
    missing_signatures: int = 2
    signed: int = 0
    silent_departments: int = 0
    suspicions: int = 0
    objections: int = 0
    photos: dict[str, int] = field(default_factory=dict)
    notice_until: dt.date | None = None
    verifier: str = ""
    reviewers: set[str] = field(default_factory=set)
    leaves: bool = False
    holds: bool = False

    def allows(self, act: str, said: dict) -> bool:
        """Whether the act may be done with what was said."""
        if said["on"] > said["today"] or said["on"] < self.last:
            return False
        begins, asks = (BEGINS_LEAVING, ASKS_LEAVING) if self.leaves else (BEGINS, ASKS)
        if act not in begins or self.place not in begins[act]:
            return False
        if self.asleep:
            told = act in ("stop", "urgent", "withdraw", "overtaken") and said["reason"] != ""
            return act in ("resume", "absorb") or told
        return act not in asks or asks[act](self, said)

    def does(self, act: str, said: dict) -> None:
        """What is different afterwards."""
        if act in ("suspend", "resume"):
            self.asleep = act == "suspend"
        ends = ENDS_LEAVING if self.leaves else ENDS
        if act not in ends:
            return
        if act in ("visit", "visit_exempt", "survey"):
            self.verifier = said["by"]
        if act in ("pass_", "return_township", "refuse_township"):
            self.reviewers.add(said["by"])
        if act == "post":
            self.notice_until = said["on"] + 5 * DAY
        self.place, self.last = ends[act], said["on"]


LIVE = {"visit", "compare", "review", "to_post", "noticed", "township", "mend_township", "county", "mend_county"}
BEGINS = {
    "visit": {"visit"}, "visit_exempt": {"visit"}, "compared": {"compare"}, "agree": {"review"}, "disagree": {"review"},
    "post": {"to_post"}, "expire": {"noticed"}, "pass_": {"township"}, "return_township": {"township"},
    "refuse_township": {"township"}, "mend_township": {"mend_township"}, "approve": {"county"},
    "return_county": {"county"}, "refuse_county": {"county"}, "mend_county": {"mend_county"}, "announce": {"announce"},
    "enter": {"enter"}, "stop": LIVE, "absorb": LIVE, "suspend": LIVE, "resume": LIVE, "urgent": LIVE, "sign": {"visit"},
    "listed": {"compare"}, "answered": {"compare"}, "find": {"compare"}, "object": {"noticed", "township", "county"},
    "answer": {"noticed", "township", "mend_township", "county", "mend_county"},
}  # fmt: skip
ENDS = {
    "visit": "compare", "visit_exempt": "review", "compared": "review", "agree": "to_post", "disagree": "refused",
    "post": "noticed", "expire": "township", "pass_": "county", "return_township": "mend_township",
    "refuse_township": "refused", "mend_township": "township", "approve": "announce", "return_county": "mend_county",
    "refuse_county": "refused", "mend_county": "county", "announce": "enter", "enter": "done", "stop": "stopped", "absorb": "stopped",
}  # fmt: skip


def _two_signed(family: Family, said: dict) -> bool:
    return said["companion"] != "" and family.missing_signatures == 0 and family.signed > 0


def _enough_came(family: Family, said: dict) -> bool:
    came = 0 < said["present"] <= said["expected"] and said["agreed"] <= said["present"]
    return came and 3 * said["present"] >= 2 * said["expected"] and family.photos.get("deliberation", 0) > 1


def _met(family: Family, said: dict) -> bool:
    return said["meeting"] and said["by"] != family.verifier


def _met_in_county(family: Family, said: dict) -> bool:
    return _met(family, said) and said["by"] not in family.reviewers


ASKS = {
    "visit": _two_signed,
    "visit_exempt": lambda f, s: _two_signed(f, s) and s["exempt"] != "",
    "compared": lambda f, _s: f.silent_departments == f.suspicions == 0,
    "agree": lambda f, s: _enough_came(f, s) and 2 * s["agreed"] > s["present"],
    "disagree": lambda f, s: _enough_came(f, s) and 2 * s["agreed"] <= s["present"] and s["reason"] != "",
    "post": lambda f, _s: bool(f.photos.get("near")) and bool(f.photos.get("far")),
    "expire": lambda f, s: f.notice_until is not None and s["today"] > f.notice_until and f.objections == 0,
    "pass_": lambda f, s: _met(f, s) and f.objections == 0,
    "return_township": lambda f, s: _met(f, s) and s["reason"] != "",
    "refuse_township": lambda f, s: _met(f, s) and s["reason"] != "",
    "approve": lambda f, s: _met_in_county(f, s) and f.objections == 0,
    "return_county": lambda f, s: _met_in_county(f, s) and s["reason"] != "",
    "refuse_county": lambda f, s: _met_in_county(f, s) and s["reason"] != "",
    "mend_township": lambda _f, s: s["reason"] != "",
    "mend_county": lambda _f, s: s["reason"] != "",
    "announce": lambda f, _s: bool(f.photos.get("announcement")),
    "enter": lambda _f, s: s["national_no"] != "",
    "stop": lambda _f, s: s["reason"] != "",
    "suspend": lambda _f, s: s["reason"] != "",
    "resume": lambda f, _s: f.asleep,
    "urgent": lambda _f, s: s["reason"] != "",
}  # fmt: skip

# A risk that is to be cleared: two go there, both sheets are signed, the head agrees and the risk is gone; no departments
# are asked. The village may take its word back until it has reported. The county looks once more whether everything holds.
LEAVING = {"visit", "review", "to_post", "noticed", "township", "mend_township", "county", "mend_county"}
BEGINS_LEAVING = {
    "survey": {"visit"}, "decline": {"visit"}, "agree": {"review"}, "disagree": {"review"}, "post": {"to_post"},
    "withdraw": LEAVING - {"township", "county"}, "overtaken": LEAVING | {"announce", "enter"}, "expire": {"noticed"},
    "pass_": {"township"}, "return_township": {"township"}, "refuse_township": {"township"},
    "mend_township": {"mend_township"}, "approve": {"county"}, "return_county": {"county"}, "refuse_county": {"county"},
    "mend_county": {"mend_county"}, "announce": {"announce"}, "enter": {"enter"}, "stop": LEAVING, "absorb": LEAVING,
    "suspend": LEAVING, "resume": LEAVING, "object": {"noticed", "township", "county"},
    "answer": {"noticed", "township", "mend_township", "county", "mend_county"},
}  # fmt: skip
ENDS_LEAVING = {
    "survey": "review", "decline": "stopped", "withdraw": "stopped", "overtaken": "stopped",
    **{act: end for act, end in ENDS.items() if act in BEGINS_LEAVING},
}  # fmt: skip
ASKS_LEAVING = {
    **{act: asks for act, asks in ASKS.items() if act in BEGINS_LEAVING and act not in ("enter", "approve")},
    "survey": lambda f, s: s["companion"] != "" and s["agrees"] and s["settled"] and f.photos.get("signed_sheets", 0) > 1,
    "decline": lambda _f, s: s["companion"] != "" and not s["agrees"] and s["reason"] != "",
    "withdraw": lambda _f, s: s["reason"] != "",
    "overtaken": lambda _f, s: s["reason"] != "",
    "approve": lambda f, s: _met_in_county(f, s) and f.objections == 0 and f.holds,
}  # fmt: skip
