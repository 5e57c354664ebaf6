"""Django app of the ledger kit."""

from django.apps import AppConfig


class LedgerConfig(AppConfig):
    """台账：声明一次，得到列表、表单、表格往返、历史、待办和快照。"""

    name = "huaiyuan.county.ledger"
    label = "ledger"
    verbose_name = "台账"

    def ready(self) -> None:
        """Declare audit sentences and background work before anything may need them."""
        from huaiyuan.county.ledger import trail  # noqa: F401 - declares on import
        from huaiyuan.county.ledger.trip import work

        work.register()
