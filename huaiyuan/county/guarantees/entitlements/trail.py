"""Audit sentences of entitlements."""

from __future__ import annotations

from huaiyuan.base import audit

COMPUTED = "guarantees.gaps.computed"
TAKEN_UP = "guarantees.gaps.taken_up"
EXPORTED = "guarantees.gaps.exported"

audit.declare(COMPUTED, "核了{months}的应享未享：{says}")
audit.declare(TAKEN_UP, "应享未享记入台账：新开{opened}条，有变化{changed}条，缺口没有了{gone}条")
audit.declare(EXPORTED, "导出应享未享不明{rows}行")
