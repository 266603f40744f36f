"""What a clock on the wall shows at an instant, and which of two it is in the hour that comes twice.

Pure; its twin is momentWords in static/js/forms/answer-words.js. Public: clock_words.
"""

from datetime import datetime


def clock_words(local: datetime) -> str:
    """“01:30”; “01:30 EST” on the night the clocks go back. `local` is aware, in the zone of whoever reads it."""
    comes_twice = local.replace(fold=0).utcoffset() != local.replace(fold=1).utcoffset()
    return f"{local:%H:%M %Z}" if comes_twice else f"{local:%H:%M}"
