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
from huaiyuan.county.intake.source import Source
from huaiyuan.county.intake.sources import SOURCES
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
    manifest = lake.read_manifest(staging.folder_of(batch))
    source = SOURCES.get(batch.source)
    return said + (of_changes(manifest.get("since") or {}, source) if source else []) + of_manifest(manifest)


def of_manifest(manifest: Mapping[str, Any]) -> list[str]:
    """What was left out of a file or read in a way worth knowing, and which villages it is silent about."""
    said = []
    if manifest["not_records"]:
        others = "，".join(f"{kind}{count}行" for kind, count in manifest["not_records"].items())
        said.append(f"不算数据的行：{others}。")
    if manifest["skipped_sheets"]:
        said.append("没有读的：" + "；".join(manifest["skipped_sheets"]) + "。")
    if manifest["unused"]:
        said.append("没用到的列（没有存）：" + "、".join(manifest["unused"]) + "。")
    said += _of_layout(manifest)
    if manifest["missing_villages"]:
        said.append(f"有{_villages(manifest['missing_villages'])}一行也没有。请核对是不是漏报。")
    if manifest["thin_villages"]:
        said.append(f"有{_villages(manifest['thin_villages'])}只有零星几行，可能是别村写错了村名。请核对是不是漏报。")
    return said


def _of_layout(manifest: Mapping[str, Any]) -> list[str]:
    """What only the eye sees in the original; batches of earlier versions say nothing of it."""
    said = []
    if rows := manifest.get("hidden_rows"):
        said.append(f"原表里有{rows}行被隐藏或筛选掉了，照样读了。不该报的请删掉整行再报。")
    if columns := manifest.get("hidden_columns"):
        said.append(f"原表里有{columns}列是隐藏的，照样读了。")
    if filled := manifest.get("filled"):
        cells = "、".join(f"{label}{count}格" for label, count in filled.items())
        said.append(f"合并的单元格已拆开，每行都补上了：{cells}。")
    if doubled := manifest.get("doubled"):
        said.append(f"有列名写了两遍（{'、'.join(doubled)}），取了左边那一列。请核对，不对的改列名再报。")
    if formulas := manifest.get("unvalued"):
        said.append(f"有{formulas}格是公式、没有算出值，当空着读。请用WPS或Excel打开存一次再报。")
    if struck := manifest.get("struck"):
        said.append(f"有{struck}格画了删除线，照样读了。不要的请删掉整行再报。")
    if remarks := manifest.get("remarks"):
        said.append(f"有{remarks}处批注没有读，要紧的请写进格子里。")
    return said


def of_changes(since: Mapping[str, Any], source: Source) -> list[str]:
    """What is odd beside the batch before, and for a correction how many rows changed."""
    said = []
    before = since.get("batch")
    if rows := since.get("rows"):
        said.append(
            f"和{before}比：{rows['same']:,}行没变，{rows['new']:,}行是新的或改过的，{rows['gone']:,}行这次没有了或改掉了。"
        )
    if since.get("missing_townships"):
        places = reference.places_by_code(since["missing_townships"]).values()
        names = "、".join(place.short_name for place in places)
        said.append(f"{before}里有{names}，这一份一行也没有。请核对是不是漏了。")
    if few := since.get("fewer"):
        said.append(f"{before}有{few[0]:,}行，这一份只有{few[1]:,}行。请核对是不是只报了一部分。")
    if old := since.get("older"):
        said.append(f"全年累计的表比{before}还少（{old[0]:,}行变成{old[1]:,}行）。请核对是不是拿了旧表。")
    for name, was, now in since.get("scaled", ()):
        said.append(
            f"{source.column(name).label}和{before}差得太多（居中的一笔从{was}元变成{now}元）。请核对单位是元还是万元。"
        )
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
