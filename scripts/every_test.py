"""Run every test: all beside SQLite, and what asks for the database also on PostgreSQL, at the same time.

The two share no file. One worker on PostgreSQL fills what the three on SQLite leave of two cores while they wait for
browsers and children. Arguments go to both. What PostgreSQL said is printed after the rest; the exit code is the worse.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile

SPREAD = ["--dist", "loadgroup", "--no-loadscope-reorder"]
ON_SQLITE = ["-n", "3", *SPREAD]
ON_POSTGRESQL = ["-n", "1", *SPREAD, "-m", "not fault and not county", "tests/integration"]


def main(asked: list[str]) -> int:
    """Start PostgreSQL's part, run the other in the foreground, wait for both."""
    pytest = [sys.executable, "-m", "pytest"]
    with tempfile.TemporaryFile("w+") as said:
        beside = subprocess.Popen(
            [*pytest, *ON_POSTGRESQL, *asked],
            stdout=said,
            stderr=subprocess.STDOUT,
            env=os.environ | {"HUAIYUAN_TEST_DATABASE": "postgresql"},
        )
        try:
            codes = [subprocess.run([*pytest, *ON_SQLITE, *asked], check=False).returncode, beside.wait()]
        except KeyboardInterrupt:
            beside.terminate()
            beside.wait()
            raise
        said.seek(0)
        print("\nPostgreSQL", said.read(), sep="\n", flush=True)
    return max(codes)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
