"""Where the rules and the lists lie, one YAML file each, named as configurations name them."""

from pathlib import Path
from typing import Any

import yaml

RULES = Path(__file__).with_name("rules")
LISTS = Path(__file__).with_name("lists")


def shipped_files() -> list[Path]:
    """All of them, in an order that stays: what a visit's channel depends on beside the configuration."""
    return sorted([*RULES.glob("*.yaml"), *LISTS.glob("*.yaml")])


def content(folder: Path, name: str) -> Any:
    """What stands in the file of this name."""
    return yaml.safe_load((folder / f"{name}.yaml").read_text(encoding="utf-8"))
