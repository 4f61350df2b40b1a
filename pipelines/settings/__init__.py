"""What a run is told from outside: the environment, and the configuration folder."""

from pipelines.settings.configuration import Configuration
from pipelines.settings.environment import Environment
from pipelines.settings.loading import load_configuration

__all__ = ["Configuration", "Environment", "load_configuration"]
