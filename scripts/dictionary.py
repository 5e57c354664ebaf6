"""Write `docs/data-dictionary.md` from what the code declares: models, department sources, snapshot tables, figures."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

FILE = Path(__file__).resolve().parent.parent / "docs" / "data-dictionary.md"


def lines() -> Iterator[str]:
    """The dictionary. Django must be set up."""
    from django.apps import apps

    from huaiyuan.base.figures.catalogue import FIGURES, IDENTITIES
    from huaiyuan.core.engine.tables import TABLES
    from huaiyuan.county.intake.sources import SOURCES

    yield "# 数据字典\n\n由 `scripts/dictionary.py` 生成，不手改；测试会核对它和代码一致。\n"
    yield "## 指标口径\n"
    yield "| 编号 | 指标 | 单位 | 口径 |\n|-|-|-|-|"
    yield from (f"| {f.id} | {f.title} | {f.unit} | {f.definition} |" for _, f in sorted(FIGURES.items()))
    yield "\n## 勾稽\n\n| 编号 | 等式 |\n|-|-|"
    yield from (f"| {i.id} | {i.formula} |" for _, i in sorted(IDENTITIES.items()))
    yield from policy()
    yield "\n## 部门数据源"
    for source in SOURCES.values():
        yield f"\n### {source.department}：{source.name}（`{source.id}`，{source.kind}）\n\n| 列 | 名字 | 类型 | 认的写法 |\n|-|-|-|-|"
        yield from (f"| {c.label} | `{c.name}` | {c.type} | {'、'.join(c.synonyms)} |" for c in source.columns)
    yield "\n## 快照表"
    for name, columns in TABLES.items():
        yield f"\n### {name}\n\n" + "、".join(f"`{c}` {kind.rstrip('?')}" for c, kind in columns.items())
    yield "\n## 业务库"
    ours = [m for m in apps.get_models() if m.__module__.startswith("huaiyuan.")]
    for model in sorted(ours, key=lambda m: m._meta.db_table):
        yield f"\n### {model._meta.verbose_name}（`{model._meta.db_table}`）\n\n| 字段 | 名字 | 说明 | 个人信息 |\n|-|-|-|-|"
        for field in model._meta.concrete_fields:
            personal = "是" if field.name in model.Privacy.personal else ""  # type: ignore[attr-defined]
            yield f"| {field.verbose_name} | `{field.column}` | {field.help_text} | {personal} |"


def policy() -> Iterator[str]:
    """Income items and measures, which are data of the policy."""
    from huaiyuan.core.policy import measures
    from huaiyuan.core.policy.income import items

    yield "\n## 收入科目\n\n| 编号 | 科目 | 类 | 加减 | 单位 | 国办系统归入 | 起 | 出处 |\n|-|-|-|-|-|-|-|-|"
    signs = {1: "加", -1: "减", 0: "不计入"}
    for one in items.load().values():
        under = one.under or one.code
        yield f"| {one.code} | {one.title} | {one.kind.label} | {signs[one.sign]} | {one.unit} | {under} | {one.since} | {one.source} |"
    yield "\n## 帮扶措施\n\n| 措施 | 开发式 | 出处 |\n|-|-|-|"
    yield from (f"| {k.name} | {'是' if k.development else ''} | {k.source} |" for k in measures.kinds())
    yield "\n| 风险 | 针对的措施 |\n|-|-|"
    yield from (f"| {risk} | {'、'.join(measures.fitting(risk))} |" for risk in measures.risks())


def main() -> None:
    """Write the file."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "huaiyuan.config.settings")
    os.environ.setdefault("HUAIYUAN_DATA_DIR", tempfile.mkdtemp())
    import django

    django.setup()
    FILE.write_text("\n".join(lines()) + "\n", encoding="utf-8")
    sys.stdout.write(f"{FILE.name}\n")


if __name__ == "__main__":
    main()
