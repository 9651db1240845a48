"""A Sigstore of our own on loopback: OpenID provider, Fulcio, CT log, Rekor 1 and 2, TSA.

Every part checks what the real one checks, and proves what the real one proves: tokens and
certificate requests are verified, certificates are logged before they are signed, entries stand in
Merkle trees that grow, timestamps come from openssl. Nothing of it is imported by ``pbom``.
"""
