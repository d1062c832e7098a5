"""Machine drafts of Vietnamese segments in English."""

from songngu.translate.drafter import Drafter
from songngu.translate.engines import ENGINES, load_drafter, load_engine, names_engine
from songngu.translate.house import HouseDrafter

__all__ = ["ENGINES", "Drafter", "HouseDrafter", "load_drafter", "load_engine", "names_engine"]
