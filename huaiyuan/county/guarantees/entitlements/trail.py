"""Audit sentences of entitlements."""

from __future__ import annotations

from huaiyuan.base.audit import declare

COMPUTED = declare("guarantees.gaps.computed", "核了{months}的应享未享：{says}")
TAKEN_UP = declare("guarantees.gaps.taken_up", "应享未享记入台账：新开{opened}条，有变化{changed}条，缺口没有了{gone}条")
VANISHED = declare("guarantees.gaps.vanished", "再核时{benefit}已经没有缺口，自动销去")
EXPORTED = declare("guarantees.gaps.exported", "导出应享未享{kind}{rows}行")
