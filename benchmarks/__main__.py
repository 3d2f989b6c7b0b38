"""The suite's commands: ``python -m benchmarks --help`` lists them."""

import sys

from benchmarks.commands.parser import main

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
