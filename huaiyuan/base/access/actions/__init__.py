"""Every write about accounts and the phones they are opened on. Signing in is in `signing.py`."""

from huaiyuan.base.access.actions.accounts import (
    LEAST_PASSWORD,
    end_posting,
    open_account,
    set_password,
    start_posting,
    switch,
)

__all__ = ["LEAST_PASSWORD", "end_posting", "open_account", "set_password", "start_posting", "switch"]
