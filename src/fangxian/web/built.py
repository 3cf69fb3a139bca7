"""The site's own files, as scripts/build-assets left them: which name a file has now."""

import json
from functools import lru_cache
from pathlib import Path

from django.conf import settings


def address(name: str) -> str:
    """'site.css' -> '/static/site-4RKA7UMM.css'; unbuilt, an address that answers 404: the page stands without it."""
    folder = Path(settings.STATIC_ROOT)
    manifest = folder / "manifest.json"
    changed = manifest.stat().st_mtime_ns if manifest.exists() else 0
    return f"{settings.STATIC_URL}{_names(manifest, changed).get(name, name)}"


@lru_cache(maxsize=2)
def _names(manifest: Path, changed: int) -> dict[str, str]:
    found: dict[str, str] = json.loads(manifest.read_text("utf-8")) if changed else {}
    return found
