"""What is handed in is kept under a name of the store's own: two are two, whatever numbers phones chose."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings

from huaiyuan.base.vault import keys, media


def test_the_same_picture_handed_in_twice_is_kept_twice_and_sealed(tmp_path, monkeypatch):
    monkeypatch.setattr(settings, "DATA_DIR", tmp_path)
    keys.setup(tmp_path, "intl")
    first, second = media.keep(b"a picture"), media.keep(b"a picture")
    assert first != second
    assert [media.opened(name) for name in (first, second)] == [b"a picture"] * 2
    stored = [(Path(tmp_path) / "media" / name).read_bytes() for name in (first, second)]
    assert not any(b"a picture" in one for one in stored)
