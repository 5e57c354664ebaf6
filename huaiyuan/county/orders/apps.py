"""Django app of orders."""

from django.apps import AppConfig


class OrdersConfig(AppConfig):
    """交办清单和批示."""

    name = "huaiyuan.county.orders"
    label = "orders"
    verbose_name = "交办清单和批示"

    def ready(self) -> None:
        """Declare audit sentences and kinds of tasks before anything may need them."""
        from huaiyuan.county.orders import tasks, trail  # noqa: F401 - declares on import

        tasks.register()
