"""Code lists of reference data."""

from __future__ import annotations

from django.db import models


class AreaLevel(models.TextChoices):
    """How deep in the county an area lies."""

    COUNTY = "county", "县"
    TOWNSHIP = "township", "乡镇"
    VILLAGE = "village", "村（社区）"
    ZONE = "zone", "开发区"
