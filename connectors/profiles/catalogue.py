"""Every profile that comes with the project, read once."""

from functools import cache
from pathlib import Path
from types import MappingProxyType

import yaml
from pydantic import ValidationError

from connectors.common.errors import Problem
from connectors.profiles.model import Profile

FOLDER = Path(__file__).parent


@cache
def load_profiles() -> MappingProxyType[str, Profile]:
    """Name → profile; the name is made of folder and file: `bitrix24/deals.yaml` is `bitrix24_deals`."""
    profiles = [read_profile(path) for path in sorted(FOLDER.glob("*/*.yaml"))]
    return MappingProxyType({profile.name: profile for profile in profiles})


def read_profile(path: Path) -> Profile:
    """Raises Problem with the first thing that is wrong in the file."""
    content = yaml.safe_load(path.read_text(encoding="utf-8"))
    try:
        return Profile.model_validate({"name": f"{path.parent.name}_{path.stem}", **content})
    except ValidationError as error:
        first = error.errors()[0]
        key = ".".join(str(part) for part in first["loc"])
        raise Problem(f"{key}: {first['msg']}.", where=f"{path.parent.name}/{path.name}") from None
