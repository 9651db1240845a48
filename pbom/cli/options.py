"""Options that several commands have, and that mean the same in each."""

from typing import Annotated

import typer

Sign = Annotated[
    str,
    typer.Option(
        "--sign",
        metavar="URI",
        help="Who signs, such as file:PATH; the key of `pbom init` if not given.",
    ),
]
Timestamp = Annotated[
    str,
    typer.Option(
        "--timestamp",
        metavar="URL",
        help="A time stamping authority that vouches for when it was signed.",
    ),
]
