// Verifies a bundle with a certificate by a trusted root, as Sigstore's own client does.
//
//   node verify_keyless.js BUNDLE TRUSTED_ROOT SUBJECT ISSUER
//
// Exit code 0: verified, the payload is on standard output. Exit code 1: refused, the client's
// error code is on standard error. The packages are looked for along NODE_PATH.
"use strict";

const { readFileSync } = require("node:fs");
const { bundleFromJSON } = require("@sigstore/bundle");
const { TrustedRoot } = require("@sigstore/protobuf-specs");
const { toSignedEntity, toTrustMaterial, Verifier } = require("@sigstore/verify");

const EACH = { ctlogThreshold: 1, tlogThreshold: 1, timestampThreshold: 1 };

function main(bundlePath, rootPath, subject, issuer) {
  try {
    const root = TrustedRoot.fromJSON(JSON.parse(readFileSync(rootPath, "utf8")));
    const bundle = bundleFromJSON(JSON.parse(readFileSync(bundlePath, "utf8")));
    const verifier = new Verifier(toTrustMaterial(root), EACH);
    const policy = { subjectAlternativeName: subject, extensions: { issuer } };
    verifier.verify(toSignedEntity(bundle), policy);
    process.stdout.write(bundle.content.dsseEnvelope.payload);
    return 0;
  } catch (error) {
    process.stderr.write(`${error.code ?? error.name}: ${error.message}\n`);
    return 1;
  }
}

process.exitCode = main(...process.argv.slice(2));
