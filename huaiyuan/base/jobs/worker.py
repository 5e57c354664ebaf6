"""The one background worker (后台作业进程): takes queued work, and ticks every minute. Started by `huaiyuan serve`."""

from __future__ import annotations

import os
import threading

import django

from huaiyuan.core.kernel import loading


def run_worker() -> None:
    """Work until told to stop (SIGTERM, SIGINT) or until the server that started it is gone."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "huaiyuan.config.settings")
    with loading.for_good():
        django.setup()
        from huaiyuan.base.jobs import serving  # noqa: PLC0415 - Django must be set up first

    serving.work_and_tick(threading.Event())


if __name__ == "__main__":
    run_worker()
