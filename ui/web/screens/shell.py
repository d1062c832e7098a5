"""What stands around every screen: navigation, language, theme, who is at work, the shortcuts."""

from __future__ import annotations

from songngu.ui.web.site import Screen

SCREEN = Screen("shell", in_navigation=False)
