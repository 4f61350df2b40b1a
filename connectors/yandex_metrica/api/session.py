"""A session with Yandex.Metrica: the token, the limits that all runs share, and what a refusal means.

The quotas are the vendor's (docs, intro/quotas), and count what everybody asks: other programs of the same user or on
the same counter spend of them too, so that refusals still come.
"""

import hashlib
from functools import partial
from pathlib import Path

import requests
from pyrate_limiter import Duration, Rate
from requests.auth import AuthBase

from connectors.common.http import Http, Retry
from connectors.common.limits import DailyBudget, Limits, Pace, SharedLimits, Slots
from connectors.yandex_metrica.api.errors import Api as Api
from connectors.yandex_metrica.api.errors import judge
from connectors.yandex_metrica.settings import MetricaSettings

PARALLEL_OF_A_USER = 3
REQUESTS_PER_DAY = 5000  # of a user, and of a counter, whoever asks
REQUESTS_PER_SECOND = 30  # of an address, over all APIs
LOGS_REQUESTS_PER_SECOND = 10  # of an address
REPORTS_PER_5_MINUTES = 200  # of a user, since 2025-12-17


class _OAuth(AuthBase):
    def __init__(self, token: str) -> None:
        self._token = token

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        request.headers["Authorization"] = f"OAuth {self._token}"
        return request


def metrica_http(settings: MetricaSettings, state: Path, retry: Retry, api: Api) -> Http:
    """The session of one counter with one of the APIs. `state` is the source's folder; its limits lie beside it."""
    where, token = _where(settings), settings.token()
    return Http(
        settings.url,
        name=where,
        auth=_OAuth(token),
        limits=_limits(state.parent / "limits", settings.counter_id, _user(token), api, where),
        judge=partial(judge, where=where, token_env=settings.token_env, api=api),
        retry=retry,
    )


def requests_left(settings: MetricaSettings, state: Path) -> int:
    """How many requests of the day are left, of the user or the counter, whichever has fewer; by our own count."""
    budgets = _budgets(state.parent / "limits", settings.counter_id, _user(settings.token()), _where(settings))
    return min(budget.left for budget in budgets.values())


def _where(settings: MetricaSettings) -> str:
    return f"Yandex.Metrica, counter {settings.counter_id}"


def _user(token: str) -> str:
    """A token is never written anywhere."""
    return hashlib.sha256(token.encode()).hexdigest()[:12]


def _limits(folder: Path, counter: int, user: str, api: Api, where: str) -> Limits:
    """A download of a whole part holds one of the slots: the others of the home share what is left."""
    of_user = f"yandex_metrica-user-{user}"
    return SharedLimits(
        Slots(
            folder / of_user,
            PARALLEL_OF_A_USER,
            what_for=f"one of {PARALLEL_OF_A_USER} parallel requests ({where})",
        ),
        _paces(folder, of_user, api),
        _budgets(folder, counter, user, where),
        what_for=f"a request's turn ({where})",
    )


def _budgets(folder: Path, counter: int, user: str, where: str) -> dict[str, DailyBudget]:
    whose = {"user": f"yandex_metrica-user-{user}", "counter": f"yandex_metrica-counter-{counter}"}
    return {
        owner: DailyBudget(folder / f"{name}-days.sqlite", REQUESTS_PER_DAY, owner=owner, where=where)
        for owner, name in whose.items()
    }


def _paces(folder: Path, of_user: str, api: Api) -> list[Pace]:
    """The fastest first."""
    paces = [Pace(folder / "yandex_metrica-address.sqlite", Rate(REQUESTS_PER_SECOND, Duration.SECOND))]
    if api == "logs":
        paces.append(Pace(folder / "yandex_metrica-logs.sqlite", Rate(LOGS_REQUESTS_PER_SECOND, Duration.SECOND)))
    if api == "reporting":
        rate = Rate(REPORTS_PER_5_MINUTES, Duration.MINUTE * 5)
        paces.append(Pace(folder / f"{of_user}-reports.sqlite", rate))
    return paces
