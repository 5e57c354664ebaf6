"""Registering figures: one id, one meaning."""

from __future__ import annotations

import pytest

from huaiyuan.base.figures import catalogue


def test_an_id_is_never_given_twice():
    taken = catalogue.FIGURES["F011"]
    with pytest.raises(ValueError, match="F011"):
        catalogue.register([taken])
    with pytest.raises(ValueError, match="I01"):
        catalogue.register(identities=[catalogue.IDENTITIES["I01"]])
