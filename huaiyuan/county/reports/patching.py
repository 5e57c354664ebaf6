"""docxtpl's cleaning of a template's markup, without a document of its own."""

from __future__ import annotations

from docxtpl import DocxTemplate


class _Patches(DocxTemplate):
    """Only `patch_xml` is asked."""

    def __init__(self) -> None:
        """Nothing to open."""


_PATCHES = _Patches()


def patched(body: bytes) -> str:
    """The markup with the pieces joined that a word processor tore a placeholder into."""
    return str(DocxTemplate.patch_xml(_PATCHES, body.decode("utf-8")))
