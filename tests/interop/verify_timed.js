// Verifies a bundle with a public key and one timestamp of an authority, as a stranger with
// Sigstore's own client would.
//
//   node verify_timed.js BUNDLE PUBLIC_KEY LEAF ROOT
//
// Exit code 0: verified, the payload is on standard output. Exit code 1: refused, the client's
// error code is on standard error. The packages are looked for along NODE_PATH.
"use strict";

const { createHash, createPublicKey, X509Certificate } = require("node:crypto");
const { readFileSync } = require("node:fs");
const { bundleFromJSON } = require("@sigstore/bundle");
const { PublicKeyDetails } = require("@sigstore/protobuf-specs");
const { toSignedEntity, toTrustMaterial, Verifier } = require("@sigstore/verify");

const DETAILS = {
  prime256v1: PublicKeyDetails.PKIX_ECDSA_P256_SHA_256,
  secp384r1: PublicKeyDetails.PKIX_ECDSA_P384_SHA_384,
};

function trust(pem, certificates) {
  const key = createPublicKey(pem);
  const rawBytes = key.export({ format: "der", type: "spki" });
  const hint = createHash("sha256").update(rawBytes).digest("base64");
  const curve = key.asymmetricKeyDetails.namedCurve;
  const keyDetails = DETAILS[curve] ?? PublicKeyDetails.PKIX_ED25519;
  const chain = certificates.map((text) => ({ rawBytes: new X509Certificate(text).raw }));
  const authority = {
    subject: undefined,
    uri: "",
    operator: "",
    certChain: { certificates: chain },
    validFor: { start: new Date(0) },
  };
  const root = {
    mediaType: "",
    certificateAuthorities: [],
    timestampAuthorities: [authority],
    tlogs: [],
    ctlogs: [],
  };
  return toTrustMaterial(root, { [hint]: { rawBytes, keyDetails } });
}

function main(bundlePath, keyPath, ...certificatePaths) {
  try {
    const bundle = bundleFromJSON(JSON.parse(readFileSync(bundlePath, "utf8")));
    const certificates = certificatePaths.map((path) => readFileSync(path));
    const thresholds = { ctlogThreshold: 0, tlogThreshold: 0, timestampThreshold: 1 };
    const verifier = new Verifier(trust(readFileSync(keyPath), certificates), thresholds);
    verifier.verify(toSignedEntity(bundle));
    process.stdout.write(bundle.content.dsseEnvelope.payload);
    return 0;
  } catch (error) {
    process.stderr.write(`${error.code ?? error.name}: ${error.message}\n`);
    return 1;
  }
}

process.exitCode = main(...process.argv.slice(2));
