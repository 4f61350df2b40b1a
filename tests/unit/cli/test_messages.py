"""What the command says when something is wrong: one line on stderr, an exit code, and no traceback."""

import json
import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from pipelines.cli import main
from pipelines.workspace import PROJECT

TABLO = str(Path(sys.executable).parent / "tablo")
Answer = subprocess.CompletedProcess[str]


def environment_of(home: Path, variables: dict[str, str]) -> dict[str, str]:
    return {
        "TABLO_HOME": str(home),
        "TABLO_CONFIG": str(PROJECT / "config"),
        "TABLO_PROFILE": "files",
        **variables,
    }


def command(home: Path, *arguments: str, **variables: str) -> Answer:
    """The command as a process of its own."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("TABLO_")}
    environment |= environment_of(home, variables)
    return subprocess.run([TABLO, *arguments], capture_output=True, text=True, env=environment, cwd=home, timeout=120)


@pytest.fixture
def tablo(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Callable[..., Answer]:
    """The same command in this process, which spares two seconds of imports each time."""

    def run(home: Path, *arguments: str, **variables: str) -> Answer:
        for name in [name for name in os.environ if name.startswith("TABLO_")]:
            monkeypatch.delenv(name)
        for name, value in environment_of(home, variables).items():
            monkeypatch.setenv(name, value)
        monkeypatch.chdir(home)
        monkeypatch.setattr(sys, "argv", ["tablo", *arguments])
        with pytest.raises(SystemExit) as ended:
            main()
        said = capsys.readouterr()
        return subprocess.CompletedProcess(arguments, int(ended.value.code or 0), said.out, said.err)

    return run


MESSAGES = [
    pytest.param(
        ["run"], {"TABLO_PROFILE": "prod"},
        "tablo: TABLO_PROFILE: there is no profile 'prod'. Use one of demo, files, production.", id="unknown profile",
    ),
    pytest.param(
        ["run"], {"TABLO_NOW": "yesterday"},
        "tablo: TABLO_NOW: 'yesterday' is not a moment. Write it as 2026-11-21T06:00:00+03:00.", id="clock",
    ),
    pytest.param(
        ["run", "--from", "2026-10-05", "--to", "2026-10-01"], {"TABLO_NOW": "2026-10-16T06:00:00+03:00"},
        "tablo: --from 2026-10-05 is after --to 2026-10-01.", id="range the wrong way round",
    ),
    pytest.param(
        ["run", "--to", "2026-10-16"], {"TABLO_NOW": "2026-10-16T06:00:00+03:00"},
        "tablo: --to 2026-10-16 isn't over yet: the last whole day is 2026-10-15.", id="today",
    ),
    pytest.param(
        ["run", "--from", "2026-10-16"], {"TABLO_NOW": "2026-10-16T06:00:00+03:00"},
        "tablo: --from 2026-10-16 isn't over yet: the last whole day is 2026-10-15.", id="from today",
    ),
    pytest.param(
        ["run", "--to", "2026-09-10"], {"TABLO_NOW": "2026-10-16T06:00:00+03:00"},
        "tablo: --to 2026-09-10 is before 2026-10-12, the oldest day that is missing or may still change. "
        "Give --from too.", id="an end without its beginning",
    ),
    pytest.param(
        ["run"], {"TABLO_NOW": "2023-01-01T06:00:00+03:00"},
        "tablo: the company's history starts on 2023-01-01, and no day of it is over. "
        "Set history_starts_on in company.yaml to an earlier day, or run again when the first day is over.",
        id="the first day of all",
    ),
    pytest.param(
        ["run", "--from", "1999-01-01"], {"TABLO_NOW": "2026-10-16T06:00:00+03:00"},
        "tablo: --from 1999-01-01 is before the company's history, which starts on 2023-01-01.", id="before history",
    ),
    pytest.param(
        ["run", "--select", "nosuch"], {"TABLO_NOW": "2026-10-16T06:00:00+03:00"},
        "tablo: --select 'nosuch' names no asset. Try 'group:marts' or 'key:\"marts/roi_daily\"'.", id="no such asset",
    ),
    pytest.param(
        ["run", "--select", "group:("], {"TABLO_NOW": "2026-10-16T06:00:00+03:00"},
        "tablo: --select 'group:(' names no asset. Try 'group:marts' or 'key:\"marts/roi_daily\"'.",
        id="selection that can't be read",
    ),
    pytest.param(
        ["run"], {"TABLO_PROFILE": "demo", "TABLO_DEMO_SIZE": "many"},
        "tablo: TABLO_DEMO_SIZE: 'many' is not a number of visits a day. Write it as 3000.", id="size in words",
    ),
    pytest.param(
        ["run"], {"TABLO_PROFILE": "demo", "TABLO_DEMO_SIZE": "-5"},
        "tablo: TABLO_DEMO_SIZE: '-5' is not a number of visits a day. Write it as 3000.", id="size below zero",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("arguments", "variables", "message"), MESSAGES)
def test_a_problem_is_one_line_and_exit_code_1(
    tablo: Callable[..., Answer], tmp_path: Path, arguments: list[str], variables: dict[str, str], message: str
) -> None:
    answer = tablo(tmp_path, *arguments, **variables)
    assert answer.stderr.strip() == message
    assert answer.returncode == 1


def test_wrong_usage_is_exit_code_2(tablo: Callable[..., Answer], tmp_path: Path) -> None:
    answer = tablo(tmp_path, "run", "--refresh", "everything")
    assert answer.returncode == 2
    assert "'everything' is not one of 'mutable', 'all', 'none'" in answer.stderr
    assert "Traceback" not in answer.stderr


@pytest.mark.parametrize("port", ["0", "99999", "http"])
def test_a_port_that_is_none_is_wrong_usage(tablo: Callable[..., Answer], tmp_path: Path, port: str) -> None:
    answer = tablo(tmp_path, "ui", "--port", port)
    assert answer.returncode == 2
    assert f"Invalid value for '--port': {port}" in answer.stderr.replace("'http'", "http")


def test_another_profile_may_not_use_a_home(tablo: Callable[..., Answer], tmp_path: Path) -> None:
    (tmp_path / "home.json").write_text(json.dumps({"profile": "demo"}))
    answer = tablo(tmp_path, "run")
    assert "this data folder belongs to the profile 'demo', the run is of 'files'." in answer.stderr
    assert answer.returncode == 1


def test_a_misspelt_key_of_the_configuration_is_named(tablo: Callable[..., Answer], tmp_path: Path) -> None:
    shutil.copytree(PROJECT / "config", tmp_path / "config")
    company = tmp_path / "config" / "company.yaml"
    company.write_text(company.read_text().replace("timezone:", "time_zone:"))
    answer = tablo(tmp_path, "check", TABLO_CONFIG=str(tmp_path / "config"))
    assert answer.stderr.strip() == f"tablo: {company}: timezone: Field required. Mend this line and run again."


def test_a_source_without_its_connector_is_named_with_the_line_to_write(
    tablo: Callable[..., Answer], tmp_path: Path
) -> None:
    shutil.copytree(PROJECT / "config", tmp_path / "config")
    source = tmp_path / "config" / "sources" / "crm.yaml"
    source.write_text('fields: {amount: ["Сумма договора"]}\n')
    answer = tablo(tmp_path, "inbox", TABLO_CONFIG=str(tmp_path / "config"))
    assert answer.stderr.strip() == (
        f"tablo: {source}: it doesn't say which connector reads it. "
        "Begin it with `connector: files`, or with the name of an API's connector."
    )


def test_a_file_that_is_not_yaml_is_named_with_its_line(tablo: Callable[..., Answer], tmp_path: Path) -> None:
    shutil.copytree(PROJECT / "config", tmp_path / "config")
    money = tmp_path / "config" / "money.yaml"
    money.write_text("vat_rates:\n  - {valid_from: 2019-01-01, rate: 0.20\n")
    answer = tablo(tmp_path, "check", TABLO_CONFIG=str(tmp_path / "config"))
    assert answer.stderr.startswith(f"tablo: {money}:3: this is not YAML:")


def test_a_configuration_that_is_missing_is_named(tablo: Callable[..., Answer], tmp_path: Path) -> None:
    answer = tablo(tmp_path, "check", TABLO_CONFIG=str(tmp_path / "nowhere"))
    assert (
        answer.stderr.strip()
        == f"tablo: {tmp_path}/nowhere: there is no configuration folder here. Set TABLO_CONFIG to yours."
    )


def test_a_taken_port_is_said_before_anything_starts(tablo: Callable[..., Answer], tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        answer = tablo(tmp_path, "ui", "--port", str(port))
    assert answer.stderr.strip() == (
        f"tablo: port {port} can't be used (Address already in use). "
        f"Stop what listens there, or run: tablo ui --port {port + 1}"
    )


def test_help_teaches_the_first_steps(tmp_path: Path) -> None:
    answer = command(tmp_path, "--help")
    assert answer.returncode == 0
    for word in ("tablo run", "tablo scorecard", "TABLO_PROFILE", "check", "ui"):
        assert word in answer.stdout


@pytest.mark.parametrize("arguments", [("--debug", "check"), ("check", "--debug")], ids=" ".join)
def test_debug_shows_the_traceback_wherever_it_stands(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    answer = command(tmp_path, *arguments, TABLO_CONFIG=str(tmp_path / "nowhere"))
    assert "Traceback" in answer.stderr


def test_check_says_what_each_source_lacks_and_exits_with_1(tablo: Callable[..., Answer], tmp_path: Path) -> None:
    answer = tablo(tmp_path, "check", TABLO_PROFILE="production", YANDEX_METRICA_TOKEN="")
    assert answer.returncode == 1
    assert "✗ yandex_metrica: there is no token in YANDEX_METRICA_TOKEN." in answer.stdout
