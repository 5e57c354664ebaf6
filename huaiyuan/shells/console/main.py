"""The `huaiyuan` command: every act of the system that can be scripted.

Commands do their work themselves and return when it is done. They print Chinese lines, or JSON with `--json`;
a failure is one clear line and a non-zero exit.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import sys
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Annotated, Any

import typer

from huaiyuan.core.kernel import installation, loading
from huaiyuan.core.kernel.errors import DomainError, declare

app = typer.Typer(
    help="淮源：县级防止返贫动态监测和帮扶平台",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)

DataDir = Annotated[Path, typer.Option("--data-dir", help="数据目录", envvar=installation.ENV)]
By = Annotated[str | None, typer.Option("--by", help="以哪个账号的名义办（演示默认县监测中心）")]
AsJson = Annotated[bool, typer.Option("--json", help="输出 JSON")]
AsOf = Annotated[str | None, typer.Option("--as-of", help="截至日 YYYY-MM-DD，默认今天")]

DEFAULT_DATA_DIR = Path("var")


def say(result: Any, lines: list[str], *, as_json: bool) -> None:
    """Print the result once: for a machine or for a person."""
    print(json.dumps(result, ensure_ascii=False, default=str) if as_json else "\n".join(lines))


def one_line_failures(command: Callable[..., Any]) -> Callable[..., Any]:
    """Turn a refusal into one clear line on stderr and exit code 1."""

    @wraps(command)
    def run(*args: Any, **kwargs: Any) -> Any:
        try:
            return command(*args, **kwargs)
        except DomainError as refusal:
            print(f"{refusal}（{refusal.code}）", file=sys.stderr)
            raise typer.Exit(1) from None

    return run


NO_INSTALLATION = declare(
    "CONSOLE_NO_DATA_DIR", "“{folder}”里没有装好的系统。请核对 --data-dir；要看演示先运行 huaiyuan demo。"
)


def open_installation(data_dir: Path) -> None:
    """Point Django at the data directory. Must run before anything of Django is imported. Raises CONSOLE_NO_DATA_DIR."""
    if not (data_dir / "config.toml").exists():
        raise DomainError(NO_INSTALLATION, folder=data_dir)
    os.environ[installation.ENV] = str(data_dir.resolve())
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "huaiyuan.config.settings")
    import django

    with loading.for_good():
        django.setup()


NOT_PERMITTED = declare(
    "CONSOLE_NOT_PERMITTED", "账号“{username}”的岗位没有“{what}”这项权限。请换有权限的账号（--by）。"
)


def account(by: str | None, needs: str = "") -> Any:
    """The account that acts; a demo's county centre when none is named. Raises CONSOLE_NOT_PERMITTED, ACCESS_*.

    `needs` is the name of a permission (`access.P`); names, because Django must be set up before it may be imported.
    """
    from huaiyuan.base.access import queries
    from huaiyuan.base.access.permissions import SAYS, P

    found = queries.acting(by)
    if needs and not queries.may(found, P[needs]):
        raise DomainError(NOT_PERMITTED, username=found.username, what=SAYS[P[needs]])
    return found


def day(text: str | None) -> dt.date | None:
    """A date option."""
    if text is None:
        return None
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        print(f"日期要写成 YYYY-MM-DD，收到的是“{text}”", file=sys.stderr)
        raise typer.Exit(2) from None


def _register() -> None:
    from huaiyuan.shells.console import (
        casework,
        county,
        demo,
        duty,
        forms,
        guarantees,
        guiding,
        incomes,
        ledgers,
        operations,
        oversight,
        plans,
        rules,
        schooling,
        tasks,
    )  # fmt: skip

    for module in (
        demo, county, incomes, duty, rules, casework, plans, guiding, guarantees, forms, tasks, ledgers, schooling, oversight, operations,
    ):  # fmt: skip
        module.register(app)


_register()
