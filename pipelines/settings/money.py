"""`money.yaml`: VAT by date, what currencies are called in files, and who bears the costs that aren't media."""

import re
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any, Literal, Self, get_args

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

SharedType = Literal["agency", "tools", "salary", "production", "other"]
SHARED_TYPES: tuple[SharedType, ...] = get_args(SharedType)
MEDIA = "media"
CostType = Literal["media", SharedType]
# ISO 4217 has three letters; what it doesn't know (TON, USDT) is written alike
CODE = re.compile("[A-Z]{3,5}")


class Strict(BaseModel):
    """A misspelt key is an error, never ignored."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class VatRate(Strict):
    """A rate as a share (0.22), in force from a day until the next rate."""

    valid_from: date
    rate: Decimal

    @field_validator("rate")
    @classmethod
    def _a_share(cls, rate: Decimal) -> Decimal:
        if not 0 <= rate < 1:
            raise ValueError(f"{rate} is no share: write 22 % as 0.22")
        return rate


class Allocation(Strict):
    """How a type of cost is spread over channels: by a measure of the month, or all of it to one channel.

    Written as `ad_spend` (shares of the month's ad spend), `visits` (shares of the month's valid visits), `evenly`
    (over the channels that have ad spend in the month), or `{channel: email}`.
    """

    basis: Literal["ad_spend", "visits", "evenly", "channel"]
    channel: str | None = None

    @model_validator(mode="before")
    @classmethod
    def _as_written(cls, written: Any) -> Any:
        if isinstance(written, Allocation):
            return written
        if written in ("ad_spend", "visits", "evenly"):
            return {"basis": written}
        if isinstance(written, dict) and set(written) == {"channel"} and isinstance(written["channel"], str):
            return {"basis": "channel", **written}
        raise ValueError(f"{written!r} is no rule: write ad_spend, visits, evenly, or {{channel: a channel's code}}")


AD_SPEND = Allocation.model_validate("ad_spend")


class Money(Strict):
    """VAT by date of the event; `currency_names` turns what people write into codes; `allocation` is by type of cost.

    `vat_free_costs` are types on which no VAT is charged: net is gross there, unless a file says a rate.
    """

    vat_rates: list[VatRate] = Field(min_length=1)
    currency_names: dict[str, str] = {}
    vat_free_costs: tuple[CostType, ...] = ("salary",)
    allocation: dict[Literal["default", SharedType], Allocation] = {}

    @field_validator("currency_names")
    @classmethod
    def _codes(cls, names: dict[str, str]) -> dict[str, str]:
        for name, code in names.items():
            if not CODE.fullmatch(code):
                raise ValueError(f"{name}: {code!r} is no currency's code: write it as RUB or TON")
        meant: dict[str, str] = {}
        for name, code in names.items():
            if (known := meant.setdefault(name.strip().lower(), code)) != code:
                raise ValueError(f"{name.strip().lower()} is both {' and '.join(sorted((known, code)))}")
        return names

    @model_validator(mode="after")
    def _one_rate_a_day(self) -> Self:
        days = [rate.valid_from for rate in self.vat_rates]
        if twice := sorted({day for day in days if days.count(day) > 1}):
            raise ValueError(f"vat_rates: two rates begin on {twice[0]}")
        return self

    def shared_by(self, cost_type: SharedType) -> Allocation:
        """The type's own rule, else the default one, else the month's ad spend."""
        return self.allocation.get(cost_type) or self.allocation.get("default") or AD_SPEND

    def unknown_channels(self, known: Iterable[str]) -> list[str]:
        """Channels that bear costs and that the company hasn't."""
        named = {rule.channel for rule in self.allocation.values() if rule.channel is not None}
        return sorted(named - set(known))
