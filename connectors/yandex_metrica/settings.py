"""What the configuration says of a counter. The token is not among it: it comes from the environment."""

import os
from collections.abc import Mapping
from typing import Annotated, Any, Literal, Self
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from connectors.common.errors import AccessRefused, BadInput
from connectors.common.http import is_loopback
from connectors.common.stream import Refresh

URL_OVERRIDE = "TABLO_YANDEX_METRICA_URL"
LogName = Literal["visits", "hits"]
StreamName = Literal["visits", "hits", "traffic_report", "goal_report"]
Attribution = Literal[
    "FIRST",
    "LAST",
    "LASTSIGN",
    "LAST_YANDEX_DIRECT_CLICK",
    "CROSS_DEVICE_FIRST",
    "CROSS_DEVICE_LAST",
    "CROSS_DEVICE_LAST_SIGNIFICANT",
    "CROSS_DEVICE_LAST_YANDEX_DIRECT_CLICK",
    "AUTOMATIC",
]
ATTRIBUTION_ENDED_ON = "2026-06-25"
# the models that ended, and what has answered in their place since; the docs name no analogue of the third
ENDED: dict[Attribution, Attribution | None] = {
    "FIRST": "CROSS_DEVICE_FIRST",
    "LASTSIGN": "CROSS_DEVICE_LAST_SIGNIFICANT",
    "CROSS_DEVICE_LAST": None,
    "LAST_YANDEX_DIRECT_CLICK": "AUTOMATIC",
    "CROSS_DEVICE_LAST_YANDEX_DIRECT_CLICK": "AUTOMATIC",
}


class MetricaSettings(BaseModel):
    """One counter. Its days still change: each run asks for `daily_days` again, and once a week for `weekly_days`.

    `extra_fields`: names or groups of the Logs API's catalogue, besides the default ones. `attribution_models`: models
    whose source fields are pulled besides those of `last`. `money_divisors`: by column, what raw amounts are
    divided by. `reconcile_tolerance`: the share by which logs and reports may differ. `check_part_sizes`: a part of
    other than the announced bytes is broken.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    counter_id: int = Field(gt=0)
    base_url: str = "https://api-metrika.yandex.net"
    token_env: str = "YANDEX_METRICA_TOKEN"
    streams: tuple[StreamName, ...] = Field(default=("visits", "traffic_report", "goal_report"), min_length=1)
    extra_fields: dict[LogName, tuple[str, ...]] = {}
    attribution: Attribution = "LAST"
    attribution_models: tuple[Attribution, ...] = ()
    currency: Annotated[str, Field(pattern="^[A-Z]{3}$")] = "RUB"
    money_divisors: dict[str, Annotated[int, Field(ge=1)]] = {}
    reconcile_tolerance: float = Field(default=0.01, ge=0, le=1)
    gzip: bool = False
    check_part_sizes: bool = True
    longest_wait_minutes: float = Field(default=120, gt=0)
    daily_days: int = Field(default=4, ge=1)
    weekly_days: int = Field(default=22, ge=1)

    @field_validator("streams", "attribution_models")
    @classmethod
    def _each_once(cls, given: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(dict.fromkeys(given))

    @classmethod
    def checked(cls, settings: Mapping[str, Any], *, where: str = "config/sources/yandex_metrica.yaml") -> Self:
        """The settings of a source's file; the first thing wrong is `BadInput` with its key."""
        try:
            return cls.model_validate(settings)
        except ValidationError as error:
            first = error.errors()[0]
            key = ".".join(["settings", *(str(part) for part in first["loc"])])
            raise BadInput(f"{key}: {first['msg']}.", where=where, mend="Mend this line and run again.") from None

    @property
    def refresh(self) -> tuple[Refresh, ...]:
        """When days are asked for again."""
        return (Refresh(self.daily_days), Refresh(self.weekly_days, every=7))

    @property
    def ended_attributions(self) -> list[str]:
        """A sentence for each model in these settings that the vendor has ended."""
        return [
            f"attribution {model} ended on {ATTRIBUTION_ENDED_ON}: {_since(ENDED[model])}."
            for model in dict.fromkeys((self.attribution, *self.attribution_models))
            if model in ENDED
        ]

    @property
    def url(self) -> str:
        """Where the API is asked. A token leaves the machine over TLS only, else `BadInput`."""
        url = (os.environ.get(URL_OVERRIDE) or self.base_url).rstrip("/")
        secure = url.startswith("https://") or (url.startswith("http://") and is_loopback(url))
        if not secure or not urlsplit(url).hostname:
            raise BadInput(f"{url!r} is not an https address.", where="yandex_metrica", mend="Check base_url.")
        return url

    def token(self) -> str:
        """The OAuth token; read at the moment of use, so that no settings object ever holds it."""
        token = os.environ.get(self.token_env, "").strip()
        if not token:
            raise AccessRefused(
                f"there is no token in {self.token_env}.",
                where="yandex_metrica",
                mend=f"Put an OAuth token with the scope metrika:read into {self.token_env}, or into .env.",
            )
        if not token.isascii() or not token.isprintable() or " " in token:
            raise AccessRefused(
                f"{self.token_env} holds characters that no token has.",
                where="yandex_metrica",
                mend="Copy the token again, without quotes and spaces.",
            )
        return token


def _since(model: Attribution | None) -> str:
    return f"{model} has answered since" if model else "what has answered since is not documented"
