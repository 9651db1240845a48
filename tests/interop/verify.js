// Verifies a bundle with a public key, as a stranger with Sigstore's own client would.
//
//   node verify.js BUNDLE PUBLIC_KEY
//
// Exit code 0: verified, the payload is on standard output. Exit code 1: refused, the client's
// error code is on standard error. The packages are looked for along NODE_PATH.
"use strict";

const { createHash, createPublicKey } = require("node:crypto");
const { readFileSync } = require("node:fs");
const { bundleFromJSON } = require("@sigstore/bundle");
const { PublicKeyDetails } = require("@sigstore/protobuf-specs");
const { toSignedEntity, toTrustMaterial, Verifier } = require("@sigstore/verify");

// Only the key is trusted: no certificate authority, no log, no timestamp authority.
const NO_ROOT = { certificateAuthorities: [], timestampAuthorities: [], tlogs: [], ctlogs: [] };
const NO_SERVICES = { ctlogThreshold: 0, tlogThreshold: 0, timestampThreshold: 0 };

function trust(pem) {
  const rawBytes = createPublicKey(pem).export({ format: "der", type: "spki" });
  const hint = createHash("sha256").update(rawBytes).digest("base64");
  const keyDetails = PublicKeyDetails.PKIX_ECDSA_P256_SHA_256;
  return toTrustMaterial(NO_ROOT, { [hint]: { rawBytes, keyDetails } });
}

function main(bundlePath, keyPath) {
  try {
    const bundle = bundleFromJSON(JSON.parse(readFileSync(bundlePath, "utf8")));
    const verifier = new Verifier(trust(readFileSync(keyPath)), NO_SERVICES);
    verifier.verify(toSignedEntity(bundle));
    process.stdout.write(bundle.content.dsseEnvelope.payload);
    return 0;
  } catch (error) {
    process.stderr.write(`${error.code ?? error.name}: ${error.message}\n`);
    return 1;
  }
}

process.exitCode = main(...process.argv.slice(2));
