"""`python -m yusuan` is the command line."""

from yusuan.cli import main

main()
