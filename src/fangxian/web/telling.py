"""What came of an act, said on the next page: that it is done, or why not."""

from django.contrib import messages
from django.http import HttpRequest

from fangxian.lib.fault import Fault
from fangxian.web.language import current


def done(request: HttpRequest, sentence: str) -> None:
    """Says that it is done, in a sentence in the reader's language."""
    messages.success(request, sentence, extra_tags="good")


def failed(request: HttpRequest, fault: Fault) -> None:
    """Says why not."""
    messages.error(request, fault.sentence(current()), extra_tags="bad")
