"""From 提名 to 已标, and what a family is told that may not leave yet (journeys.md 5)."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.ways.hand import Hand
from tests.ways.identifying import COMPANION, from_inbox, says

PAPERS = {
    "义务教育": "在校证明，县教体局", "基本医疗": "参保记录，县医保局", "安全住房": "鉴定单，县住建局，B级",
    "安全饮水": "饮水安全认定，县水利局",
}  # fmt: skip
NONE = ("business", "property", "transfer", "cost", "claim", "burden")


def measure(village: Hand, household_no: str, wage: str, purpose: str = "exit") -> None:
    """收入测算: one item is typed, the rest there was none of; what stood there last time is brought along."""
    village.open(f"/hu/{household_no}/shouru/suan/?lei={purpose}")
    for kind in NONE:
        tick = village.page.locator(f"input[name=none][value={kind}]")
        if not tick.is_checked():
            village.tap(tick)
    box = village.page.locator("input[name=a1]")
    if not box.is_visible():
        village.tap(box.locator("xpath=ancestor::details/summary"))
    village.write("a1", wage)
    if not village.page.locator("input[name=companion]").input_value():
        village.write("companion", COMPANION)
    village.tap("提交测算")
    says(village, "收入测算")
    village.page.wait_for_url("**hao=1")


def file_paper(town: Hand, household_no: str, what: str, words: str, *, holds: bool = True) -> None:
    """A department's paper is put on file: which, what it says, its photo."""
    town.open(f"/xiaochu/{household_no}/")
    town.tap(town.page.locator("summary", has_text="登记一张单"))
    town.page.locator("select[name=what]").select_option(label=what)
    town.write("says", words)
    town.choose("已解决" if holds else "没有解决", town.page.locator("fieldset").filter(has_text="结论"))
    town.shoot("photo")
    town.tap("登记凭据")
    says(town, f"已登记{what}的凭据")


def told(village: Hand, household_no: str) -> str:
    """What the family is told today: the line above the six conditions."""
    village.open(f"/xiaochu/{household_no}/")
    return village.page.locator(".note b").first.inner_text()


def lacks(village: Hand, household_no: str) -> str:
    """The same of a family that may not leave: where there is a button, it cannot be tapped."""
    said = told(village, household_no)
    button = village.page.get_by_role("button", name="提名", exact=True)
    if button.count():
        expect(button).to_be_disabled()
    return said


def nominate(village: Hand, head: str) -> str:
    """〔可研判消除〕: the village ticks the family and names it; the address of the case."""
    village.open("/xiaochu/?tab=ready")
    row = village.page.locator("tbody tr").filter(has_text=head)
    for word in ("够",):
        expect(row.get_by_text(word).first).to_be_visible()
    village.tap(row.locator("input[name=pick]"))
    village.tap("提名，两人入户填表")
    says(village, "已提名 1 户")
    return village.page.url.removeprefix(village.base)


def fill_sheets(village: Hand, settled: str = "已解决") -> None:
    """Two at the door: is every risk gone, whom to ask later; both sheets signed and photographed."""
    form = village.page.locator("form:has(input[value=survey])")
    village.write("companion", COMPANION, form)
    for place in range(form.locator("input[name=risk]").count()):
        village.tap(form.locator(f"label:has(input[name=settled-{place}][value='{int(settled == '已解决')}'])"))
    for name in ("survey_photo", "assessment_photo"):
        village.shoot(name)
    village.tap("户主认可，提交采集表、评估表")


def survey(village: Hand, head: str) -> None:
    """采集表、评估表 are handed in."""
    from_inbox(village, head, "入户填采集表、评估表")
    fill_sheets(village)
    says(village, "待村级评议")


def decline(village: Hand, words: str) -> None:
    """The head of the family does not agree: it stops there."""
    village.tap(village.page.locator("summary", has_text="户主不认可"))
    form = village.page.locator("form:has(input[value=decline])")
    village.write("companion", COMPANION, form)
    village.write("reason", words, form)
    village.tap("户主不认可，停下")


def mark(village: Hand, head: str) -> None:
    """标注国办系统, from the list of what is to be marked."""
    village.open("/shibie/luru/")
    village.tap(village.page.locator("tbody tr").filter(has_text=head).get_by_role("link", name="已标"))
    village.tap("已标")
    says(village, "已标，这一户办完了")


def care(village: Hand, household_no: str) -> str:
    """What stands there after the clearing."""
    village.open(f"/jiance/{household_no}/")
    return village.told
