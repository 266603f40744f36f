from tests.access.conftest import place

__all__ = ["place"]
