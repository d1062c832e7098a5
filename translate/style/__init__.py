"""House style: what a newsroom wants of every draft, applied by rule after the model."""

from songngu.translate.style.render import (
    render_date,
    render_money,
    render_number,
    render_value,
)
from songngu.translate.style.settings import (
    OPTIONS,
    UNSTYLED,
    Dates,
    Headlines,
    HouseStyle,
    Money,
    Names,
    Percent,
    Spelling,
    change_style,
    load_style,
    parse_style,
)

__all__ = [
    "OPTIONS",
    "UNSTYLED",
    "Dates",
    "Headlines",
    "HouseStyle",
    "Money",
    "Names",
    "Percent",
    "Spelling",
    "change_style",
    "load_style",
    "parse_style",
    "render_date",
    "render_money",
    "render_number",
    "render_value",
]
