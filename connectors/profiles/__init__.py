"""Vendor profiles: what the exports of known systems look like, as data. One YAML file an export."""

from connectors.profiles.catalogue import load_profiles
from connectors.profiles.model import Profile
from connectors.profiles.recognition import recognised
from connectors.profiles.resolution import Resolved, Terms, resolved

__all__ = ["Profile", "Resolved", "Terms", "load_profiles", "recognised", "resolved"]
