"""Pairs of people who act on one case at the same instant, through its pages, each with the version that both saw.

A case is walked on by its pairs: of every two one is taken, the other is told by whom and what, sees all that he typed, and
leaves nothing behind. What is drawn fits where the case stands, so that each of the two alone would have been taken.
"""

from __future__ import annotations

import datetime as dt
import random
import re
import threading
from dataclasses import dataclass, field
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from huaiyuan.base.access import actions as accounts
from huaiyuan.core.kernel import clock
from huaiyuan.county.casework import actions
from huaiyuan.county.casework.models import (
    Authorisation,
    CaseFile,
    CaseStep,
    Comparison,
    Meeting,
    Objection,
    PublicSheet,
)
from huaiyuan.county.casework.types import LIVE, UNDECIDED, Answer, State
from tests.integration.casework.world import FOUND, PHOTO, VILLAGE, Hands
from tests.integration.registry.loaded import account

# Words 36 of journeys.md: who, what, when, and that the own words are not handed in.
WORDS = re.compile(r"这一户(?P<who>[^（<]+)刚[^（<]+（[\d: -]+），您的意见还没提交，请看一眼再定")
SECOND = "xuzhai2"
PEOPLE = {"village": "xuzhai", "second": SECOND, "town": "yuehe", "county": "county1"}
PLACES = {"village": "村里", "second": "村里", "town": "乡镇", "county": "县里"}
MEETS = {State.TOWNSHIP: "town", State.COUNTY: "county"}
# So many families may be identified before the village runs out of them.
MOST_IDENTIFIED = 6


@dataclass
class Wish:
    """What one of the two sends: to which page, what, and the words that he typed."""

    who: str
    page: str
    said: dict[str, Any]
    words: tuple[str, ...] = ()


@dataclass
class Pairs:
    """The people at their browsers, the case they are at, and what has been seen so far."""

    hands: Hands
    draw: random.Random
    clients: dict[str, tuple[Client, Client]] = field(default_factory=dict)
    ended: dict[str, int] = field(default_factory=dict)
    identified: int = 0
    number: int = 0

    def run(self, count: int) -> dict[str, int]:
        """So many pairs; how the cases ended. Raises AssertionError where two were taken, or something was lost."""
        for name, username in PEOPLE.items():
            # Two windows of each: the same person may well have two open.
            self.clients[name] = (Client(), Client())
            for window in self.clients[name]:
                window.force_login(account(username))
        case: CaseFile | None = None
        for self.number in range(count):
            if case is None or case.state not in LIVE:
                case = self._opened(case)
            self.hands.later(self.draw.choice((0, 1, 6 if case.state == State.NOTICED else 0)))
            clock.configure(today=self.hands.day)
            self._prepared(case)
            case.refresh_from_db()
            self._pair(case)
            case.refresh_from_db()
        return self.ended

    def _opened(self, before: CaseFile | None) -> CaseFile:
        if before is not None:
            self.ended[str(before.state)] = self.ended.get(str(before.state), 0) + 1
            self.identified += before.decided_on is not None
        self.hands.day = FOUND
        clock.configure(today=FOUND)
        free = [*self.hands.free_households(9), *self.hands.free_households(9, "一般农户")]
        return self.hands.opened(self.draw.choice(free), *self.draw.sample(("因病", "因学", "因残"), 2))

    def _prepared(self, case: CaseFile) -> None:
        """What must be there before two can want to go on: signatures, the departments' answers."""
        if case.suspended_on:
            return
        if case.state == State.VISIT and not Authorisation.objects.filter(case=case).exists():
            self.hands.signed(case)
        if case.state == State.COMPARE and Comparison.objects.filter(case=case, answer=Answer.WAITING).exists():
            self._answered(case)

    def _answered(self, case: CaseFile) -> None:
        persons = list(Authorisation.objects.filter(case=case).values_list("person_id", flat=True))
        at = dt.datetime.combine(self.hands.day, dt.time(12), clock.SHANGHAI)
        for code in (
            Comparison.objects.filter(case=case, listed=None).values_list("code", flat=True).distinct().order_by("code")
        ):
            made = actions.make_list(code, purpose="识别认定信息比对", by=self.hands.county, at=at)
            said = {persons[0]: "名下小轿车1辆"} if code == "vehicle" else {}
            actions.record_answers(made.list_no, suspicions=said, by=self.hands.county, at=at)

    def _pair(self, case: CaseFile) -> None:
        wishes = self._wishes(case)
        first, second = self.draw.sample(wishes, 2) if len(wishes) > 1 else (wishes[0], wishes[0])
        version, before = case.version, self._left(case)
        answers = _at_once([(self.clients[one.who][place], one) for place, one in enumerate((first, second))])
        taken = [place for place, answer in enumerate(answers) if answer.status_code == 302]
        says = [
            f"{one.who} {one.page} {one.said.get('act')} {a.status_code}"
            for one, a in zip((first, second), answers, strict=True)
        ]
        assert len(taken) == 1, (self.number, case.state, says)
        winner, loser = (first, second) if taken == [0] else (second, first)
        page = answers[1 - taken[0]].content.decode()
        assert answers[1 - taken[0]].status_code == 422, says
        told = WORDS.search(page)
        assert told, (self.number, case.state, says)
        assert told["who"] == f"{PLACES[winner.who]}{account(PEOPLE[winner.who]).display_name}"
        assert [words for words in loser.words if words not in page] == [], (self.number, case.state, says)
        case.refresh_from_db()
        assert case.version == version + 1, says
        after = self._left(case)
        assert after - before == 1, (says, before, after)
        everything = self._texts(case)
        assert [words for words in winner.words if words not in everything] == [], says
        if first is not second:
            assert [words for words in loser.words if words in everything] == [], says

    def _left(self, case: CaseFile) -> int:
        """Steps, objections and answers of a case: every act leaves one."""
        return (
            CaseStep.objects.filter(case=case).count()
            + Objection.objects.filter(case=case).count()
            + Objection.objects.filter(case=case).exclude(answer="").count()
            + Comparison.objects.filter(case=case).exclude(finding="").count()
        )

    def _texts(self, case: CaseFile) -> str:
        """All that is kept of a case and its meetings in words."""
        rows = [CaseFile.objects.filter(pk=case.pk).values_list(), CaseStep.objects.filter(case=case).values_list(),
                Objection.objects.filter(case=case).values_list(), Comparison.objects.filter(case=case).values_list(),
                Meeting.objects.values_list()]  # fmt: skip
        return "\n".join(str(value) for found in rows for row in found for value in row)

    def _wishes(self, case: CaseFile) -> list[Wish]:
        """Everything that somebody may do with the case as it stands."""
        word = f"第{self.number}对说的"
        if case.suspended_on:
            return [self._at(case, "town", "resume"), self._at(case, "town", "stop", reason=f"{word}终止")]
        if case.state in MEETS:
            found = [self._meeting(case, result, f"{word}{result}") for result in self._results(case)]
        elif case.state == State.ANNOUNCE:
            found = [self._at(case, "town", "announce", on=self.hands.day, photos=_picture)]
        else:
            found = self._steps(case, word)
        if case.state in UNDECIDED:
            found += [self._at(case, "town", "suspend", reason=f"{word}住院"), *self._rare(case, word)]
        if case.state in (State.NOTICED, State.TOWNSHIP, State.COUNTY):
            found += [
                self._at(case, who, "object", text=f"{word}{who}有异议", on=self.hands.day)
                for who in ("village", "second")
            ]
        open_ = Objection.objects.filter(case=case, answer="").first()
        if open_:
            found += [
                self._at(case, who, "answer", answer=f"{word}{who}核过了", objection=open_.pk)
                for who in ("village", "second")
            ]
        return found

    def _rare(self, case: CaseFile, word: str) -> list[Wish]:
        rare = [] if case.urgent else [self._at(case, "town", "urgent", reason=f"{word}先救助")]
        if self.draw.random() < 0.15:
            rare.append(self._at(case, "town", "stop", reason=f"{word}迁走了"))
        return rare

    def _results(self, case: CaseFile) -> tuple[str, ...]:
        objected = Objection.objects.filter(case=case, answer="").exists()
        full = case.state == State.COUNTY and self.identified >= MOST_IDENTIFIED
        return ("returned", "refused") if objected or full else ("passed", "returned")

    def _meeting(self, case: CaseFile, result: str, word: str) -> Wish:
        who = MEETS[State(case.state)]
        said = {
            f"result-{case.case_no}": result, f"version-{case.case_no}": case.version, f"reason-{case.case_no}": f"{word}原因",
            "held_on": self.hands.day, "text": f"{word}纪要", "signer": "张某，镇长", "doc_no": f"桐〔2026〕{self.number}号",
        }  # fmt: skip
        return Wish(who, reverse("meeting.new"), said | {"signed_list": _picture}, (f"{word}纪要", f"{word}原因"))

    def _steps(self, case: CaseFile, word: str) -> list[Wish]:
        """The step that is due, by each of the two who may do it."""
        found = []
        for who in ("village", "second"):
            said = self._step(case, f"{word}{who}")
            found += [self._at(case, who, act, **more) for act, more in said.items()]
        return found

    def _step(self, case: CaseFile, word: str) -> dict[str, dict[str, Any]]:
        day, state = self.hands.day, State(case.state)
        if state is State.COMPARE:
            line = Comparison.objects.filter(case=case, answer=Answer.SUSPICION, finding="").first()
            if line:
                finding = {"person": line.person_id, "code": line.code, "finding": "no_matter", "because": word}
                return {"find": finding}
            return {"compared": {}}
        if state is State.NOTICED:
            ends = PublicSheet.objects.filter(case=case).latest("pk").ends_on
            held_up = Objection.objects.filter(case=case, answer="").exists() or ends is None or day <= ends
            return {} if held_up else {"expire": {}}
        return {
            State.VISIT: {"visit": {"on": day, "companion": "队员", "found": word}},
            State.REVIEW: {"deliberate": {"on": day, "expected": 40, "present": 30, "agreed": 28, "category": "突发严重困难户",
                                          "photos": [_picture, _picture]}},
            State.TO_POST: {"post": {"on": day, "near": _picture, "far": _picture}},
            State.MEND_TOWNSHIP: {"mend": {"reason": word}}, State.MEND_COUNTY: {"mend": {"reason": word}},
            State.ENTER: {"enter": {"national_no": word}},
        }.get(state, {})  # fmt: skip

    def _at(self, case: CaseFile, who: str, act: str, **said: Any) -> Wish:
        words = tuple(
            str(said[name])
            for name in ("reason", "text", "answer", "found", "because", "national_no")
            if said.get(name)
        )
        page = reverse("case_file", kwargs={"case_no": case.case_no})
        return Wish(who, page, {"act": act, "version": case.version, **said}, words)


def second_pair_of_eyes() -> None:
    """Somebody else of the same village, for two may hold one post."""
    county = account("county1")
    made = accounts.open_account(username=SECOND, display_name="陈六", by=county)
    accounts.start_posting(
        account=made, post_code="village", area_code=VILLAGE, area_name="徐寨村", by=county, valid_from=FOUND
    )  # fmt: skip


def _picture() -> SimpleUploadedFile:
    return SimpleUploadedFile("x.jpg", PHOTO, "image/jpeg")


def _filled(said: dict[str, Any]) -> dict[str, Any]:
    """A file can be read once, so each sending has its own."""
    made = {name: value() if callable(value) else value for name, value in said.items()}
    return {name: [one() if callable(one) else one for one in value] if isinstance(value, list) else value
            for name, value in made.items()}  # fmt: skip


def _at_once(senders: list[tuple[Client, Wish]]) -> list[HttpResponse]:
    """What came of posts that begin at the same instant, each on a connection of its own."""
    answers: dict[int, Any] = {}
    barrier = threading.Barrier(len(senders))

    def run(place: int, client: Client, wish: Wish) -> None:
        sent = _filled(wish.said)
        barrier.wait()
        try:
            answers[place] = client.post(wish.page, sent)
        except BaseException as broken:
            answers[place] = broken
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(place, *one)) for place, one in enumerate(senders)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for broken in answers.values():
        if isinstance(broken, BaseException):
            raise broken
    return [answers[place] for place in range(len(senders))]
