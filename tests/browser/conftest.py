from tests.pages import cast, quick_hashing

__all__ = ["cast", "quick_hashing"]
