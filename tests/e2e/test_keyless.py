"""A user in a CI job, from the first command to the gate, at a Sigstore on loopback."""

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from pbom.cli.trust import POLICY
from pbom.codec.bundle import read_bundle
from tests.cli.session import Sandbox
from tests.keyless import IDENTITY, Deployment
from tests.sigstore_double.oidc import WORKFLOW
from tests.sigstore_double.server import REQUEST_TOKEN
from tests.test_lazy_imports import loaded_by
from tests.workbench import require

IN_GITHUB = {
    "GITHUB_REPOSITORY": "acme/app",
    "GITHUB_RUN_ID": "42",
    "GITHUB_RUN_ATTEMPT": "1",
    "GITHUB_SERVER_URL": "https://github.com",
    "GITHUB_WORKFLOW_REF": WORKFLOW,
}
ADA = {"sub": "ada", "email": "ada@example.org"}
BUILD = ("--output", "out.bin", "--", "make", "-s")


@pytest.fixture(scope="module")
def deployment(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Deployment]:
    require("openssl", "make")
    with Deployment.running(tmp_path_factory.mktemp("sigstore")) as running:
        yield running


def policy(deployment: Deployment, root: Path, **members: str) -> str:
    who = {"identity": IDENTITY, "issuer": deployment.sigstore.url, "repository-id": "1001"}
    who |= {name.replace("_", "-"): value for name, value in members.items()}
    lines = [f'{name} = "{value}"' for name, value in who.items() if value]
    digest = hashlib.sha256(root.read_bytes()).hexdigest()
    return "\n".join(
        [
            "version = 1",
            f'[trust]\nroot = "{root}"\nsha256 = "{digest}"',
            "[functionaries.ci]",
            *lines,
            '[pbom]\nfunctionaries = ["ci"]',
            '[steps.build]\nfunctionaries = ["ci"]',
            "",
        ]
    )


class Job:
    """A job that may ask for identity tokens, and that trusts itself."""

    def __init__(self, deployment: Deployment, base: Path) -> None:
        self.deployment = deployment
        self.root = deployment.write("root.json", deployment.sigstore.trusted_root())
        config = deployment.write("config.json", deployment.sigstore.trust_config())
        self.keyless = ("--sign", "keyless", "--trust-config", str(config))
        self.sandbox = Sandbox.with_commit(base).using(deployment.sigstore.job | IN_GITHUB)
        self.trust(policy(deployment, self.root))

    def trust(self, text: str) -> None:
        """Commit a policy; the job was started for that commit."""
        self.sandbox.write(POLICY, text)
        self.deployment.sigstore.claims["sha"] = self.sandbox.commit("trust")

    def release(self) -> None:
        for line in (("run", *self.keyless, *BUILD), self.with_policy("assemble")):
            done = self.sandbox.pbom(*line)
            assert done.code == 0, done

    def with_policy(self, command: str, name: str = POLICY) -> tuple[str, ...]:
        return (command, *self.keyless, "--policy", name, "out.bin")


@pytest.fixture(scope="module")
def released(deployment: Deployment, tmp_path_factory: pytest.TempPathFactory) -> Job:
    job = Job(deployment, tmp_path_factory.mktemp("user"))
    job.release()
    return job


def verdict(job: Job, **members: str) -> tuple[int, str]:
    job.sandbox.write("other.toml", policy(job.deployment, job.root, **members))
    done = job.sandbox.pbom(*job.with_policy("verify", "other.toml"))
    return done.code, done.text


def test_what_was_signed_without_a_key_ships(released: Job) -> None:
    code, text = verdict(released)
    assert code == 0, text
    assert "signed by ci" in text


@pytest.mark.parametrize(
    ("member", "value", "said"),
    [
        ("identity", IDENTITY.replace("release", "other"), "wrong-identity"),
        ("issuer", "https://token.example.org", "wrong-identity"),
        ("repository_id", "1002", "repository-id is 1001, not 1002"),
        ("owner_id", "1", "owner-id is 2002"),
        ("ref", "refs/heads/release", "ref is refs/heads/main"),
        ("trigger", "pull_request", "trigger is push"),
        ("runner", "self-hosted", "runner is github-hosted"),
    ],
)
def test_another_identity_does_not_ship(released: Job, member: str, value: str, said: str) -> None:
    code, text = verdict(released, **{member: value})
    assert code in {1, 3, 4}, text
    assert said in text


def test_another_trusted_root_does_not_ship(released: Job, tmp_path: Path) -> None:
    with Deployment.running(tmp_path / "theirs") as theirs:
        root = theirs.write("root.json", theirs.sigstore.trusted_root())
    released.sandbox.write("theirs.toml", policy(released.deployment, root))
    done = released.sandbox.pbom(*released.with_policy("verify", "theirs.toml"))
    assert done.code != 0
    assert "outside-validity" in done.text


def test_a_trusted_root_that_changed_after_it_was_pinned(released: Job, tmp_path: Path) -> None:
    table = json.loads(released.root.read_text())
    changed = tmp_path / "root.json"
    changed.write_text(json.dumps(table, indent=1))
    text = policy(released.deployment, released.root).replace(str(released.root), str(changed))
    released.sandbox.write("changed.toml", text)
    done = released.sandbox.pbom(*released.with_policy("verify", "changed.toml"))
    assert done.code == 2
    assert "not the trusted root that the policy pins" in done.complaint


def test_the_gate_asks_nobody(released: Job) -> None:
    """Neither a server nor the cache of the library: nothing is there, and nothing is made."""
    before = len(released.deployment.sigstore.asked)
    done = released.sandbox.pbom("verify", "--policy", POLICY, "out.bin")
    assert done.code == 0, done
    assert len(released.deployment.sigstore.asked) == before
    home = Path(released.sandbox.environment["HOME"])
    assert not [path for path in home.rglob("*") if "sigstore" in path.name.lower()]


def test_the_cache_of_the_library_is_not_believed(released: Job) -> None:
    """Whoever can write to it could otherwise name authorities of their own."""
    text = "\n".join(
        line
        for line in policy(released.deployment, released.root).splitlines()
        if not line.startswith(("[trust]", "root", "sha256"))
    )
    released.sandbox.write("rootless.toml", text)
    home = Path(released.sandbox.environment["HOME"])
    cache = home / ".local/share/sigstore-python/tuf/https%3A%2F%2Ftuf-repo-cdn.sigstore.dev"
    for folder in (cache, home / ".cache" / cache.relative_to(home / ".local/share")):
        folder.mkdir(parents=True)
        (folder / "trusted_root.json").write_bytes(released.root.read_bytes())
    command = released.with_policy("verify", "rootless.toml")
    done = released.sandbox.pbom(*command)
    assert done.code == 2
    assert "no trusted root" in done.complaint
    named = released.sandbox.pbom(*command, "--trusted-root", str(released.root))
    assert named.code == 0, named


def test_an_identity_may_stand_on_the_command_line(released: Job) -> None:
    named = ("verify", "out.bin", "--trusted-root", str(released.root), "--identity", IDENTITY)
    issuer = ("--issuer", released.deployment.sigstore.url)
    done = released.sandbox.pbom(*named, *issuer)
    assert done.code == 0, done
    for wrong in (
        (*named[:-1], IDENTITY[:-1], *issuer),
        (*named, "--issuer", "https://issuer.example.org"),
    ):
        done = released.sandbox.pbom(*wrong)
        assert done.code in {3, 4}, done
        assert "wrong-identity" in done.text
    for unclear in (named, ("verify", "out.bin", *issuer), (*named, *issuer, "--policy", POLICY)):
        assert released.sandbox.pbom(*unclear).code == 2


def test_one_certificate_serves_all_that_is_signed_at_once(
    deployment: Deployment, tmp_path: Path
) -> None:
    job = Job(deployment, tmp_path)
    asked = deployment.sigstore.asked
    asked.clear()
    assert job.sandbox.pbom("run", *job.keyless, *BUILD).code == 0
    assert asked.count("/api/v2/signingCert") == 1
    assert asked.count("/api/v2/log/entries") == 3  # the source, the step, the provenance


def test_the_command_sees_no_token(deployment: Deployment, tmp_path: Path) -> None:
    job = Job(deployment, tmp_path)
    more = {"SIGSTORE_ID_TOKEN": "secret-one", "PBOM_IDENTITY_TOKEN_FILE": "", "MY_ID_TOKEN": "x"}
    look = "env; tr '\\0' ' ' </proc/$PPID/cmdline"  # its environment: see test_run_environment
    done = job.sandbox.using(more).pbom("run", *job.keyless, "--", "sh", "-c", look)
    assert "--trust-config" in done.text, "or the words of the command were not seen"
    for secret in (REQUEST_TOKEN, "ID_TOKEN", "secret-one", "Bearer"):
        assert secret not in done.text
    unrecorded = job.sandbox.using(more).run("env")
    assert REQUEST_TOKEN in unrecorded.text, "or this shows nothing"


def test_the_identity_may_be_in_a_file(deployment: Deployment, tmp_path: Path) -> None:
    job = Job(deployment, tmp_path)
    token = deployment.write("token", deployment.sigstore.provider.token(ADA))
    nobody = dict.fromkeys(deployment.sigstore.job, "")
    as_ada = (*job.keyless, "--identity-token-file", str(token))
    ada = policy(deployment, job.root, identity=ADA["email"], repository_id="")
    job.trust(ada)
    release = ("--policy", POLICY, "out.bin")
    for line in (("run", *as_ada, *BUILD), ("assemble", *as_ada, *release), ("verify", *release)):
        done = job.sandbox.using(nobody).pbom(*line)
        assert done.code == 0, done
    stored = [path.read_bytes() for path in job.sandbox.state.rglob("*") if path.is_file()]
    bundles = [data for data in stored if data.startswith(b'{"dsseEnvelope"')]
    assert len(bundles) >= 3
    assert all(read_bundle(data).certified for data in bundles)
    assert not any(token.read_bytes().strip() in data for data in stored)


def test_without_an_identity_nothing_runs(deployment: Deployment, tmp_path: Path) -> None:
    job = Job(deployment, tmp_path)
    nobody = dict.fromkeys(deployment.sigstore.job, "")
    done = job.sandbox.using(nobody).pbom("run", *job.keyless, "--", "touch", "ran")
    assert done.code == 125
    assert "nobody here says who signs" in done.complaint
    assert "id-token: write" in done.complaint
    assert not (job.sandbox.project / "ran").exists()


def test_a_session_needs_a_key_that_lasts(deployment: Deployment, tmp_path: Path) -> None:
    job = Job(deployment, tmp_path)
    config = str(deployment.folder / "config.json")
    keyless = job.sandbox.using({"PBOM_SIGN": "keyless", "PBOM_TRUST_CONFIG": config})
    done = keyless.pbom("record", "start")
    assert done.code == 2
    assert "use a key here" in done.complaint
    assert "no session" in keyless.pbom("record", "stop").complaint
    assert keyless.pbom("run", *BUILD).code == 0, "the twin: a step of one command needs none"


@pytest.mark.parametrize(
    ("variable", "value", "about"),
    [
        ("GITHUB_RUN_ID", "41", "run"),
        ("GITHUB_RUN_ATTEMPT", "2", "run"),
        ("GITHUB_WORKFLOW_REF", WORKFLOW.replace("release", "other"), "workflow"),
        ("", "", "commit"),
    ],
)
def test_a_job_that_tells_the_recorder_lies(
    deployment: Deployment, tmp_path: Path, variable: str, value: str, about: str
) -> None:
    """The variables are anybody's in the job; the certificate is by those who started it."""
    job = Job(deployment, tmp_path)
    if variable:
        job.sandbox = job.sandbox.using({variable: value})
    else:  # it was started for one commit and builds another
        job.sandbox.write("src.txt", "other")
        job.sandbox.commit("not what was asked for")
    job.release()
    done = job.sandbox.pbom(*job.with_policy("verify"))
    assert done.code == 1, done
    assert "deny certificate-agrees" in done.text
    assert f"expected  {about}" in done.text
    document = (job.sandbox.project / "out.bin.pbom.cdx.json").read_bytes()
    assert b"pbom:certificate:disagrees" in document


@pytest.mark.parametrize("part", ["/api/v2/signingCert", "/api/v2/log/entries", "/tsa", "/token"])
def test_a_part_that_is_down_is_told_and_nothing_else_is_signed(
    deployment: Deployment, tmp_path: Path, part: str
) -> None:
    job = Job(deployment, tmp_path)
    deployment.sigstore.down = {part}
    try:
        done = job.sandbox.pbom("run", *job.keyless, "--", "true")
    finally:
        deployment.sigstore.down = set()
    assert done.code == 125, done
    assert "cannot sign without a key" in done.complaint or "no timestamp" in done.complaint
    assert "Traceback" not in done.complaint


def test_work_that_a_key_signs_never_loads_the_library(tmp_path: Path) -> None:
    sandbox = Sandbox.ready(tmp_path)
    for line in (
        ("run", *BUILD),
        ("assemble", "out.bin"),
        ("verify", "out.bin"),
    ):
        loaded = loaded_by(sandbox, *line)
        assert "cryptography" in loaded
        assert not loaded & {"sigstore", "sigstore_models", "pydantic", "rfc3161_client", "tuf"}
