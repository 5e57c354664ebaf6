"""Commands of the operator: serve, doctor, bench."""

from __future__ import annotations

import os
import shutil
import signal
import sqlite3
import subprocess
import sys
from typing import Annotated, Any

import typer

from huaiyuan.shells.console import main
from huaiyuan.shells.console.main import AsJson, By, DataDir

Port = Annotated[int, typer.Option("--port", help="端口")]
Host = Annotated[str, typer.Option("--host", help="监听地址")]

SAFE_SQLITE = (3, 51, 3)
LOW_SPACE_BYTES = 2 * 1024**3


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    for command in (serve, upgrade, doctor, bench):
        app.command()(main.one_line_failures(command))


def serve(
    data_dir: DataDir = main.DEFAULT_DATA_DIR,
    host: Host = "127.0.0.1",
    port: Port = 8000,
    workers: int = 2,
    by: By = None,
) -> None:
    """开网页服务和后台作业。"""
    main.open_installation(data_dir)
    if by:
        main.account(by, "SYSTEM_READ")
    refuse_unsafe_production()
    print(f"打开 http://{host}:{port}/ ；按 Ctrl+C 停。", flush=True)
    # This process becomes the server: whoever stops the command stops everything under it.
    os.execv(sys.executable, _server_command(host, port, workers))  # noqa: S606 - fixed arguments


def upgrade(by: By = None, data_dir: DataDir = main.DEFAULT_DATA_DIR, json: AsJson = False) -> None:
    """升级：换了新版本以后运行一次，补上表、随系统附带的参数和规则、姓名首字母；可重复运行。"""
    main.open_installation(data_dir)
    if by:
        main.account(by, "SYSTEM_READ")
    from django.core.management import call_command

    call_command("migrate", verbosity=0, interactive=False)
    from huaiyuan.base.reference import actions as reference
    from huaiyuan.core.kernel import clock
    from huaiyuan.county.registry import actions as registry

    done = {"parameters": reference.bring_up_to_date(at=clock.now()), "initials": registry.fill_initials()}
    main.say(done, [f"补上政策参数 {done['parameters']} 项，姓名首字母 {done['initials']} 人。"], as_json=json)


def wait_for(server: subprocess.Popen[bytes]) -> None:
    """Wait for a server started beside other work; a signal to us ends it too."""
    signal.signal(signal.SIGTERM, lambda *_: server.terminate())
    try:
        server.wait()
    except KeyboardInterrupt:
        server.terminate()
        server.wait()


def _server_command(host: str, port: int, workers: int) -> list[str]:
    return [sys.executable, "-m", "huaiyuan.shells.console.server", host, str(port), str(workers)]


def start_server(host: str, port: int, workers: int = 2) -> subprocess.Popen[bytes]:
    """Start the web server and the worker as one supervised process."""
    return subprocess.Popen(_server_command(host, port, workers), env=os.environ.copy())


def refuse_unsafe_production() -> None:
    """Production refuses a SQLite with the WAL-reset bug (fixed in 3.51.3)."""
    from django.conf import settings

    is_sqlite = str(settings.DATABASES["default"]["ENGINE"]).endswith("sqlite3")
    if not settings.DEMO and is_sqlite and sqlite3.sqlite_version_info < SAFE_SQLITE:
        print(
            f"SQLite {sqlite3.sqlite_version} 有丢数据的缺陷（3.51.3 起修好）。正式使用请设 DATABASE_URL 连 PostgreSQL。",
            file=sys.stderr,
        )
        raise typer.Exit(1)


def doctor(by: By = None, data_dir: DataDir = main.DEFAULT_DATA_DIR, json: AsJson = False) -> None:
    """体检：这台机器和这份数据好不好用。"""
    main.open_installation(data_dir)
    if by:
        main.account(by, "SYSTEM_READ")
    findings = _findings()
    bad = any(f["state"] == "坏" for f in findings)
    lines = [f"{f['state']}  {f['what']}：{f['says']}" for f in findings]
    main.say({"ok": not bad, "findings": findings}, lines, as_json=json)
    if bad:
        raise typer.Exit(1)


def _findings() -> list[dict[str, Any]]:
    from django.conf import settings
    from django.db import connection

    from huaiyuan.base.vault import keys

    folder = settings.DATA_DIR
    found = [{"what": "数据目录", "state": "好" if folder.exists() else "坏", "says": str(folder.name)}]
    if not folder.exists():
        return found
    free = shutil.disk_usage(folder).free
    found.append(
        {"what": "磁盘", "state": "好" if free > LOW_SPACE_BYTES else "坏", "says": f"剩 {free / 1024**3:.0f} GB"}
    )
    private = folder.stat().st_mode & 0o077 == 0
    found.append(
        {
            "what": "目录权限",
            "state": "好" if private else "坏",
            "says": "只有本账号能读" if private else "请 chmod 700",
        }
    )
    has_keys = keys.exist(folder)
    found.append(
        {"what": "密钥", "state": "好" if has_keys else "坏", "says": "齐" if has_keys else "缺，请从备份恢复 keys/"}
    )
    if connection.vendor == "sqlite":
        safe = sqlite3.sqlite_version_info >= SAFE_SQLITE
        says = f"SQLite {sqlite3.sqlite_version}" + ("" if safe else "，低于 3.51.3，只能用于演示和单机试用")
        found.append({"what": "数据库", "state": "好" if safe else "注意", "says": says})
    else:
        connection.ensure_connection()
        found.append({"what": "数据库", "state": "好", "says": f"PostgreSQL {connection.pg_version // 10000}"})  # type: ignore[attr-defined]
    return found + _behind()


def _behind() -> list[dict[str, Any]]:
    """What an installation of an older version still lacks; `huaiyuan upgrade` brings it."""
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    remedy = "请运行 huaiyuan upgrade"
    executor = MigrationExecutor(connection)
    if plan := executor.migration_plan(executor.loader.graph.leaf_nodes()):
        return [{"what": "版本", "state": "坏", "says": f"有 {len(plan)} 步没有升级，{remedy}"}]
    from huaiyuan.base.reference import queries as reference
    from huaiyuan.county.registry import queries as registry

    lacks = [
        (reference.shipped_but_lacking(), "项政策参数没有补上"),
        (registry.without_initials(), "人没有姓名首字母，按首字母找不到"),
    ]
    says = "；".join(f"{number:,} {what}" for number, what in lacks if number)
    return [{"what": "版本", "state": "注意" if says else "好", "says": f"{says}，{remedy}" if says else "是新的"}]


def bench(by: By = None, data_dir: DataDir = main.DEFAULT_DATA_DIR, json: AsJson = False) -> None:
    """测速：和写明的基线在同一次运行里比。"""
    main.open_installation(data_dir)
    if by:
        main.account(by, "SYSTEM_READ")
    arguments = ["--json"] if json else []
    parts = [[sys.executable, "-m", part, *arguments] for part in ("bench.run", "bench.pages", "bench.tasks")]
    raise typer.Exit(max([subprocess.run(part, env=os.environ, check=False).returncode for part in parts]))
