"""What others may read of plans and measures, within an account's rows where an account asks."""

from huaiyuan.county.plans.queries.given import given

__all__ = ["given"]
