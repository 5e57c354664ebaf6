"""`python -m huaiyuan.shells.console` is `huaiyuan`."""

from huaiyuan.shells.console.main import app

if __name__ == "__main__":
    app(prog_name="huaiyuan")
