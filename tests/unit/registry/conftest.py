"""Places for the examples of the registry."""

import pytest
from tests.registering import lay_out


@pytest.fixture
def street(db: None) -> None:
    """The small district."""
    lay_out()
