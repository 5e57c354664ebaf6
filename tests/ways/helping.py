"""A family that is monitored is helped: a helper, a plan, a measure carried out, a visit (journeys.md 2.7 and 4)."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from tests.ways.hand import Hand
from tests.ways.identifying import says

MEASURE, RESULT = "办慢特病卡，报大病救治", "卡办好，报销一万八"


def pair(town: Hand, household_no: str, helper: str) -> None:
    """十日内定帮扶责任人: whoever carries fewest is first in the list."""
    town.open(f"/jiedui/{household_no}/")
    expect(town.page.get_by_text("这一户还没有帮扶责任人")).to_be_visible()
    label = town.page.locator("select[name=helper] option").filter(has_text=helper).inner_text()
    town.page.locator("select[name=helper]").select_option(label=label)
    town.tap(town.page.get_by_role("button", name="结对", exact=True))
    says(town, "已结对")


def plan(village: Hand, household_no: str) -> str:
    """The draft as the system proposes it, its first measure written for this family; its address."""
    village.open(f"/hu/{household_no}/jihua/")
    village.tap("起草一户一策")
    says(village, "已起草")
    item = village.page.locator(".item[id]").first
    village.tap(item.locator("summary").first)
    village.write("says", MEASURE, item)
    village.tap(item.get_by_role("button", name="改好"))
    says(village, "已改好这一条")
    village.tap("提交乡镇审核")
    says(village, "已报乡镇审核")
    return village.page.url.removeprefix(village.base)


def review(town: Hand, address: str) -> None:
    """Another person, at the township."""
    town.open(address)
    expect(town.page.get_by_text("没有和别的户雷同的句子")).to_be_visible()
    town.tap("审核通过")
    says(town, "审核通过，计划已定")


def carry_out(village: Hand, address: str) -> None:
    """The measure that answers the risk has been carried out."""
    village.open(address)
    if village.page.get_by_role("button", name="开始执行").count():
        village.tap("开始执行")
    item = village.page.locator(".item[id]").first
    village.tap(item.locator("summary", has_text="记落实"))
    village.write("result", RESULT, item)
    village.tap(item.get_by_role("button", name="记落实"))
    says(village, "已记落实")
    expect(item.get_by_text("已落实").first).to_be_visible()


def visit(helper: Hand, head: str) -> None:
    """走访: last time's matters one by one, five looks that are good unless tapped, 保存."""
    helper.open("/bangfu/")
    card = helper.page.locator("article.task").filter(has_text=head).first
    helper.tap(card.get_by_role("link", name="走访"))
    for group in helper.page.locator("fieldset:has([name^=p-])").all():
        helper.tap(group.locator("label", has_text="办了"))
    helper.tap("保存")
    helper.page.wait_for_url(re.compile(r"/bangfu/[\d-]+/$"))
    expect(helper.page.get_by_text("五看都好").first).to_be_visible()


def see_risk(helper: Hand, household_no: str, risk: str, words: str) -> None:
    """On a visit the helper sees that something new has come over the family."""
    helper.open(f"/bangfu/{household_no}/zoufang/")
    helper.tap(helper.page.locator("summary", has_text="看到返贫致贫的风险"))
    helper.pick("risk", risk)
    helper.write("risk-says", words)
    helper.tap("保存")
    helper.page.wait_for_url(re.compile(r"/bangfu/[\d-]+/$"))
