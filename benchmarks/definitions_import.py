"""How long Dagster waits for the project: `import pipelines.definitions` beside `import dagster` alone."""

from benchmarks.measure import Ratio, median_seconds, python


def measure() -> list[Ratio]:
    ours = median_seconds(python("import pipelines.definitions"))
    bare = median_seconds(python("import dagster"))
    return [Ratio("import pipelines.definitions", ours, bare, "s", "import dagster", "under 3 s")]
