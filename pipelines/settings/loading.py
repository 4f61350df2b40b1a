"""Reading the configuration folder: the first thing wrong is one sentence with the file and the key."""

import hashlib
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ValidationError

from connectors.common.errors import Problem
from pipelines.channels import shipped_files
from pipelines.settings.configuration import ApiSource, Channels, Company, Configuration, FileSource, Goal, Money
from pipelines.settings.scorecard import Scorecard
from pipelines.settings.stages import STANDARD, Stages

Checked = TypeVar("Checked", bound=BaseModel)


def load_configuration(folder: Path) -> Configuration:
    """Read and check the folder; the first thing wrong is one sentence with the file and the key."""
    if not folder.is_dir():
        raise Problem("there is no configuration folder here.", where=str(folder), mend="Set TABLO_CONFIG to yours.")
    sources = {path.stem: _source(path) for path in sorted((folder / "sources").glob("*.yaml"))}
    file_sources = {
        name: _check(FileSource, text, folder / "sources" / f"{name}.yaml")
        for name, text in sources.items()
        if text["connector"] == "files"
    }
    configuration = Configuration(
        company=_check(Company, _read(folder / "company.yaml"), folder / "company.yaml"),
        money=_check(Money, _read(folder / "money.yaml"), folder / "money.yaml"),
        channels=_check(Channels, _read(folder / "channels.yaml"), folder / "channels.yaml"),
        goals=[_check(Goal, goal, folder / "goals.yaml") for goal in _read(folder / "goals.yaml")["goals"]],
        file_sources=file_sources,
        api_sources={
            name: _check(ApiSource, text, folder / "sources" / f"{name}.yaml")
            for name, text in sources.items()
            if name not in file_sources
        },
        scorecards={
            path.stem: _check(Scorecard, _read(path), path) for path in sorted((folder / "scorecards").glob("*.yaml"))
        },
        stages=_stages(folder / "stages.yaml"),
        sha256=_hash(folder),
    )
    _costs_fall_on_channels(configuration, folder / "money.yaml")
    return configuration


def _source(path: Path) -> dict[str, Any]:
    content = _read(path)
    if not isinstance(content, dict) or "connector" not in content:
        raise Problem(
            "it doesn't say which connector reads it.",
            where=str(path),
            mend="Begin it with `connector: files`, or with the name of an API's connector.",
        )
    return content


def _stages(path: Path) -> Stages:
    """The file is optional: without it, the standard names are known."""
    return _check(Stages, _read(path), path) if path.exists() else Stages()


def _read(path: Path) -> Any:
    try:
        return yaml.safe_load(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise Problem("the file is missing.", where=str(path), mend="Copy it from config/ of the project.") from None
    except yaml.YAMLError as error:
        place = getattr(error, "problem_mark", None)
        line = f":{place.line + 1}" if place else ""
        raise Problem(f"this is not YAML: {getattr(error, 'problem', error)}.", where=f"{path}{line}") from None


def _check(kind: type[Checked], content: Any, path: Path) -> Checked:
    try:
        return kind.model_validate(content)
    except ValidationError as error:
        first = error.errors()[0]
        key = ".".join(str(part) for part in first["loc"])
        said = (f"{key}: " if key else "") + first["msg"].removeprefix("Value error, ")
        raise Problem(f"{said}.", where=str(path), mend="Mend this line and run again.") from None


def _costs_fall_on_channels(configuration: Configuration, path: Path) -> None:
    known = [channel.code for channel in configuration.channels.channels]
    if unknown := configuration.money.unknown_channels(known):
        raise Problem(
            f"allocation: there is no channel {unknown[0]!r}.",
            where=str(path),
            mend=f"Name one of channels.yaml: {', '.join(known)}.",
        )


def _hash(folder: Path) -> str:
    digest = hashlib.sha256()
    for path in sorted([*folder.glob("*.yaml"), *folder.glob("sources/*.yaml"), *folder.glob("scorecards/*.yaml")]):
        digest.update(f"{path.relative_to(folder)}\0".encode())
        digest.update(path.read_bytes())
    # the standard names, rules and lists are configuration too, that comes with the product
    for path in (STANDARD, *shipped_files()):
        digest.update(path.read_bytes())
    return digest.hexdigest()
