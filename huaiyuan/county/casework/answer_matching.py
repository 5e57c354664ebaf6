"""Lines of a department's answer beside the persons of the list: who has a suspicion, who none, and which lines are wrong.

Pure: nothing here reads a database, and no number or name is carried on.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

# How departments write that there is nothing. What is written otherwise is a suspicion, and an empty cell no answer yet.
NOTHING = frozenset(
    {"无", "没有", "否", "未查到", "无此信息", "未发现", "无记录", "查无", "无异常", "正常", "0", "不存在"}
)
BARE = frozenset({"有", "是", "存在", "查到", "有疑点", "1"})
UNSAID = "部门答“有”，没写是什么"
BLANK = frozenset({"", "-", "—", "/", "待查", "待核"})


class Wrong(StrEnum):
    """What is wrong with a line."""

    UNREADABLE = "unreadable"
    NOT_LISTED = "not_listed"
    OTHER_NAME = "other_name"
    TWICE = "twice"
    ANSWERED = "answered"


SAYS = {
    Wrong.UNREADABLE: "证件号码看不清或不全，没记。请照发去的名单改好再传",
    Wrong.NOT_LISTED: "这个人不在这份名单上，没记。请看是不是另一份名单的",
    Wrong.OTHER_NAME: "姓名和名单上的不一样，没记。请核对是不是串行了",
    Wrong.TWICE: "同一个人写了两种结果，都没记。请留一种再传",
    Wrong.ANSWERED: "这个人上次已记答复，这次写的不一样，没有改。请和部门核对哪一次对",
}


@dataclass(frozen=True)
class Line:
    """A line of the answer: its row in the file, and its cells as read."""

    row: int
    name: str
    number: str
    said: str


@dataclass(frozen=True)
class Listed:
    """A person of the list; `answered` what was recorded before, None while nothing was, empty for nothing found."""

    person_id: str
    name: str
    answered: str | None


@dataclass(frozen=True)
class Outcome:
    """What is to be recorded: suspicion by person, empty for none; who stays without an answer; and the wrong lines."""

    answers: Mapping[str, str]
    waiting: int
    same: int
    wrong: tuple[tuple[int, Wrong], ...] = field(default=())


def match(lines: Sequence[Line], listed: Mapping[str, Listed]) -> Outcome:
    """Every line to the person of its number on this list. `listed` is by identity number.

    The same file again records nothing anew: who has that answer already is counted, not written.
    """
    said: dict[str, str] = {}
    rows: dict[str, int] = {}
    wrong: list[tuple[int, Wrong]] = []
    clashing: set[str] = set()
    same = 0
    for line in lines:
        person = listed.get(line.number)
        fault = _fault(line, person)
        if fault is not None:
            wrong.append((line.row, fault))
            continue
        words = reading(line.said)
        if person is None or words is None:
            continue
        if person.answered is not None:
            same += person.answered == words
            if person.answered != words:
                wrong.append((line.row, Wrong.ANSWERED))
        elif person.person_id in said and said[person.person_id] != words:
            clashing.add(person.person_id)
            wrong.append((line.row, Wrong.TWICE))
        else:
            said[person.person_id] = words
            rows.setdefault(person.person_id, line.row)
    wrong += [(rows[person], Wrong.TWICE) for person in clashing]
    answers = {person: words for person, words in said.items() if person not in clashing}
    unanswered = sum(one.answered is None for one in listed.values())
    return Outcome(answers, unanswered - len(answers), same, tuple(sorted(wrong)))


def reading(said: str) -> str | None:
    """What a cell says: None while it says nothing, empty for nothing found, else the suspicion."""
    words = said.strip()
    bare = words.rstrip("。．.；; ")
    if bare in BLANK:
        return None
    if bare in NOTHING:
        return ""
    return UNSAID if bare in BARE else words


def _fault(line: Line, person: Listed | None) -> Wrong | None:
    if not line.number:
        return Wrong.UNREADABLE
    if person is None:
        return Wrong.NOT_LISTED
    return Wrong.OTHER_NAME if line.name and person.name and line.name != person.name else None
