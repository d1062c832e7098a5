"""Machine drafts of Vietnamese segments in English."""

from songngu.translate.drafter import Drafter
from songngu.translate.engines import ENGINES, load_drafter

__all__ = ["ENGINES", "Drafter", "load_drafter"]
