import json
import os
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

import grpc
import pytest
import requests
from google.analytics import data_v1beta as ga
from google.analytics.data_v1beta.services.beta_analytics_data.transports import BetaAnalyticsDataGrpcTransport

from connectors.common.errors import Problem
from sandbox import demo
from sandbox.demo import deliver_demo_files, demo_servers
from sandbox.servers.google_analytics import PROPERTY_ID
from sandbox.servers.serving import bound

NOW = datetime(2026, 11, 21, 6, tzinfo=UTC)
URL, TOKEN = "TABLO_YANDEX_METRICA_URL", "YANDEX_METRICA_TOKEN"
ANALYTICS = "TABLO_GOOGLE_ANALYTICS_URL"
SERVE = [sys.executable, "-m", "sandbox.servers", "--size", "10"]


def answers(url: str, token: str) -> int:
    listed = f"{url}/management/v1/counter/90601234/logrequests"
    return requests.get(listed, headers={"Authorization": f"OAuth {token}"}, timeout=10).status_code


def sessions(url: str) -> int:
    """Of the day before, as the property tells."""
    with grpc.insecure_channel(url.removeprefix("grpc://")) as channel:
        client = ga.BetaAnalyticsDataClient(transport=BetaAnalyticsDataGrpcTransport(channel=channel))
        yesterday = {"start_date": "yesterday", "end_date": "yesterday"}
        asked = {"property": f"properties/{PROPERTY_ID}", "metrics": [{"name": "sessions"}]}
        return int(client.run_report({**asked, "date_ranges": [yesterday]}).rows[0].metric_values[0].value)


def is_gone(url: str) -> bool:
    """Within ten seconds."""
    for _ in range(100):
        try:
            requests.get(url, timeout=1)
        except requests.ConnectionError:
            return True
        time.sleep(0.1)
    return False


def test_servers_live_as_long_as_the_block_and_the_environment_is_put_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(URL, "http://before")
    monkeypatch.delenv(TOKEN, raising=False)
    with demo_servers(tmp_path, NOW, size=10) as variables:
        assert {name: os.environ[name] for name in variables} == variables
        assert set(variables) == {URL, TOKEN, ANALYTICS}
        assert sessions(variables[ANALYTICS]) > 0
        assert answers(variables[URL], variables[TOKEN]) == 200
        assert answers(variables[URL], "another") == 401
    assert os.environ[URL] == "http://before"
    assert TOKEN not in os.environ
    assert is_gone(variables[URL])


def test_servers_end_with_a_block_that_fails(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError, match="mine"), demo_servers(tmp_path, NOW, size=10) as variables:
        raise RuntimeError("mine")
    assert is_gone(variables[URL])


def test_servers_that_do_not_come_up_are_a_problem_with_their_last_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(demo, "SERVERS", "sandbox.nothing_here")
    with pytest.raises(Problem) as problem, demo_servers(tmp_path, NOW):
        pass
    assert str(problem.value).startswith(
        f"{tmp_path}/sandbox/servers.log: the demo company's servers did not come up: "
    )
    assert "No module named sandbox.nothing_here" in str(problem.value)


def test_servers_that_say_nothing_in_time_are_a_problem(tmp_path: Path) -> None:
    with (
        pytest.raises(Problem, match="did not come up: they said nothing"),
        demo_servers(tmp_path, NOW, seconds_to_start=0),
    ):
        pass


def test_the_companys_files_lie_in_the_inbox_and_the_truth_beside(tmp_path: Path) -> None:
    delivered = deliver_demo_files(tmp_path, NOW, size=10)
    assert delivered
    assert all(path.is_file() and path.parents[1] == tmp_path / "inbox" for path in delivered)
    assert (tmp_path / "sandbox" / "truth" / "months.parquet").is_file()


def test_a_taken_port_is_one_plain_line() -> None:
    with bound(0) as taken:
        taken.listen()
        port = taken.getsockname()[1]
        ended = subprocess.run(
            [*SERVE, "--port", str(port), "--token", "t"], capture_output=True, text=True, check=False
        )
    assert ended.returncode == 1
    assert ended.stdout == ""
    assert ended.stderr == f"127.0.0.1:{port}: Address already in use. Choose another --port, or 0.\n"


def test_a_token_is_demanded() -> None:
    environment = {name: value for name, value in os.environ.items() if name != TOKEN}
    ended = subprocess.run(SERVE, capture_output=True, text=True, check=False, env=environment)
    assert ended.returncode == 2
    assert ended.stderr.endswith("a token is needed: --token, or YANDEX_METRICA_TOKEN\n")


def test_servers_end_with_the_process_that_started_them() -> None:
    servers = subprocess.Popen(
        [*SERVE, "--token", "t", "--until-stdin-closes"], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    try:
        assert servers.stdin is not None
        assert servers.stdout is not None
        ready = json.loads(servers.stdout.readline())
        assert ready["yandex_metrica"] == f"http://127.0.0.1:{ready['port']}/yandex_metrica"
        assert answers(ready["yandex_metrica"], "t") == 200
        assert sessions(ready["google_analytics"]) > 0
        servers.stdin.close()  # as the system does when their parent dies
        assert servers.wait(10) == 0
    finally:
        servers.kill()
        servers.wait()
        assert servers.stdout is not None
        servers.stdout.close()
