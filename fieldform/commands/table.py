"""A table on a terminal: columns as wide as what stands in them. Public: print_table, when."""

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from fieldform.config import Config


def print_table(heads: Sequence[str], rows: Sequence[Sequence[str]], empty: str) -> None:
    """`empty` is said where there is no row."""
    if not rows:
        print(empty)
        return
    widths = [max(len(row[place]) for row in (heads, *rows)) for place in range(len(heads))]
    for row in (heads, *rows):
        print("  ".join(text.ljust(width) for text, width in zip(row, widths, strict=True)).rstrip())


def when(instant: datetime | None, config: Config) -> str:
    """Day and minute in the desk's time zone; a dash for never."""
    return "–" if instant is None else f"{instant.astimezone(ZoneInfo(config.zone)):%Y-%m-%d %H:%M}"
