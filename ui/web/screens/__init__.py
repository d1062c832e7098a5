"""The page's screens, one module each: handlers as plain functions ``(site, request) -> answer``.

A screen is its module here with a ``SCREEN``, its files in ``static/`` and its line below.
"""

from songngu.ui.web.screens import articles, clean, desk, jobs, links, quality, shell, style, terms
from songngu.ui.web.site import Screen

#: In the order of the navigation. The shell is none of them.
SCREENS: tuple[Screen, ...] = (
    articles.SCREEN,
    desk.SCREEN,
    clean.SCREEN,
    links.SCREEN,
    quality.SCREEN,
    terms.SCREEN,
    style.SCREEN,
    jobs.SCREEN,
    shell.SCREEN,
)
