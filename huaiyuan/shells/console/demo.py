"""`huaiyuan demo`: build the synthetic county and serve it."""

from __future__ import annotations

import resource
import sys
from typing import Annotated

import typer

from huaiyuan.shells.console import main, operations
from huaiyuan.shells.console.main import AsJson, By, DataDir
from huaiyuan.shells.console.operations import Host, Port


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(main.one_line_failures(demo))


def demo(
    data_dir: DataDir = main.DEFAULT_DATA_DIR,
    no_serve: Annotated[bool, typer.Option("--no-serve", help="造好就返回，不开网页")] = False,
    seed: Annotated[int, typer.Option("--seed", help="种子")] = 1,
    scale: Annotated[float, typer.Option("--scale", help="规模，1.0 为全县")] = 1.0,
    today: Annotated[str | None, typer.Option("--today", help="演示的今天 YYYY-MM-DD")] = None,
    host: Host = "127.0.0.1",
    port: Port = 8000,
    by: By = None,  # noqa: ARG001 - every command takes it; a new demo has no accounts yet
    json: AsJson = False,
) -> None:
    """造一个演示县：底册、部门原表、线索、入户核实，然后开网页。重复运行无害。"""
    from huaiyuan.synth import demo as building
    from huaiyuan.synth.stages import StageTable

    order = building.Order(data_dir.resolve(), seed, scale, main.day(today) or building.TODAY)
    if building.is_ready(order):
        main.open_installation(order.folder)
        main.say({"ready": True, "stages": []}, ["演示县已经造好，没有重造。"], as_json=json)
        return None if no_serve else operations.serve(order.folder, host, port)
    building.prepare(order)
    main.open_installation(order.folder)
    table = StageTable(on_stage=lambda name: print(f"… {name}", file=sys.stderr, flush=True))
    servers = []

    def serve_early() -> None:
        if not no_serve:
            servers.append(operations.start_server(host, port))
            print(f"打开 http://{host}:{port}/ ，其余阶段还在跑。", flush=True)

    building.build(order, table, serve_early)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    stages = [{"name": s.name, "budget": s.budget, "seconds": round(s.took, 1)} for s in table.stages]
    lines = [*table.lines(), f"内存峰值（本进程）{peak:,.0f} MB；部门原表在 {order.files.name}/"]
    main.say({"ready": True, "stages": stages, "peak_mb": round(peak)}, lines, as_json=json)
    if servers:
        print(f"演示县造好了。打开 http://{host}:{port}/ ；按 Ctrl+C 停。", flush=True)
        operations.wait_for(servers[0])
    return None
