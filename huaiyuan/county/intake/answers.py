"""What is said of a batch once it stands: the answer of `receive` and its notices (Chinese sentences)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from huaiyuan.base.reference import queries as reference
from huaiyuan.core.engine import lake
from huaiyuan.core.kernel import clock
from huaiyuan.county.intake import staging
from huaiyuan.county.intake.models import Batch, BatchState
from huaiyuan.county.intake.types import OUTCOMES, Received

LONG_NUMBER = re.compile(r"\d{11,}[\dXx]?")
NAMED = 6


def of(batch: Batch) -> Received:
    """The answer for a batch that was just received."""
    return Received(
        batch=batch.batch_id, duplicate_of=None, rows=batch.rows, accepted=batch.accepted, rejected=batch.rejected,
        warned=batch.warned, replaces=batch.replaces.batch_id if batch.replaces else None,
        same_as=batch.same_as or None, outcomes=outcomes(batch), notices=tuple(notices(batch)),
    )  # fmt: skip


def duplicate(first: Batch) -> Received:
    """The answer for content that is there already: the first batch and its counts."""
    return Received(
        batch=first.batch_id, duplicate_of=first.batch_id, rows=first.rows, accepted=first.accepted,
        rejected=first.rejected, warned=first.warned, replaces=first.replaces.batch_id if first.replaces else None,
        same_as=first.same_as or None, outcomes=outcomes(first),
        notices=(f"这份和{_day(first)}报的内容一样，没有重复收。",),
    )  # fmt: skip


def outcomes(batch: Batch) -> dict[str, int]:
    """What matching made of the accepted rows; empty before it ran."""
    return {} if batch.exact is None else {name: getattr(batch, name) for name in OUTCOMES}


def notices(batch: Batch) -> list[str]:
    """What is worth reading about a batch beside its counts."""
    said = []
    if batch.replaces:
        verb = "更正了" if batch.state == BatchState.MERGED else "并入后将更正"
        said.append(f"这一期已有{batch.replaces.batch_id}，这一份{verb}它，以后以这一份为准。")
    if batch.same_as:
        said.append(f"与上期完全相同：和{batch.same_as}内容一样。请核对是不是拿错了哪一期。")
    later = Batch.objects.filter(source=batch.source, period__gt=batch.period, state=BatchState.MERGED)
    if latest := later.order_by("-period").values_list("period", flat=True).first():
        said.append(f"补报：{latest}已经并入，这一份只补{batch.period}；规则仍用{latest}那一份。")
    return said + of_manifest(lake.read_manifest(staging.folder_of(batch)))


def of_manifest(manifest: Mapping[str, Any]) -> list[str]:
    """What was left out of a file, and which villages it is silent about."""
    said = []
    if manifest["not_records"]:
        others = "，".join(f"{kind}{count}行" for kind, count in manifest["not_records"].items())
        said.append(f"不算数据的行：{others}。")
    if manifest["skipped_sheets"]:
        said.append("没有读的表：" + "；".join(manifest["skipped_sheets"]) + "。")
    if manifest["unused"]:
        said.append("没用到的列（没有存）：" + "、".join(manifest["unused"]) + "。")
    if manifest["missing_villages"]:
        said.append(f"有{_villages(manifest['missing_villages'])}一行也没有。请核对是不是漏报。")
    if manifest["thin_villages"]:
        said.append(f"有{_villages(manifest['thin_villages'])}只有零星几行，可能是别村写错了村名。请核对是不是漏报。")
    return said


def _villages(codes: list[str]) -> str:
    places = reference.places_by_code(codes[:NAMED]).values()
    more = "等" if len(codes) > NAMED else ""
    return f"{len(codes)}个村（{'、'.join(place.short_name for place in places)}{more}）"


def shown_name(name: str) -> str:
    """A file's name as it may be kept: people write numbers into file names too."""
    return LONG_NUMBER.sub("※", name)[:200]


def _day(batch: Batch) -> str:
    received = batch.received_at.astimezone(clock.SHANGHAI)
    return f"{received.month}月{received.day}日"
