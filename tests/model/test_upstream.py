"""What documents of upstream together say of a package."""

import pytest
from msgspec.structs import replace

from pbom.model.dependency import Dependency, Integrity, LockFile, Problem
from pbom.model.digest import Digest, DigestSet
from pbom.model.inventory import Inventory, RecordedLock, join
from pbom.model.upstream import Signer, Upstream, UpstreamLook

WHEEL, SDIST, OTHER = (Digest("sha256", letter * 64) for letter in "abc")
TRUST = Digest("sha256", "e" * 64)
SIGNER = Signer(identity="https://forge.example/me/it/release.yml@v1", issuer="https://id.example")
PACKAGE = Dependency(
    ecosystem="pypi",
    name="it",
    version="1",
    purl="pkg:pypi/it@1",
    place="[[package]] it",
    integrity=(
        Integrity(algorithm="sha256", value=WHEEL.value, file="it-1-py3-none-any.whl"),
        Integrity(algorithm="sha256", value=SDIST.value, file="it-1.tar.gz"),
    ),
)


def document(subject: Digest = WHEEL, *, matches: bool = True, reason: str = "") -> Upstream:
    """A document about a file of the package."""
    return Upstream(
        purl=PACKAGE.purl,
        subject=subject,
        matches=matches,
        place="it.publish.attestation",
        document=Digest("sha256", "d" * 64),
        form="pep740",
        predicate="https://docs.pypi.org/attestations/publish/v1",
        signer=None if reason else SIGNER,
        reason=reason,
    )


def looked(*found: Upstream, known: Dependency = PACKAGE) -> Inventory:
    """An inventory of the one package, with a look at these documents."""
    file = LockFile(name="uv.lock", format="uv_lock", dependencies=(known,))
    lock = RecordedLock(digests=DigestSet.sha256("1" * 64), file=file)
    look = UpstreamLook(places=("provenance",), trust=TRUST, found=found)
    return Inventory(locks=(lock,), upstream=look)


def state(inventory: Inventory) -> str:
    """What is known of the one package."""
    return inventory.upstream_of(inventory.packages[0]).state


def test_every_file_has_to_be_verified() -> None:
    both = looked(document(), document(SDIST))
    standing = both.upstream_of(both.packages[0])
    assert (standing.state, standing.files, standing.verified) == ("verified", 2, 2)
    assert standing.signers == (SIGNER,)
    one = looked(document())
    standing = one.upstream_of(one.packages[0])
    assert (standing.state, standing.files, standing.verified) == ("present", 2, 1)


def test_who_did_not_look_knows_nothing() -> None:
    assert state(looked()) == "absent"
    assert state(replace(looked(), upstream=None)) == "not-looked"


@pytest.mark.parametrize(
    "worse",
    [
        document(SDIST, reason="its signature is that of nobody"),
        document(OTHER, matches=False),
    ],
    ids=["not verified", "of another content"],
)
def test_what_is_not_a_verified_document_of_a_locked_file_counts_for_nothing(
    worse: Upstream,
) -> None:
    assert state(looked(document(), worse)) == "present"


def test_a_verified_document_of_another_content_spoils_the_verified_ones() -> None:
    assert state(looked(document(), document(SDIST), document(OTHER, matches=False))) == "present"


def test_weak_digests_are_no_files_that_could_be_verified() -> None:
    weak = replace(PACKAGE, integrity=(Integrity(algorithm="sha1", value="a" * 40),))
    assert state(looked(document(), known=weak)) == "present"


def test_several_digests_of_one_archive_are_one_file() -> None:
    npm = replace(
        PACKAGE,
        ecosystem="npm",
        integrity=(
            Integrity(algorithm="sha256", value=WHEEL.value),
            Integrity(algorithm="sha512", value="a" * 128),
        ),
    )
    assert state(looked(document(), known=npm)) == "verified"


def test_looks_of_several_steps_are_one() -> None:
    lost = ("x.json", Problem(kind="unreadable", place="$", reason="no JSON"))
    one, other = looked(document()), looked(document(SDIST))
    assert other.upstream
    more = replace(other, upstream=replace(other.upstream, places=("more",), problems=(lost,)))
    both = join((one, more))
    assert state(both) == "verified"
    assert both.upstream
    assert both.upstream.places == ("more", "provenance")
    assert both.upstream.problems == (lost,)
    assert both.upstream.trust == TRUST
    assert join((replace(one, upstream=None),)).upstream is None
    rooted = replace(more, upstream=replace(other.upstream, trust=Digest("sha256", "f" * 64)))
    told = join((one, rooted)).upstream
    assert told
    assert told.trust is None
