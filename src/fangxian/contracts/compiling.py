"""`python -m fangxian.contracts.compiling` writes `odcs/compiled.json` again after a contract was changed."""

import hashlib
import json

from fangxian.contracts.library import COMPILED, FOLDER, SIDES, parsed


def compiled() -> str:
    """The text of `compiled.json` for the contracts as they are now."""
    kept = {}
    for name in SIDES:
        text = (FOLDER / f"{name}.odcs.yaml").read_bytes()
        kept[name] = {"sha256": hashlib.sha256(text).hexdigest(), "document": parsed(text)}
    return json.dumps(kept, ensure_ascii=False, separators=(",", ":")) + "\n"


if __name__ == "__main__":
    COMPILED.write_text(compiled(), encoding="utf-8")
