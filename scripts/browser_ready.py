"""Say the one line that installs browser and Chinese fonts, when they are missing."""

from __future__ import annotations

import shutil
import subprocess
import sys

LINE = "apt-get update && apt-get install -y --no-install-recommends chromium-headless-shell fonts-noto-cjk"
# The first is Chromium without the windows around a page, which take longer to draw than the page.
BROWSERS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")


def browser() -> str | None:
    """Where the browser lies that the tests drive; None when there is none."""
    return next(filter(None, map(shutil.which, BROWSERS)), None)


def main() -> None:
    """Exit with the line unless a Chromium and a font with Chinese characters are there."""
    fonts = (
        shutil.which("fc-list")
        and subprocess.run(
            ["fc-list", ":lang=zh", "family"], capture_output=True, text=True, check=False
        ).stdout.strip()
    )
    if not browser() or not fonts:
        sys.exit(f"测试要用浏览器和中文字体，请先运行这一行：\n{LINE}")


if __name__ == "__main__":
    main()
