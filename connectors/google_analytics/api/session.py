"""A session with the API: one request gets its turn, its tries, and an answer or a sentence."""

import random
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from connectors.google_analytics.api.address import address
from connectors.google_analytics.api.credentials import credentials
from connectors.google_analytics.api.errors import judge
from connectors.google_analytics.api.opening import open_client
from connectors.google_analytics.api.patience import Patience
from connectors.google_analytics.api.refusals import Kind, Refusal
from connectors.google_analytics.api.turns import Turns
from connectors.google_analytics.settings import GoogleAnalyticsSettings

MOST_PARKS = 6  # two are enough for one bucket; whoever is refused without end shall not ask without end


class Session:
    """`account` is the e-mail address of the service account, None where our own machine is asked without one."""

    def __init__(self, settings: GoogleAnalyticsSettings, state: Path, patience: Patience) -> None:
        self._settings, self._patience = settings, patience
        key = credentials(settings)
        self.account: str | None = key.service_account_email if key else None
        project = (key.project_id if key else None) or "unnamed"
        self.turns = Turns(settings, state.parent / "limits", project, patience)
        self.requests = 0
        self._client = open_client(address(settings), key)

    def ask(self, method: str, message: Any) -> Any:
        """The answer of the client's method. A place is held for the time of the request only, never for a pause."""
        failed: Counter[Kind] = Counter()
        parked = 0.0
        while True:
            with self.turns.one(parked) as parked:
                answer, refusal = self._once(method, message)
            if refusal is None:
                return answer
            failed[refusal.kind] += 1
            self._endure(refusal, failed)

    def close(self) -> None:
        """Give the connections back."""
        self._client.transport.close()  # type: ignore[no-untyped-call]

    def _once(self, method: str, message: Any) -> tuple[Any, Refusal | None]:
        self.requests += 1
        try:
            # the library tries nothing again by itself, and should not: each failure is counted by the vendor
            answer = getattr(self._client, method)(request=message, retry=None, timeout=self._patience.deadline)
        except Exception as error:  # of gRPC, of REST, of Google's auth: told apart in one place
            refusal = judge(error, self._settings, self.account)
            if refusal is None:
                raise
            return None, refusal
        return answer, None

    def _endure(self, refusal: Refusal, failed: Mapping[Kind, int]) -> None:
        """Pause, or raise the problem where patience ends. A day's quota ends it when the next turn is taken."""
        if refusal.kind == "spent":
            self.turns.close_until_it_opens(refusal.bucket, "refused")
            if failed["spent"] < MOST_PARKS:
                return
        tries = {"again": self._patience.tries, "slow": self._patience.long_tries, "busy": self._patience.busy_tries}
        done = failed[refusal.kind]
        if done >= tries.get(refusal.kind, 1):
            raise refusal.problem
        pause = min(self._patience.first_pause * 2 ** (done - 1), self._patience.longest_pause)
        self._patience.sleep(pause + random.uniform(0, self._patience.first_pause))
