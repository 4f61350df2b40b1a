"""The name that the user can type again."""

from pathlib import Path

import pytest

from pipelines.cli.own_name import own_name


@pytest.fixture
def installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    command = tmp_path / ".venv" / "bin" / "tablo"
    command.parent.mkdir(parents=True)
    command.touch(mode=0o755)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PATH", "/nowhere")
    return command


def test_a_command_off_the_path_is_named_with_its_way(installed: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.argv", [".venv/bin/tablo", "run"])
    assert own_name() == ".venv/bin/tablo"


def test_from_elsewhere_the_way_is_whole(installed: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (elsewhere := installed.parents[2] / "elsewhere").mkdir()
    monkeypatch.chdir(elsewhere)
    monkeypatch.setattr("sys.argv", [str(installed), "run"])
    assert own_name() == str(installed)


def test_a_command_on_the_path_is_just_tablo(installed: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(installed.parent))
    monkeypatch.setattr("sys.argv", [str(installed), "run"])
    assert own_name() == "tablo"
