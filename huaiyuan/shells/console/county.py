"""Commands of the daily work: sources, intake, matches, screen, figures, applications, rounds, export, crosscheck."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from huaiyuan.core.kernel import clock
from huaiyuan.shells.console import main
from huaiyuan.shells.console.main import AsJson, AsOf, By, DataDir


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    for command in (
        sources, intake, withdraw, coverage, matches, review, screen, quality, figures, applications, rounds, export,
        crosscheck,
    ):  # fmt: skip
        app.command()(main.one_line_failures(command))


def sources(by: By = None, data_dir: DataDir = main.DEFAULT_DATA_DIR, json: AsJson = False) -> None:
    """部门数据源：每一种表有哪些列、认哪些写法。"""
    main.open_installation(data_dir)
    if by:
        main.account(by)
    from huaiyuan.county.intake import sources as declared

    found = declared.as_json()
    about = {"person": "写人", "village": "写村"}
    lines = [
        f"{s['id']}  {s['department']}  {s['name']}  {s['kind']}  {about[s['subject']]}  {len(s['columns'])} 列"
        for s in found
    ]
    main.say(found, lines, as_json=json)


def intake(
    file: Annotated[Path, typer.Argument(help="部门发来的原表")],
    source: Annotated[str, typer.Option("--source", help="数据源编号，见 huaiyuan sources")],
    period: Annotated[str, typer.Option("--period", help="报送期 YYYY-MM")],
    by: By = None,
    data_dir: DataDir = main.DEFAULT_DATA_DIR,
    json: AsJson = False,
) -> None:
    """收一份部门数据：读、查、并入、比对到人。"""
    main.open_installation(data_dir)
    from huaiyuan.county.matching import actions

    result = actions.take_in(file, source=source, period=period, by=main.account(by, "INTAKE_MERGE"))
    lines = [
        f"这份和已收的批次 {result.duplicate_of} 内容一样，没有重复收。"
        if result.duplicate_of
        else f"收到 {result.rows:,} 行：可用 {result.accepted:,}，退回 {result.rejected:,}。批次 {result.batch}",
        actions.told(result.batch, result.outcomes),
        *result.notices,
    ]
    main.say(result.as_json(), lines, as_json=json)


def withdraw(
    batch: Annotated[str, typer.Option("--batch", help="批次号")],
    reason: Annotated[str, typer.Option("--reason", help="为什么撤回，村里看得到，记入审计")] = "",
    undo: Annotated[bool, typer.Option("--undo", help="撤销撤回")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="只说会怎样，不做")] = False,
    by: By = None,
    data_dir: DataDir = main.DEFAULT_DATA_DIR,
    json: AsJson = False,
) -> None:
    """撤回一批部门数据，或撤销撤回；先用 --dry-run 看会怎样。"""
    main.open_installation(data_dir)
    from huaiyuan.county.screening import withdrawing

    account = main.account(by, "INTAKE_MERGE")
    result: withdrawing.Undo | withdrawing.Withdrawal
    if undo:
        result = withdrawing.preview_undo(batch) if dry_run else withdrawing.undo(batch, by=account)
    elif dry_run:
        result = withdrawing.preview(batch)
    else:
        result = withdrawing.withdraw(batch, reason=reason, by=account)
    main.say(result.as_json(dry_run=dry_run), result.says(), as_json=json)


def coverage(
    period: Annotated[str, typer.Option("--period", help="报送期 YYYY-MM")],
    by: By = None,
    data_dir: DataDir = main.DEFAULT_DATA_DIR,
    json: AsJson = False,
) -> None:
    """覆盖：一个月里每种表在哪些村有数据、哪些村没有，谁没报、谁零报告。"""
    main.open_installation(data_dir)
    from huaiyuan.county.intake import coverage as covered
    from huaiyuan.county.intake import reach

    found = covered.of_month(period, reach.sources(main.account(by, "INTAKE_READ")))
    lines = [
        f"{one.month.source}  {one.month.words}  "
        + (
            f"{sum(c.with_rows for c in one.cells)}/{sum(len(c.villages) for c in one.cells)} 村有数据"
            if one.cells
            else "没有文件"
        )
        for one in found
    ]
    main.say({"period": period, "sources": [one.as_json() for one in found]}, lines, as_json=json)


def matches(
    batch: Annotated[str, typer.Option("--batch", help="批次号")],
    out: Annotated[Path, typer.Option("--out", help="写到哪个 csv")],
    by: By = None,
    data_dir: DataDir = main.DEFAULT_DATA_DIR,
    json: AsJson = False,
) -> None:
    """导出一批数据逐行的比对结果。"""
    main.open_installation(data_dir)
    from huaiyuan.county.matching import exports

    rows = exports.write_matches(batch, out, by=main.account(by, "MATCH_READ"))
    main.say({"batch": batch, "rows": rows, "out": str(out)}, [f"{rows:,} 行写到 {out}"], as_json=json)


def review(
    batch: Annotated[str, typer.Option("--batch", help="批次号")],
    by: By = None,
    data_dir: DataDir = main.DEFAULT_DATA_DIR,
    json: AsJson = False,
) -> None:
    """一批数据里待复核的行：每行可能是谁、几分、凭什么（证件号遮盖）。"""
    main.open_installation(data_dir)
    from huaiyuan.county.matching import exports

    found = exports.pending(batch, by=main.account(by, "MATCH_REVIEW"))
    lines = [
        f"第{one['row']}行 {one['name']}（{one['score']} 分）{one['reason']}；可能是"
        + "、".join(f"{c['name']}（{c['person_id']}，{c['score']} 分）" for c in one["candidates"])
        for one in found["pending"]
    ]
    main.say(found, [*lines, f"{batch} 待复核 {len(found['pending']):,} 行"], as_json=json)


def screen(
    as_of: AsOf = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="只算不写")] = False,
    by: By = None,
    data_dir: DataDir = main.DEFAULT_DATA_DIR,
    json: AsJson = False,
) -> None:
    """全县筛查：跑规则，归并成线索。"""
    main.open_installation(data_dir)
    from huaiyuan.county.screening import actions

    result = actions.screen(as_of=main.day(as_of) or clock.today(), by=main.account(by, "SCREEN_RUN"), dry_run=dry_run)
    lines = [
        f"{r['id']}  停用：{r['off_because']}"
        if r["off_because"]
        else f"{r['id']}  是 {r['true']:,}  不明 {r['unknown']:,}"
        for r in result["rules"]
    ]
    leads = result["leads"]
    lines.append(f"线索：新开 {leads['opened']:,}，并入在办 {leads['merged']:,}，刚核过不再推 {leads['suppressed']:,}")
    main.say(result, lines, as_json=json)


def quality(
    as_of: AsOf = None,
    hand_out: Annotated[bool, typer.Option("--hand-out", help="把村里能改的交办下去，一个村一个月一件任务")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="只算不写")] = False,
    by: By = None,
    data_dir: DataDir = main.DEFAULT_DATA_DIR,
    json: AsJson = False,
) -> None:
    """数据质量核查：查底册自己对不对，列成疑点；不产生线索。"""
    main.open_installation(data_dir)
    from huaiyuan.county.screening import checking

    result = checking.check_registry(
        as_of=main.day(as_of), by=main.account(by, "SCREEN_RUN"), hand_out=hand_out, dry_run=dry_run
    )
    lines = [
        f"{r['id']}  停用：{r['off_because']}  {r['title']}"
        if r["off_because"]
        else f"{r['id']}  是 {r['true']:,}  不明 {r['unknown']:,}  {r['title']}"
        for r in result["rules"]
    ]
    lines.append(checking.says(result))
    if "handed_out" in result:
        lines.append(f"交办 {result['handed_out']['villages']:,} 个村，{result['handed_out']['points']:,} 条疑点")
    main.say(result, lines, as_json=json)


def figures(as_of: AsOf = None, by: By = None, data_dir: DataDir = main.DEFAULT_DATA_DIR, json: AsJson = False) -> None:
    """指标：每个数按口径从记录算出。"""
    main.open_installation(data_dir)
    if by:
        main.account(by, "FIGURE_READ")
    from huaiyuan.base.figures import compute

    result = compute.everything(main.day(as_of) or clock.today())
    lines = [f"{f['id']}  {f['shown']}  {f['definition']}" for f in result["figures"]]
    lines += [f"{i['id']}  {i['state']}" for i in result["identities"]]
    main.say(result, lines, as_json=json)


def applications(
    state: Annotated[str, typer.Option("--state", help="只列一种状态：pending、accepted、unfounded、absent")] = "",
    by: By = None,
    data_dir: DataDir = main.DEFAULT_DATA_DIR,
    json: AsJson = False,
) -> None:
    """自主申报：各状态、各渠道几件，超期几件；不带姓名和电话。"""
    main.open_installation(data_dir)
    from huaiyuan.county.applications import queries
    from huaiyuan.county.applications.types import State
    from huaiyuan.county.leads.types import Channel

    if state and state not in State.values:
        print(f"没有“{state}”这种状态，可以写：{'、'.join(State.values)}", file=sys.stderr)
        raise typer.Exit(2)
    found = queries.as_json(main.account(by, "APPLICATION_READ"), state)
    lines = [f"{State(one).label}  {count:,}" for one, count in found["counts"].items()]
    lines += [f"{Channel(one).label}  {count:,}" for one, count in found["channels"].items()]
    lines.append(f"超期未受理  {found['overdue']:,}")
    main.say(found, lines, as_json=json)


def rounds(
    number: Annotated[str, typer.Option("--round", help="只看一轮，带各乡镇、重点群体和抽签")] = "",
    by: By = None,
    data_dir: DataDir = main.DEFAULT_DATA_DIR,
    json: AsJson = False,
) -> None:
    """集中排查：各轮应查、已查、还剩几户，村里点了几个完成；不带姓名。"""
    main.open_installation(data_dir)
    from huaiyuan.county.rounds import queries

    found = queries.as_json(main.account(by, "ROUND_READ"), number)
    if number and not found["rounds"]:
        print(f"没有“{number}”这一轮，不带 --round 看都有哪几轮", file=sys.stderr)
        raise typer.Exit(2)
    lines = [
        f"{one['number']}  {one['name']}  应查 {one['total']:,}  已查 {one['looked']:,}  还剩 {one['left']:,}  "
        f"村完成 {one['villages_closed']}/{one['villages']}  {'县级完成 ' + one['closed_on'] if one['closed_on'] else '进行中'}"
        for one in found["rounds"]
    ]
    main.say(found, lines or ["还没有集中排查"], as_json=json)


def export(
    what: Annotated[str, typer.Argument(help="persons 或 households")],
    out: Annotated[Path, typer.Option("--out", help="写到哪个 parquet")],
    reason: Annotated[str, typer.Option("--reason", help="用途，记入审计")],
    as_of: AsOf = None,
    plain_id: Annotated[bool, typer.Option("--plain-id", help="证件号码不遮蔽")] = False,
    by: By = None,
    data_dir: DataDir = main.DEFAULT_DATA_DIR,
    json: AsJson = False,
) -> None:
    """导出人员或农户名册（记入审计）。"""
    main.open_installation(data_dir)
    from huaiyuan.county.registry import exports

    write = {"persons": exports.export_persons, "households": exports.export_households}.get(what)
    if write is None:
        raise typer.BadParameter("只能是 persons 或 households")
    options = {"plain_id": plain_id} if what == "persons" else {}
    rows = write(
        as_of=main.day(as_of) or clock.today(), out=out, by=main.account(by, "EXPORT"), reason=reason, **options
    )
    main.say({"rows": rows, "out": str(out)}, [f"{rows:,} 行写到 {out}"], as_json=json)


def crosscheck(
    file: Annotated[Path, typer.Argument(help="国办系统导出的人员名单")],
    period: Annotated[str, typer.Option("--period", help="名单是哪个月末的 YYYY-MM")],
    by: By = None,
    data_dir: DataDir = main.DEFAULT_DATA_DIR,
    json: AsJson = False,
) -> None:
    """核对国办名单：读进来逐格和底册比，只列差异，不改底册。"""
    main.open_installation(data_dir)
    from huaiyuan.county.crosscheck import actions
    from huaiyuan.county.crosscheck.kinds import LABELS

    counts = actions.take_in_and_compare(file, period=period, by=main.account(by, "INTAKE_WRITE"))
    lines = [f"{LABELS[kind]}  {n:,}" for kind, n in sorted(counts.items(), key=lambda item: -item[1])]
    main.say({"period": period, "differences": counts}, lines or ["没有不同"], as_json=json)
