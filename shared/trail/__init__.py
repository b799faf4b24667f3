"""The trail: who did what, when and why, chained and keyed, written with the change it tells of.

Each entry's hash covers the entry and the hash before it, the first the service's name; a MAC under the deployment's key
covers the hash, another (the seal) covers the head, from before the first entry, so that neither the last ones nor all
can be taken away; a checkpoint signs count and head (Ed25519), and the next entry keeps that it was signed. An export is
checked under the keys and signed with what was found, and verifies with the public key alone, as does a proof: the
entries of one subject; either has only the lines and members of its kind. Held against an earlier export either shows whether the database went back to an old copy.
"""

from shared.trail.chain import (
    CHECKPOINT,
    FIELDS,
    GENESIS,
    Note,
    genesis,
    hash_in,
    key_id,
    link,
    mac,
    seal,
    seal_holds,
    statement,
)
from shared.trail.faults import chain_faults, database_faults, public_key, verify
from shared.trail.found import fault_of, notes_of
from shared.trail.lines import TrailFault, lines_in, lines_of
from shared.trail.signed import checkpoint, export, heads, proof

__all__ = [
    "CHECKPOINT",
    "FIELDS",
    "GENESIS",
    "Note",
    "TrailFault",
    "chain_faults",
    "checkpoint",
    "database_faults",
    "export",
    "fault_of",
    "genesis",
    "hash_in",
    "heads",
    "key_id",
    "lines_in",
    "lines_of",
    "link",
    "mac",
    "notes_of",
    "proof",
    "public_key",
    "seal",
    "seal_holds",
    "statement",
    "verify",
]
