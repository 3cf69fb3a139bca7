"""Splink's view of our settings: the same comparisons and weights, for training, inspection and as a second opinion.

Splink is imported only here, and only when something is trained or checked; `compare` runs the compiled SQL
(docs/decisions/0003). A test holds Splink's own match weights and ours together, pair by pair.
"""

from typing import Any

from fangxian.linkage import comparisons
from fangxian.linkage.settings import Level, Settings

#: The columns that comparisons read, without their `_l` and `_r`.
COLUMNS = (
    "name_key", "sound_key", "shape_key", "number", "number_state", "id_key", "document", "head", "phone", "born",
    "sex", "door", "grid",
)  # fmt: skip


def settings_for_splink(settings: Settings, *, prior: float, blocking: list[str]) -> dict[str, Any]:
    """Our settings as a Splink 5 settings dictionary; `prior` is the chance that a random pair is one person.

    Term frequencies are adjusted on `name_key` for the levels that say so. Levels are exclusive by their labels, so
    their order does not matter.
    """
    return {
        "link_type": "link_only",
        "unique_id_column_name": "unique_id",
        "probability_two_random_records_match": prior,
        "blocking_rules_to_generate_predictions": blocking,
        "retain_intermediate_calculation_columns": True,
        "comparisons": [_comparison(name, levels) for name, levels in settings],
    }


def _comparison(name: str, levels: list[Level]) -> dict[str, Any]:
    label = comparisons.ALL[name]()
    said = [{"sql_condition": f"({label}) IS NULL", "label_for_charts": "nothing said", "is_null_level": True}]
    said += [_level(level, label) for level in levels[:-1]]
    last = levels[-1]
    said.append(
        {"sql_condition": "ELSE", "label_for_charts": last.label, "m_probability": last.m, "u_probability": last.u}
    )
    return {"output_column_name": name, "comparison_levels": said}


def _level(level: Level, label: str) -> dict[str, Any]:
    said: dict[str, Any] = {
        "sql_condition": f"({label}) = '{level.label}'",
        "label_for_charts": level.label,
        "m_probability": level.m,
        "u_probability": level.u,
    }
    if level.frequency:
        said |= {"tf_adjustment_column": "name_key", "tf_adjustment_weight": 1.0}
    return said


def linker(connection: Any, *, left: str, right: str, settings: dict[str, Any]) -> Any:
    """A Splink linker over two tables of an open DuckDB connection (an engine's `connection`)."""
    from splink import DuckDBAPI, Linker

    api = DuckDBAPI(connection)
    # Splink takes the dataset whose name comes first for the left one.
    sides = [api.register(left, dataset_display_name="left"), api.register(right, dataset_display_name="right")]
    return Linker(sides, settings, log_level=40)


def weights_of(linker: Any) -> dict[str, dict[str, tuple[float | None, float | None]]]:
    """(m, u) by comparison and level as the linker holds them; None where it saw no pair of that level."""
    said: dict[str, dict[str, tuple[float | None, float | None]]] = {}
    for comparison in linker.misc.save_model_to_json()["comparisons"]:
        levels = [level for level in comparison["comparison_levels"] if not level.get("is_null_level")]
        said[comparison["output_column_name"]] = {
            level["label_for_charts"]: (level.get("m_probability"), level.get("u_probability")) for level in levels
        }
    return said
