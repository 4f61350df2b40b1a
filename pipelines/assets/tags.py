"""The tags that say what a run does. One that is spelled wrong fails the run: Dagster takes any word for a tag."""

from collections.abc import Mapping

import dagster as dg

from pipelines.assets.sources.accepting import ACCEPT_TAG
from pipelines.assets.sources.pulling import REFRESH_TAG
from pipelines.only_run import STARTED_BY
from pipelines.partitions import DERIVE_TAG

OURS = "tablo/"
WORDS = {REFRESH_TAG: ("mutable", "all", "none"), DERIVE_TAG: ("range", "changed")}
TO_GIVE = sorted((ACCEPT_TAG, *WORDS))
MEND = "Nothing was fetched and nothing derived: launch the run again with the right tags."


def refuse_unknown(tags: Mapping[str, str]) -> None:
    """Call it before anything is done. Raises dg.Failure: somebody asked for what nobody would do.

    What is wrong with the words of `tablo/accept` is said by the checks of the streams, and stops nothing.
    """
    for tag, value in sorted(tags.items()):
        if tag.startswith(OURS) and tag not in (*TO_GIVE, STARTED_BY):
            _refuse(f"there is no tag {tag}. There are {', '.join(TO_GIVE)}.")
        if tag in WORDS and value not in WORDS[tag]:
            _refuse(f"{tag}: there is no {value!r}. Use one of {', '.join(WORDS[tag])}.")


def _refuse(said: str) -> None:
    raise dg.Failure(description=f"{said} {MEND}", allow_retries=False)
