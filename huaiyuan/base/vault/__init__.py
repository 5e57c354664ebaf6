"""Sealing, blind indexes, keys and masks: `from huaiyuan.base import vault`. Importable where there is no Django."""

from huaiyuan.base.vault.vault import index_many, index_one, open_many, open_one, reserve, seal_many, seal_one

__all__ = ["index_many", "index_one", "open_many", "open_one", "reserve", "seal_many", "seal_one"]
