"""Write `docs/ledgers.md` from the declarations of the ledgers that stand in the tree; `--lines` counts their own code."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

if __package__:
    from scripts import ledger_lines
else:
    import ledger_lines

FILE = Path(__file__).resolve().parent.parent / "docs" / "ledgers.md"


def lines() -> Iterator[str]:
    """The document. Django must be set up; a county's own ledgers are documented by `huaiyuan ledgers --document`."""
    from huaiyuan.county.ledger import document
    from huaiyuan.county.ledger.declaration import LEDGERS

    yield from document.lines(one for one in LEDGERS.values() if one.model.__module__.startswith("huaiyuan."))


def main() -> None:
    """Write the file, or tell how much code the ledgers have of their own."""
    if "--lines" in sys.argv[1:]:
        sys.stdout.write("\n".join(ledger_lines.told()) + "\n")
        return
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "huaiyuan.config.settings")
    os.environ.setdefault("HUAIYUAN_DATA_DIR", tempfile.mkdtemp())
    import django

    django.setup()
    FILE.write_text("\n".join(lines()) + "\n", encoding="utf-8")
    sys.stdout.write(f"{FILE.name}\n")


if __name__ == "__main__":
    main()
