"""The trusted root by which documents of upstream are verified: the project's, else the user's."""

from collections.abc import Mapping
from pathlib import Path

from pbom.atomic import read_whole
from pbom.cli.trusted_roots import Roots
from pbom.codec.trusted_root import MAX_ROOT, check_trusted_root
from pbom.errors import FormatError, PolicyError, UsageError
from pbom.model.config import ProvenanceConfig
from pbom.model.trusted_root import TrustedRoot


def find_root(
    root: Path, config: ProvenanceConfig, environment: Mapping[str, str]
) -> TrustedRoot | str:
    """The trusted root that a project names, else the one that the user has pinned; or why none.

    A build does not fail because of it: what could not be verified is recorded as such.
    """
    try:
        document = (
            read_whole(root / config.trusted_root, MAX_ROOT)
            if config.trusted_root
            else Roots(root, environment).find("", None)
        )
        check_trusted_root(document)
    except (PolicyError, UsageError, FormatError) as error:
        return f"no trusted root: {error}"[:300]
    except OSError as error:
        return f"no trusted root: {config.trusted_root}: {error.strerror}"[:300]
    return TrustedRoot(document)
