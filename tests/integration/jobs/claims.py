"""Another process that claims a job, for the tests: `python -m tests.integration.jobs.claims KIND KEY MODE`."""

from __future__ import annotations

import os
import sys
import time

import django


def main(kind: str, key: str, mode: str) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "huaiyuan.config.settings")
    django.setup()
    from django.conf import settings

    test_name = os.environ.get("HUAIYUAN_CLAIM_DB")
    if test_name:
        settings.DATABASES["default"]["NAME"] = test_name
    from huaiyuan.base import jobs
    from huaiyuan.core.kernel.errors import DomainError

    try:
        with jobs.claim(kind, key, by="other") as job:
            job.stage("reading")
            print("claimed", flush=True)
            if mode == "hold":
                time.sleep(120)
            sys.stdin.readline()
    except DomainError as refusal:
        print(refusal.code, flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
