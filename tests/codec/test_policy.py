"""Policies in TOML: every key is known, nothing is weak by accident."""

import hashlib
from datetime import UTC, datetime

import pytest
from msgspec.structs import replace

from pbom import plugins
from pbom.codec.policy import Weighed, read_policy
from pbom.errors import PolicyError
from pbom.model.policy import Policy
from tests.signatures import compressed
from tests.simulator import NOON, TRUST, Demand, Trust, hand
from tests.stamps import Clock
from tests.trust import Key

NAME = "pbom.policy.toml"
CLOCK = Clock(name="tsa", at=NOON)


def read(trust: Trust) -> Policy:
    return read_text(trust.text)


def read_text(text: str) -> Policy:
    return read_policy(text.encode(), plugins.rules(), NAME)


def refused(text: str) -> str:
    with pytest.raises(PolicyError) as caught:
        read_text(text)
    message = str(caught.value)
    assert message.startswith(f"{NAME}: ")
    return message.removeprefix(f"{NAME}: ")


def test_who_may_sign_what() -> None:
    policy = read(TRUST)
    assert {item.name: item.key for item in policy.functionaries} == {
        name: hand(name).public_key for name in ("tester", "builder", "releaser")
    }
    test, build = policy.layout.steps
    assert (test.name, test.functionaries, test.threshold) == ("test", frozenset({"tester"}), 1)
    assert test.command == ("make", "test")
    assert build.command == ("make",)
    assert policy.assemblers == {"releaser"}


def test_a_policy_is_named_by_its_bytes() -> None:
    text = TRUST.text
    assert read_text(text).digest.value == hashlib.sha256(text.encode()).hexdigest()
    assert read_text(text + "\n").digest != read_text(text).digest


def test_rules_apply_without_being_named_but_for_those_that_are_off() -> None:
    usual = {rule.id for rule in plugins.rules() if rule.default != "off"}
    assert {rule.id for rule in read(TRUST).rules} == usual
    assert usual < {rule.id for rule in plugins.rules()}


def test_a_rule_that_is_off_denies_once_it_is_named() -> None:
    named = read(TRUST.ruling("[rules.inputs-explained]"))
    (rule,) = (rule for rule in named.rules if rule.id == "inputs-explained")
    assert isinstance(rule, Weighed)
    assert rule.severity == "deny"
    off = read(TRUST.ruling("[rules.inputs-explained]", 'severity = "off"'))
    assert "inputs-explained" not in {rule.id for rule in off.rules}


def test_toolchains_are_declared_by_digest() -> None:
    digest = f"sha256:{'1' * 64}"
    policy = read(TRUST.ruling("[toolchains]", f'npm = "{digest}"'))
    assert policy.layout.toolchains == {digest}
    with pytest.raises(PolicyError, match="expected sha256"):
        read(TRUST.ruling("[toolchains]", 'npm = "1.0"'))


def test_who_may_speak_as_what() -> None:
    grace = TRUST.introducing("grace")
    (found,) = (item for item in read(grace).functionaries if item.name == "grace")
    assert found.roles == {"reviewer", "security", "release-manager", "auditor"}
    (usual,) = (item for item in read(TRUST).functionaries if item.name == "builder")
    assert usual.roles == {"reviewer", "review-export"}
    for roles, problem in (("[]", "is empty"), ('["a b"]', "a role is a word"), ("1", "a list")):
        text = TRUST.text.replace("[pbom]", f"roles = {roles}\n[pbom]")
        assert problem in refused(text)


def test_whose_word_counts_for_commits() -> None:
    assert read(TRUST).layout.recorders == {"tester", "builder"}
    assert read(TRUST).layout.source.bases == {"shipped", "tag", "root"}
    told = read(TRUST.ruling("[source]", 'functionaries = ["builder"]', 'bases = ["tag"]'))
    assert told.layout.recorders == {"builder"}
    assert told.layout.source.bases == {"tag"}


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("functionaries = []", "is empty, so nobody could sign it"),
        ('functionaries = ["eve"]', "unknown functionary 'eve'"),
        ('bases = ["tags"]', "'tags', did you mean 'tag'?"),
        ("bases = []", "no beginning of a range would be right"),
        ('base = ["tag"]', "unknown key 'base', did you mean 'bases'?"),
    ],
)
def test_a_demand_on_the_source_that_means_nothing_is_refused(line: str, problem: str) -> None:
    assert problem in refused(TRUST.ruling("[source]", line).text)


@pytest.mark.parametrize(
    ("rule", "line", "problem"),
    [
        ("changes-reviewed", 'classes = ["declarred"]', "did you mean 'declared'?"),
        ("changes-reviewed", "classes = []", "is empty"),
        ("changes-reviewed", "approvals = 0", "expected a number from 1 on"),
        ("changes-reviewed", "roles = []", "is empty"),
        ("changes-reviewed", 'unknown = "yes"', "expected one of required, free"),
        ("changes-reviewed", "paths = []", "is empty, which could mean all or nothing"),
        ("commits-signed", 'states = ["none"]', "unknown word 'none'"),
        ("commits-signed", 'states = ["bad"]', "unknown word 'bad'"),
        ("agent-paths-protected", 'unknown = "human"', "expected one of agent, person"),
        ("dependency-introduced", 'news = ["old"]', "unknown word 'old'"),
        ("install-scripts", 'unknown = "maybe"', "expected one of denied, allowed"),
        ("dependencies-locked", 'problems = ["any"]', "unknown word 'any'"),
        ("names-known", 'names = ["x"]', "unknown key 'names'"),
    ],
)
def test_a_parameter_that_would_weaken_a_rule_by_accident_is_refused(
    rule: str, line: str, problem: str
) -> None:
    assert problem in refused(TRUST.ruling(f"[rules.{rule}]", line).text)


def test_whose_key_it_is_may_be_said() -> None:
    text = TRUST.text.replace(
        "[pbom]", 'emails = ["Ada@example.org", "7+ada@forge.example"]\n[pbom]'
    )
    *others, releaser = read_text(text).functionaries
    assert releaser.emails == ("Ada@example.org", "7+ada@forge.example")
    assert [item.emails for item in others] == [(), ()]


@pytest.mark.parametrize("email", ["ada", "@example.org", "Ada <ada@example.org>", "a@b@c", ""])
def test_an_address_is_whole(email: str) -> None:
    text = TRUST.text.replace("[pbom]", f'emails = ["{email}"]\n[pbom]')
    assert "emails: expected whole addresses" in refused(text)


def test_validity_windows_are_read() -> None:
    window = 'valid-from = "2026-01-01T00:00:00Z"\nvalid-until = "2027-01-01T00:00:00Z"'
    trust = TRUST.dated("releaser", *window.splitlines()).pinning("tsa", CLOCK.pem)
    *_, releaser = read_text(trust.text).functionaries
    assert releaser.clocks == (CLOCK.pinned,)
    assert releaser.valid_from == datetime(2026, 1, 1, tzinfo=UTC)
    assert releaser.valid_until == datetime(2027, 1, 1, tzinfo=UTC)
    assert releaser.needs_time


ROTATION = TRUST.pinning("tsa", CLOCK.pem).holding(
    Key(of="builder", hand="old", label="2025", dates=('revoked-at = "2026-01-01T00:00:00Z"',)),
    Key(of="builder", hand="new", label="2026"),
)


def test_a_functionary_may_have_several_keys() -> None:
    tester, old, new, releaser = read_text(ROTATION.text).functionaries
    assert (old.name, old.label, old.key) == ("builder", "2025", hand("old").public_key)
    assert (new.name, new.label, new.key) == ("builder", "2026", hand("new").public_key)
    assert old.revoked_at == datetime(2026, 1, 1, tzinfo=UTC)
    assert [item.needs_time for item in (tester, old, new, releaser)] == [False, True, False, False]


@pytest.mark.parametrize(
    ("trust", "problem"),
    [
        (
            TRUST.dated("builder", 'valid-until = "2027-01-01T00:00:00Z"'),
            "builder.valid-until: needs somebody who says when the key signed",
        ),
        (
            TRUST.dated("builder", 'revoked-at = "2027-01-01T00:00:00Z"'),
            "builder.revoked-at: needs somebody who says when the key signed",
        ),
        (
            TRUST.pinning("tsa", CLOCK.pem).dated(
                "builder",
                'valid-from = "2027-01-01T00:00:00Z"',
                'valid-until = "2027-01-01T00:00:00Z"',
            ),
            "builder.valid-until: is not after valid-from",
        ),
        (
            TRUST.pinning("tsa", CLOCK.pem).dated("builder", 'revoked = "2027-01-01T00:00:00Z"'),
            "unknown key 'revoked', did you mean 'revoked-at'?",
        ),
        (TRUST.holding(Key(of="builder", hand="tester")), "two functionaries have one key"),
        (
            TRUST.holding(Key(of="builder", hand="tester", pem=compressed(hand("tester").pem))),
            "two functionaries have one key",
        ),
        (
            TRUST.holding(
                Key(of="builder", hand="builder", label="a"),
                Key(of="builder", hand="builder", label="b"),
            ),
            "two functionaries have one key",
        ),
        (TRUST.pinning("tsa", hand("builder").pem), "tsa.certificate: not a certificate in PEM"),
        (
            TRUST.pinning("tsa", CLOCK.pem).pinning("other", CLOCK.pem),
            "other.certificate: is that of 'tsa' as well",
        ),
    ],
)
def test_keys_and_clocks_that_cannot_be_meant_are_refused(trust: Trust, problem: str) -> None:
    assert problem in refused(trust.text)


def test_one_key_or_several_and_not_both() -> None:
    both = TRUST.text + f'[functionaries.builder.keys.b]\npublic-key = """\n{hand("b").pem}"""\n'
    assert "stands beside `keys`" in refused(both)
    assert "expected 1 to 100 keys" in refused(TRUST.text + "[functionaries.eve.keys]\n")


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("version = 1", "version = 2", "$.version: expected 1, found 2"),
        ("version = 1", "version = true", "$.version: expected a whole number"),
        ("version = 1", "", "$.version: is missing"),
        ("version = 1", "version = 1\nenvironment = 5", "$: unknown key 'environment'"),
        ("[pbom]", "[pbmo]", "$.pbom: is missing"),
        ("[functionaries.", "[functionarys.", "unknown functionary 'tester'"),
        ("public-key", "public_key", "$.functionaries.tester.public-key: is missing"),
        ("[steps.", "[step.", "unknown key 'step', did you mean 'steps'?"),
        ("threshold", "treshold", "unknown key 'treshold', did you mean 'threshold'?"),
        ("command", "comand", "$.steps.test: unknown key 'comand', did you mean 'command'?"),
        ("threshold = 1", "threshold = 0", "step 'test' cannot need 0 of 1 functionaries"),
        ("threshold = 1", "threshold = 2", "step 'test' cannot need 2 of 1 functionaries"),
        ("threshold = 1", "threshold = -1", "step 'test' cannot need -1 of 1 functionaries"),
        ("threshold = 1", "threshold = 1.0", "$.steps.test.threshold: expected a whole number"),
        ("threshold = 1", "threshold = true", "expected a whole number, found a truth value"),
        ('functionaries = ["tester"]', "functionaries = []", "step 'test' has no functionaries"),
        ('functionaries = ["tester"]', "", "step 'test' has no functionaries"),
        ('functionaries = ["tester"]', 'functionaries = "tester"', "expected a list, found text"),
        ('functionaries = ["tester"]', 'functionaries = ["eve"]', "unknown functionary 'eve'"),
        ('functionaries = ["releaser"]', "functionaries = []", "somebody who may sign the PBOM"),
        ('functionaries = ["releaser"]', 'functionaries = ["eve"]', "unknown functionary 'eve'"),
        ('command = ["make"]', 'command = "make"', "$.steps.build.command: expected a list"),
        ('command = ["make"]', 'command = [["make"]]', "$.steps.build.command[0]: expected text"),
        ("-----BEGIN PUBLIC", "-----BEGIN", "not a public key in PEM"),
    ],
)
def test_a_policy_that_its_author_cannot_have_meant_is_refused(
    old: str, new: str, problem: str
) -> None:
    assert old in TRUST.text
    assert problem in refused(TRUST.text.replace(old, new, 1))


@pytest.mark.parametrize(
    ("rules", "problem"),
    [
        ("[rules.frsh]", "$.rules: unknown rule 'frsh', did you mean 'fresh'?"),
        ("[rules.step_signed]", "unknown rule 'step_signed', did you mean 'step-signed'?"),
        ("[rules.Fresh]", "unknown rule 'Fresh'"),
        ("[rules.zzz]", "unknown rule 'zzz'; known are: agent-paths-protected, agents-allowed, "),
        ("[rules.fresh]\nmax_age = '1d'", "unknown key 'max_age', did you mean 'max-age'?"),
        ("[rules.fresh]\nmax-age = 90", "$.rules.fresh.max-age: expected text, found a number"),
        ("[rules.fresh]\nmax-age = '90'", "expected a duration such as '90d'"),
        ("[rules.fresh]\nseverity = 'error'", "expected 'deny', 'warn' or 'off', found 'error'"),
        ("[rules.fresh]\nseverity = true", "expected text, found a truth value"),
        ("[rules.same-run]\nruns = 2", "$.rules.same-run: unknown key 'runs'"),
        ("[rules.source-pinned]\nrepository = []", "expected text, found a list"),
        ("rules = 5", "$.steps.build: unknown key 'rules'"),
        ("[rules]\nfresh = 'off'", "$.rules.fresh: expected an object, found text"),
    ],
)
def test_a_rule_that_is_misspelt_is_refused_and_the_nearest_is_named(
    rules: str, problem: str
) -> None:
    assert problem in refused(TRUST.text + rules)


@pytest.mark.parametrize("rule", [rule.id for rule in plugins.rules() if rule.floor])
@pytest.mark.parametrize("severity", ["warn", "off"])
def test_what_everything_rests_on_cannot_be_weakened(rule: str, severity: str) -> None:
    text = TRUST.ruling(f"[rules.{rule}]", f'severity = "{severity}"').text
    assert f"{rule} cannot be weakened, expected 'deny'" in refused(text)
    assert read(TRUST.ruling(f"[rules.{rule}]", 'severity = "deny"')).rules


def test_there_is_something_that_cannot_be_weakened() -> None:
    floors = {rule.id for rule in plugins.rules() if rule.floor}
    assert {"artifact-attested", "step-signed"} <= floors


def test_a_policy_needs_functionaries_and_steps() -> None:
    nobody = replace(TRUST, functionaries=())
    assert "$.functionaries: is missing" in refused(nobody.text)
    assert "at least one functionary" in refused(
        nobody.text.replace("[pbom]", "[functionaries]\n[pbom]")
    )
    stepless = replace(TRUST, demands=())
    assert "$.steps: is missing" in refused(stepless.text)
    assert "at least one step" in refused(stepless.text + "[steps]")


def test_one_key_under_two_names_is_refused() -> None:
    text = TRUST.text.replace(hand("builder").pem, hand("tester").pem)
    assert "two functionaries have one key" in refused(text)


def test_the_same_table_twice_is_refused() -> None:
    twice = TRUST.demanding(Demand(step="build", functionaries=("tester",))).text + "[steps.build]"
    assert "not TOML" in refused(twice)


@pytest.mark.parametrize("data", [b"\xff", b"", b"version", b"\x00", b"#" * (1024 * 1024 + 1)])
def test_what_is_no_policy_is_refused(data: bytes) -> None:
    with pytest.raises(PolicyError):
        read_policy(data, plugins.rules(), NAME)
