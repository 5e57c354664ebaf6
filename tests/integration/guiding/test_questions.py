"""问一问：问到本乡镇的指导员，答复到问的人手里，留在那一步给别人找；里面没有哪一户、哪个人。"""

from __future__ import annotations

import pytest

from huaiyuan.core.kernel import clock
from huaiyuan.core.kernel.errors import DomainError
from huaiyuan.county.guiding import actions, exports, queries
from huaiyuan.county.guiding.actions import Asked
from huaiyuan.county.guiding.models import GuideArea, Question
from huaiyuan.county.registry import queries as households
from huaiyuan.county.worklist import queries as worklist
from tests.integration.guiding.conftest import TOWN
from tests.integration.registry.loaded import account

STEP = Asked("identification", "visit")
SAYS = {"answer": "家里人代填，本人回来再按印。", "basis": "识别程序第1步"}


def titles(who) -> list[str]:
    return [task.title for rows in worklist.inbox(who).groups.values() for task in rows]


def ask(hands, text="户里有人在外，签字怎么办？", where=STEP):
    return actions.ask(where, text=text, by=hands.village)


def test_a_question_is_the_task_of_the_township_s_guide_alone_and_has_a_deadline(hands):
    question = ask(hands)
    assert question.township_code == TOWN
    assert any("答复基层的问题：户里有人在外" in title for title in titles(hands.county))
    assert not any("答复基层的问题" in title for title in titles(hands.other_county))
    assert question.due_at > question.asked_at


def test_the_asker_is_told_and_the_answer_is_found_at_the_step_by_others(hands):
    question = ask(hands)
    elsewhere = account("huilong")
    assert queries.find_question(None, question.number, elsewhere) is None, "nobody reads what is not answered"
    actions.answer(question.number, **SAYS, by=hands.county)
    assert any("看答复：户里有人在外" in title for title in titles(hands.village))
    shown, more = queries.answers_at("identification.visit")
    assert [(one.shown, one.basis) for one in shown] == [("户里有人在外，签字怎么办？", "识别程序第1步")]
    assert not more
    assert queries.answers_at("identification.review") == ([], False)
    assert exports.questions("代填", "identification.visit", by=elsewhere)["questions"][0]["number"] == question.number
    assert exports.questions("没有这个词", "", by=elsewhere)["questions"] == []
    actions.read(question.number, by=hands.village)
    assert not any("看答复" in title for title in titles(hands.village))


def test_nothing_of_a_person_goes_into_what_others_read(hands):
    number = hands.free_households(1)[0]
    about = Asked("identification", "visit", "RD2026-0001", "case_file", number)
    [member, *_] = households.living([number], clock.today())[number]
    for text, code in (
        ("身份证990330198001010011的户怎么办", "GUIDING_PERSONAL"), ("电话19900012345打不通怎么办", "GUIDING_PERSONAL"),
        ("户主有糖尿病来不了怎么办", "GUIDING_PERSONAL"), (f"{member.name}在外回不来怎么办", "GUIDING_NAMED"),
    ):  # fmt: skip
        with pytest.raises(DomainError) as refused:
            ask(hands, text, about)
        assert refused.value.code == code
        assert "再提交" in str(refused.value)
    assert not Question.objects.exists()
    question = ask(hands, "因病的户，户主回不来怎么办", about)
    with pytest.raises(DomainError) as refused:
        actions.answer(question.number, answer=f"给{member.name}打电话", basis="无", by=hands.county)
    assert refused.value.code == "GUIDING_NAMED"
    answered = actions.answer(question.number, **SAYS, by=hands.county)
    elsewhere = queries.question_page(answered, account("huilong"))
    assert not elsewhere.private
    assert "RD2026-0001" not in f"{elsewhere.words}{answered.answer}{answered.basis}"


def test_an_answer_kept_for_the_asker_is_found_by_nobody_else(hands):
    question = actions.answer(ask(hands).number, **SAYS, public=False, by=hands.county)
    assert queries.find_question(None, question.number, account("huilong")) is None
    assert queries.find_question(None, question.number, hands.village) is not None
    assert queries.answers_at("identification.visit")[0] == []


def test_another_guide_takes_over_what_is_open(hands):
    question = ask(hands)
    actions.set_guide(TOWN, username=hands.other_county.username, by=hands.county)
    assert any("答复基层的问题" in title for title in titles(hands.other_county))
    assert not any("答复基层的问题" in title for title in titles(hands.county))
    actions.set_guide(TOWN, username="", by=hands.county)
    assert any("答复基层的问题" in title for title in titles(hands.county)), "without a guide it is the centre's"
    assert GuideArea.objects.filter(township_code=TOWN).count() == 2
    assert Question.objects.get(pk=question.pk).due_at == question.due_at


def test_refusals(hands):
    question = ask(hands)
    for act, code in (
        (lambda: ask(hands, "  "), "GUIDING_NO_QUESTION"),
        (lambda: ask(hands, where=Asked("identification", "done")), "GUIDING_NO_STEP"),
        (lambda: actions.ask(STEP, text="怎么办", by=hands.county), "GUIDING_NOT_FOUND"),
        (lambda: actions.answer(question.number, answer="", basis="无", by=hands.county), "GUIDING_NO_ANSWER"),
        (lambda: actions.answer(question.number, **SAYS, by=hands.village), "GUIDING_NOT_FOUND"),
        (lambda: actions.answer(question.number, **SAYS, base_version=9, by=hands.county), "GUIDING_CHANGED"),
        (lambda: actions.withdraw(question.number, by=hands.town), "GUIDING_NOT_FOUND"),
        (lambda: actions.set_guide(TOWN, username=hands.village.username, by=hands.county), "GUIDING_NOT_A_GUIDE"),
        (lambda: actions.set_guide("411330999", username="", by=hands.county), "GUIDING_NO_TOWNSHIP"),
        (lambda: actions.set_guide(TOWN, username="", by=hands.town), "GUIDING_NOT_FOUND"),
    ):  # fmt: skip
        with pytest.raises(DomainError) as refused:
            act()
        assert refused.value.code == code
    actions.withdraw(question.number, by=hands.village)
    assert not any("答复基层的问题" in title for title in titles(hands.county))
    with pytest.raises(DomainError) as refused:
        actions.answer(question.number, **SAYS, by=hands.county)
    assert str(refused.value) == "现在是“已撤回”，不能答复。请刷新看一眼再定。"
