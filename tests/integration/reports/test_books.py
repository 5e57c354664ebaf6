"""Sampled books against the pages of the same households, in the small demo county."""

import pytest

from proof import books

pytestmark = pytest.mark.slow


def test_every_figure_of_ten_books_stands_on_the_pages_and_a_strange_page_is_told_apart(own_county):
    told = books.compare(own_county, 10)
    assert told["wrong"] == []
    assert told["books"] == told["told_apart"] == 10
    assert told["figures"] > 200
