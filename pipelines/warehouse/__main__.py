"""`python -m pipelines.warehouse [folder]`: every rule that a model breaks, a line each; exit code 1 if any."""

import sys
from pathlib import Path

from connectors.common.errors import Problem
from pipelines.warehouse.loading.models import lint_models


def main(arguments: list[str]) -> int:
    """Print what is wrong with the folder's models, `sql` by default."""
    try:
        problems = lint_models(Path(arguments[0] if arguments else "sql"))
    except Problem as unreadable:
        problems = [unreadable]
    for problem in problems:
        print(problem)
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
