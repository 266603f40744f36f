"""`python -m fieldform`: the same as the `fieldform` command."""

import sys

from fieldform.cli import main

sys.exit(main())
