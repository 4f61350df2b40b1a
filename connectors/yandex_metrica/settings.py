"""What the configuration says of a counter. The token is not among it: it comes from the environment."""

import os
from collections.abc import Mapping
from typing import Any, Literal, Self
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from connectors.common.errors import AccessRefused, BadInput
from connectors.common.http import is_loopback
from connectors.common.stream import Refresh

URL_OVERRIDE = "TABLO_YANDEX_METRICA_URL"
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


class MetricaSettings(BaseModel):
    """One counter. Visits still change: each run asks for `daily_days` again, and once a week for `weekly_days`."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    counter_id: int = Field(gt=0)
    base_url: str = "https://api-metrika.yandex.net"
    token_env: str = "YANDEX_METRICA_TOKEN"
    attribution: Attribution = "LAST"
    gzip: bool = False
    longest_wait_minutes: float = Field(default=120, gt=0)
    daily_days: int = Field(default=4, ge=1)
    weekly_days: int = Field(default=22, ge=1)

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
