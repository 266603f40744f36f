"""Public workbooks through all of it (going_through.py).

    python -m tests.corpus FOLDER… [--seeds 3] [--only WORD]

Prints a line for each workbook with which something is not as it must be, and then how many there were. Public: nothing.
"""

import argparse
import sys
import warnings
from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory

from fieldform.forms import FormRefused, load_xlsform
from tests.corpus.going_through import answered, published
from tests.forms.browser import Browser
from tests.support import cheaply
from tests.support.house import Device, House, build


def main() -> int:
    warnings.simplefilter("ignore")
    asked = argparse.ArgumentParser(description=(__doc__ or "").split("\n", maxsplit=1)[0])
    asked.add_argument("folders", nargs="+", type=Path)
    asked.add_argument("--seeds", type=int, default=3, help="how often each is answered")
    asked.add_argument("--only", default="", help="a word in the file's name")
    args = asked.parse_args()
    told: Counter[str] = Counter()
    with TemporaryDirectory() as folder, cheaply.hash_compile_and_pack(), build(Path(folder)) as house, house.app.app_context():
        browser, device = Browser(), house.device(house.cast.officer.agency)
        for path in sorted(path for given in args.folders for path in given.rglob("*.xls*") if args.only in path.name):
            told[_through(path, house, device, browser, args.seeds)] += 1
        browser.close()
    print(", ".join(f"{count:,} {words}" for words, count in told.most_common()))
    return 1 if told["not as they must be"] else 0


def _through(path: Path, house: House, device: Device, browser: Browser, seeds: int) -> str:
    try:
        form = load_xlsform(path)
    except FormRefused:
        return "refused"
    except Exception as problem:  # noqa: BLE001 (what another program's file does is what is asked here)
        return _wrong(path, [f"reading: {problem!r}"])
    try:
        found = [*published(form, house), *(words for seed in range(seeds) for words in answered(form, house, device, browser, seed))]
    except Exception as problem:  # noqa: BLE001
        found = [f"{type(problem).__name__}: {problem}"]
    return _wrong(path, found) if found else "as they must be"


def _wrong(path: Path, found: list[str]) -> str:
    print(f"{path.name}: {'; '.join(found[:4])}"[:700], flush=True)
    return "not as they must be"


if __name__ == "__main__":
    sys.exit(main())
