"""The images that a container engine has at hand, read from its own lists: no engine is asked."""

import os
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from pbom.codec.image_stores import (
    MAX_BYTES,
    StoredImage,
    read_containers,
    read_docker,
    read_layout,
)
from pbom.errors import FormatError
from pbom.model.dependency import Integrity

_READERS: dict[str, Callable[[bytes], Iterator[StoredImage]]] = {
    "repositories.json": read_docker,
    "images.json": read_containers,
    "index.json": read_layout,
}
_USUAL = (
    ("/var/lib/docker/image", "*/repositories.json"),
    ("/var/lib/containers/storage", "*-images/images.json"),
)
_OF_USER = ".local/share/containers/storage"


def usual_stores(home: str) -> tuple[Path, ...]:
    """The lists of the engines that this machine and this user have, in their usual places."""
    places = [*_USUAL, *([(f"{home}/{_OF_USER}", _USUAL[1][1])] if home.startswith("/") else [])]
    found: list[Path] = []
    for root, pattern in places:
        try:
            found.extend(sorted(Path(root).glob(pattern)))
        except OSError:
            continue  # it is somebody else's
    return tuple(found)


class ImageStores:
    """Lists of images, by what they are called.

    Attributes:
        problems: Lists that could not be read, and why.
    """

    def __init__(self, places: Iterable[Path]) -> None:
        """Read them; a directory is an OCI layout."""
        self.problems: list[str] = []
        self.places = 0
        self._images: dict[tuple[str, str], set[Integrity]] = {}
        for place in places:
            self.places += 1
            path = place / "index.json" if place.is_dir() else place
            try:
                for image in _READERS[path.name](_content(path)):
                    key = image.repository, image.tag
                    self._images.setdefault(key, set()).add(image.integrity)
            except KeyError:
                self.problems.append(f"{path.name} is no list of images that is known")
            except FormatError as error:
                self.problems.append(f"{path.name}: {error}"[:300])
            except OSError as error:
                self.problems.append(f"{path.name}: {error.strerror}")

    def look_up(self, repository: str, tag: str) -> tuple[Integrity, ...]:
        """What these stores have under a name; several where they do not agree."""
        return tuple(sorted(self._images.get((repository, tag), ())))


def _content(path: Path) -> bytes:
    with os.fdopen(os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC), "rb") as file:
        return file.read(MAX_BYTES + 1)
