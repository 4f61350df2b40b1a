"""The environment of a run: profile, folders, clock and keys."""

import os
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from dotenv import load_dotenv

from connectors.common.errors import Problem

PROFILES = ("demo", "files", "production")
PUBLIC_DEMO_KEY = "the demo company has no secrets"


@dataclass(frozen=True)
class Environment:
    """`now` is in UTC. `hash_key` is None where contacts must be refused."""

    profile: str
    config: Path
    home: Path
    now: datetime
    hash_key: bytes | None

    @classmethod
    def from_os(cls) -> "Environment":
        """From the TABLO_ variables; `.env` of the folder fills in what they leave open."""
        load_dotenv(Path.cwd() / ".env", override=False)
        profile = os.environ.get("TABLO_PROFILE", "demo")
        if profile not in PROFILES:
            raise Problem(
                f"there is no profile {profile!r}.", where="TABLO_PROFILE", mend=f"Use one of {', '.join(PROFILES)}."
            )
        key = os.environ.get("TABLO_HASH_KEY") or (PUBLIC_DEMO_KEY if profile == "demo" else None)
        return cls(
            profile=profile,
            config=Path(os.environ.get("TABLO_CONFIG", "config")).absolute(),
            home=Path(os.environ.get("TABLO_HOME", "data")).absolute(),
            now=_clock(os.environ.get("TABLO_NOW")),
            hash_key=key.encode() if key else None,
        )

    def refreshed(self) -> "Environment":
        """The same with the clock read again: a daemon's `now` must not stay at its start."""
        return replace(self, now=_clock(os.environ.get("TABLO_NOW")))

    def today(self, timezone: str) -> date:
        """The business day that `now` falls on."""
        return self.now.astimezone(ZoneInfo(timezone)).date()


def _clock(fixed: str | None) -> datetime:
    if not fixed:
        return datetime.now(UTC).replace(microsecond=0)
    try:
        moment = datetime.fromisoformat(fixed)
    except ValueError:
        raise Problem(
            f"{fixed!r} is not a moment.", where="TABLO_NOW", mend="Write it as 2026-11-21T06:00:00+03:00."
        ) from None
    return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
