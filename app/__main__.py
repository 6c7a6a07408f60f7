"""`python3 -m app` is the same door as `proefstuk`."""

from app.cli import main

main(prog_name="proefstuk")
