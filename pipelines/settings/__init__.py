"""What a run is told from outside: the environment, and the configuration folder."""

from pipelines.settings.configuration import Configuration, load_configuration
from pipelines.settings.environment import Environment

__all__ = ["Configuration", "Environment", "load_configuration"]
