"""Models of orders."""

from huaiyuan.county.orders.models.files import OrderFile
from huaiyuan.county.orders.models.orders import Order, OrderLine, OrderStep

__all__ = ["Order", "OrderFile", "OrderLine", "OrderStep"]
