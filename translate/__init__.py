"""Machine drafts of Vietnamese segments in English."""
