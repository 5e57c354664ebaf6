"""What 指导督导保姆化 (M070) comes down to: asked at a step, answered by the township's guide, found at that step by others.

`county` is whatever opens somebody's browser by account name; the deed fails when what it stores is not there.
"""

from __future__ import annotations

from typing import Protocol

from django.test import Client

from huaiyuan.county.guiding.models import Question
from tests.pages import get_page, post_page

STEP = "identification.visit"
ASKS, ANSWERS = "户里有人在外，签字怎么办？", "家里人代填，本人回来再按印"


class Browsers(Protocol):
    """Who can open somebody's browser, signed in."""

    def browser(self, username: str) -> Client: ...


def a_question_at_a_step_is_answered_and_stays_there(county: Browsers) -> None:
    village, guide, elsewhere = (county.browser(who) for who in ("xuzhai", "county1", "huilong"))
    assert post_page(guide, "guides", {"zhen": "411330101", "ren": "county1"}).status_code == 302
    assert "村里：两人以上入户" in get_page(village, "question.new", {"bu": STEP}).content.decode()
    assert post_page(village, "question.new", {"bu": STEP, "wen": ASKS}).status_code == 302
    question = Question.objects.get(text=ASKS)
    assert (question.state, question.asked_by.username) == ("asked", "xuzhai")
    assert ASKS in get_page(guide, "workbench").content.decode(), "it is the guide's task"
    said = {"act": "answer", "version": question.version, "answer": ANSWERS, "basis": "识别程序第1步", "public": "1"}
    assert post_page(guide, "question", said, number=question.number).status_code == 302
    question.refresh_from_db()
    assert (question.state, question.answer, question.answered_by.username) == ("answered", ANSWERS, "county1")
    assert ANSWERS in get_page(elsewhere, "question.step", key=STEP).content.decode(), "others find it at the step"
