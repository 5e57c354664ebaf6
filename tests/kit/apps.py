"""Django app of the ledgers of the tests."""

from django.apps import AppConfig


class KitConfig(AppConfig):
    """试验台账."""

    name = "tests.kit"
    label = "kit"
    verbose_name = "试验台账"

    def ready(self) -> None:
        """Register them."""
        from huaiyuan.county.ledger.registering import register
        from tests.kit.models import GRANTS, WELLS

        register(WELLS, GRANTS)
