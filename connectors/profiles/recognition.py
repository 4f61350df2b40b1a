"""Which export a file is, told by the rows near its top. Two profiles that fit alike are a question, never a guess."""

from collections.abc import Iterable

from connectors.common.errors import BadInput
from connectors.files.header import header_names
from connectors.files.layout import Candidate, Layout
from connectors.profiles.headers import normal
from connectors.profiles.model import Profile


def recognised(
    candidates: Iterable[Candidate],
    profiles: Iterable[Profile],
    file: str,
    more: dict[str, tuple[str, ...]] | None = None,
) -> tuple[Profile, Layout] | None:
    """The profile that claims most of the columns, and where its header is; None where none fits.

    Raises BadInput where two fit alike.
    """
    profiles = tuple(profiles)
    best: list[tuple[Profile, Layout]] = []
    most = 0
    for candidate in candidates:
        header = _names(candidate)
        normals = {normal(name) for name in header}
        for profile in profiles:
            if not profile.may_have(normals, more or {}):
                continue
            found = profile.found_in(header, more)
            claimed = len(set(found.values()))
            if claimed > most:
                best, most = [], claimed
            if claimed == most and all(profile.name != other.name for other, _ in best):
                best.append((profile, candidate.layout))
    if len(best) > 1:
        names = ", ".join(f"{profile.title.en} ({profile.name})" for profile, _ in best)
        raise BadInput(
            f"its headers fit {names} alike.",
            where=file,
            mend=f"Say which in config/sources/{file.split('/')[0]}.yaml, for instance `profile: {best[0][0].name}`.",
        )
    return best[0] if best else None


def _names(candidate: Candidate) -> tuple[str, ...]:
    """As the reader will name the columns; nothing where the row can't be a header."""
    try:
        return header_names(candidate.cells, "")
    except BadInput:
        return ()
