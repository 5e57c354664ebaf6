"""Django app of orders."""

from django.apps import AppConfig


class OrdersConfig(AppConfig):
    """交办清单和批示."""

    name = "huaiyuan.county.orders"
    label = "orders"
    verbose_name = "交办清单和批示"

    def ready(self) -> None:
        """Declare audit sentences, kinds of tasks and the timeline before anything may need them."""
        from huaiyuan.county.orders import own_timeline, tasks, trail  # noqa: F401 - declares on import
        from huaiyuan.county.registry import timeline

        tasks.register()
        timeline.register_rows("orders", own_timeline.rows)
