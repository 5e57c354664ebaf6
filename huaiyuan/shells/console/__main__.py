"""The command `huaiyuan`, also as `python -m huaiyuan.shells.console`."""

import logging
import os
import sys
import traceback

from huaiyuan.shells.console.main import app


def main() -> None:
    """Run the command and leave at once: taking two thousand modules apart costs as much as loading half of them."""
    code: str | int | None = 0
    try:
        app(prog_name="huaiyuan")
    except SystemExit as ended:
        code = ended.code
    except Exception:
        traceback.print_exc()
        code = 1
    if isinstance(code, str):
        print(code, file=sys.stderr)
    logging.shutdown()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code if isinstance(code, int) else 1 if code else 0)


if __name__ == "__main__":
    main()
