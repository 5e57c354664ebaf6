"""What is loaded for good is not looked through again, and garbage is looked for afterwards, whatever happens."""

from __future__ import annotations

import gc

import pytest

from huaiyuan.core.kernel import loading


def test_garbage_is_not_looked_for_while_loading_and_never_among_what_was_loaded():
    before = gc.get_freeze_count()
    try:
        with loading.for_good():
            assert not gc.isenabled()
            loaded = [object() for _ in range(10)]
        assert gc.isenabled()
        assert gc.get_freeze_count() > before
        assert not any(loaded is kept for kept in gc.get_objects())
    finally:
        gc.unfreeze()
        gc.freeze()


def test_a_load_that_fails_leaves_the_process_as_it_was():
    with pytest.raises(ImportError), loading.for_good():
        raise ImportError
    assert gc.isenabled()
