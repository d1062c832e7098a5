"""From a page in any of its shapes to a cleaned document."""
