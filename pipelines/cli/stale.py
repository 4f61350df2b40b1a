"""Which sources lack their last days in what is published: a line for each."""

from connectors.common.errors import Problem
from pipelines.publish.card_reading import read_feeds
from pipelines.publish.published import open_published
from pipelines.publish.staleness import staleness
from pipelines.settings import Environment


def stale_sources(environment: Environment) -> list[str]:
    """None where all is well, or nothing is published."""
    try:
        with open_published(environment) as connection:
            feeds = read_feeds(connection)
    except Problem:
        return []
    return [f"{line.en}." for line in staleness(feeds, (feed for feed in feeds if feed.is_stale))]
