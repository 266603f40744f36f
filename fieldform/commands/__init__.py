"""One file a command: `add_parser(subparsers)` says what it takes, `run(args, config)` does it and returns the exit code."""
