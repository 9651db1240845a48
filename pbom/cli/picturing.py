"""What ``pbom graph`` draws."""

from pathlib import Path

from pbom.cli.tracing import drawing
from pbom.codec.cyclonedx.picture import read_picture
from pbom.errors import FormatError, UsageError
from pbom.model.ink import PLAIN


def picture(path: Path, form: str) -> str:
    """A document as a picture.

    Raises:
        UsageError: The format is unknown, or the file cannot be read.
        FormatError: It is no CycloneDX.
    """
    view = drawing(form)
    try:
        data = path.read_bytes()
    except OSError as error:
        raise UsageError(f"cannot read {path}: {error.strerror}") from error
    try:
        graph = read_picture(data, path.name)
    except FormatError as error:
        raise error.within(str(path)) from error
    return "".join(f"{line}\n" for line in view.lines(graph, PLAIN))
