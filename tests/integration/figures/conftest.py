"""The tiny county of the registry's tests."""

from tests.integration.registry.conftest import county_account, tiny, tiny_once

__all__ = ["county_account", "tiny", "tiny_once"]
