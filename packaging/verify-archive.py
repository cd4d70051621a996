#!/usr/bin/env python3
"""Checks an archive of `kontorctl journal export` without a line of Kontor.

    verify-archive.py [--root-key HEX] [--heads-only] FILE.jsonl|FILE.jsonl.zst|-

Standard library only (Ed25519 is below, by RFC 8032); a packed file needs the program `zstd`. domain/journal/ARCHIVE.md
describes the format and what is proven. Exit code 0: all is right; 1: something is wrong, and it is named; 2: wrong usage.
"""

import argparse
import base64
import binascii
import hashlib
import json
import subprocess
import sys

# --- Ed25519, verification only. Source: RFC 8032, 5.1; both products are added up in one walk over the bits (Shamir).

P = 2**255 - 19
L = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P
ROOT_OF_MINUS_1 = pow(2, (P - 1) // 4, P)


def point_add(a, b):
    x = (a[1] - a[0]) * (b[1] - b[0]) % P
    y = (a[1] + a[0]) * (b[1] + b[0]) % P
    t = 2 * a[3] * b[3] * D % P
    z = 2 * a[2] * b[2] % P
    e, f, g, h = y - x, z - t, z + t, y + x
    return e * f % P, g * h % P, f * g % P, e * h % P


def point_double(a):
    x, y = a[0] * a[0] % P, a[1] * a[1] % P
    h = x + y
    e = h - (a[0] + a[1]) ** 2
    g = x - y
    f = 2 * a[2] * a[2] + g
    return e * f % P, g * h % P, f * g % P, e * h % P


def point_decode(data):
    y = int.from_bytes(data, "little")
    sign, y = y >> 255, y & ((1 << 255) - 1)
    if y >= P:
        return None
    x2 = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(x2, (P + 3) // 8, P)
    if (x * x - x2) % P:
        x = x * ROOT_OF_MINUS_1 % P
    if (x * x - x2) % P or (x == 0 and sign):
        return None
    if x & 1 != sign:
        x = P - x
    return x, y, 1, x * y % P


def point_encode(a):
    inverse = pow(a[2], P - 2, P)
    x, y = a[0] * inverse % P, a[1] * inverse % P
    return (y | (x & 1) << 255).to_bytes(32, "little")


BASE = point_decode((4 * pow(5, P - 2, P) % P).to_bytes(32, "little"))
KEYS = {}


def signature_is_right(key, message, signature):
    if len(key) != 32 or len(signature) != 64:
        return False
    if key not in KEYS:
        point = point_decode(key)
        minus = point and (P - point[0], point[1], 1, P - point[3])
        KEYS[key] = point and (None, BASE, minus, point_add(BASE, minus))
    table = KEYS[key]
    s = int.from_bytes(signature[32:], "little")
    if table is None or s >= L:
        return False
    k = int.from_bytes(hashlib.sha512(signature[:32] + key + message).digest(), "little") % L
    total = (0, 1, 1, 0)
    for bit in range(252, -1, -1):
        total = point_double(total)
        which = (s >> bit & 1) | (k >> bit & 1) << 1
        if which:
            total = point_add(total, table[which])
    return point_encode(total) == signature[:32]  # R = S*B - k*A


def blake2b256(data):
    return hashlib.blake2b(data, digest_size=32).digest()


# --- protobuf's wire format, as much of it as the schema uses.


def varint(data, at):
    value = shift = 0
    while True:
        byte = data[at]
        value |= (byte & 0x7F) << shift
        at, shift = at + 1, shift + 7
        if byte < 0x80:
            return value & (2**64 - 1), at
        if shift > 63:
            raise ValueError("a number is too long")


def fields_of(data):
    """(number, value) of each field: an int for varints, bytes for what has a length."""
    at = 0
    while at < len(data):
        tag, at = varint(data, at)
        kind = tag & 7
        if kind == 0:
            value, at = varint(data, at)
        elif kind == 2:
            size, at = varint(data, at)
            if at + size > len(data):
                raise ValueError("it ends too early")
            value, at = data[at : at + size], at + size
        elif kind in (1, 5):  # Nothing of ours; a newer schema's.
            at += 8 if kind == 1 else 4
            continue
        else:
            raise ValueError("a field of an unknown kind")
        yield tag >> 3, value


def signed(value, bits=64):
    return value - (1 << bits) if value >> (bits - 1) else value


class Schema:
    """The table of the archive's first line: what number is what field."""

    def __init__(self, table):
        self.types, self.messages, self.enums = table["types"], table["messages"], table["enums"]

    def scalar(self, way, value):
        if way == "bool":
            return bool(value)
        if way == "int":
            return signed(value)
        if way == "sint":
            return (value >> 1) ^ -(value & 1)
        if way.startswith("enum:"):
            return self.enums[way[5:]].get(str(signed(value)), signed(value))
        return value

    def read(self, message, data):
        """A row's fields by name, as kontorctl writes them."""
        known, row, nested = self.messages[message], {}, {}
        for number, value in fields_of(data):
            field = known.get(str(number))
            if field is None:
                continue  # A newer schema's.
            name, way = field["name"], field["as"]
            is_bytes = way in ("text", "bytes") or way.startswith("message:")
            if way == "text" and isinstance(value, bytes):
                values = [value.decode("utf-8")]
            elif way == "bytes" and isinstance(value, bytes):
                values = [value.hex()]
            elif way.startswith("message:") and isinstance(value, bytes):
                if not field.get("repeated"):
                    value = nested[name] = nested.get(name, b"") + value
                values = [self.read(way[8:], value)]
            elif isinstance(value, int) and not is_bytes:
                values = [self.scalar(way, value)]
            elif field.get("repeated") and not is_bytes:  # Packed.
                values, at = [], 0
                while at < len(value):
                    one, at = varint(value, at)
                    values.append(self.scalar(way, one))
            else:
                continue  # Of another kind on the wire: unknown, as protobuf has it.
            if field.get("repeated"):
                row.setdefault(name, []).extend(values)
            else:
                row[name] = values[-1]
        return row

    def change(self, data):
        change = {"type": 0, "row": "", "kind": "INSERT", "body": b"", "cleared": []}
        for number, value in fields_of(data):
            if number == 1:
                change["type"] = value
            elif number == 2:
                change["row"] = value.hex()
            elif number == 3:
                change["kind"] = {0: "INSERT", 1: "UPDATE"}.get(value, value)
            elif number == 4:
                change["body"] = value
            elif number == 5 and isinstance(value, int):
                change["cleared"].append(value)
            elif number == 5:
                at = 0
                while at < len(value):
                    one, at = varint(value, at)
                    change["cleared"].append(one)
        name = self.types.get(str(change["type"]))
        out = {"type": change["type"], "name": name, "row": change["row"], "kind": change["kind"], "fields": None}
        if name is not None:
            try:
                out["fields"] = self.read(name, change["body"])
            except (ValueError, IndexError):
                pass  # Its body cannot be read: kontorctl writes null as well.
        if change["cleared"]:
            out["cleared"] = change["cleared"]
        return out


VERDICTS = {0: "PENDING", 1: "ACCEPTED", 2: "FLAGGED", 3: "QUARANTINED"}


def header_of(data):
    header = {"format": 0, "origin": b"", "sequence": 0, "previous": b"", "at_ms": 0, "command": "", "author": b"",
              "approver": b"", "parts": []}
    names = {1: "format", 2: "origin", 3: "sequence", 4: "previous", 5: "at_ms", 9: "author", 10: "approver"}
    for number, value in fields_of(data):
        if number in names:
            header[names[number]] = value
        elif number == 8:
            header["command"] = value.decode("utf-8")
        elif number == 12:
            header["parts"].append(dict(fields_of(value)).get(3, b""))
    return header


# --- The archive.


class Wrong(Exception):
    pass


def require(condition, what):
    if not condition:
        raise Wrong(what)


def raw(text):
    return base64.b64decode(text, validate=True)


class Origin:
    def __init__(self, entry):
        self.entry, self.key = entry, bytes.fromhex(entry["key"])
        self.sequence_of = {}  # By hash: what the next commit's `previous` may name.
        self.sequences = set()
        self.begun_with = None
        self.last = None


class Archive:
    def __init__(self, first, every_signature):
        require(first.get("format") == "kontor-journal" and first.get("version") in (0, 1), "this is no archive of version 1")
        self.every_signature = every_signature
        self.schema = Schema(first["schema"])
        self.tags = first["commit_tag"].encode(), first["accept_tag"].encode()
        self.server_key = bytes.fromhex(first["server_key"] or "")
        self.origins = {entry["origin"]: Origin(entry) for entry in first["origins"]}
        self.batches = {}
        self.terminals = {}  # Enrolled terminals, as the rows of the journal have them.
        self.keys = {}  # All keys each has had: enrolled with one, it may have changed it.
        self.counts = {"commits": 0, "pending": 0, "signatures": 0, "absent": 0, "forks": 0, "gaps": 0}

    def commit(self, line):
        header_bytes = raw(line["header"])
        header, digest = header_of(header_bytes), blake2b256(header_bytes)
        origin = self.origins.get(header["origin"].hex())
        require(origin is not None, "its origin is not in the first line")
        readable = {"commit": digest.hex(), "origin": header["origin"].hex(), "sequence": header["sequence"],
                    "at_ms": header["at_ms"], "command": header["command"], "author": header["author"].hex() or None,
                    "approver": header["approver"].hex() or None}
        for name, value in readable.items():
            require(line[name] == value, f"the readable {name} is not what the signed header says")
        self.chain(origin, header, digest)
        signature = raw(line["signature"])
        if self.every_signature:
            self.signed(origin, header_bytes, signature)
        origin.last = header_bytes, signature, digest
        self.parts(origin, header, line)
        self.accepted(line, digest)
        self.counts["commits"] += 1

    def signed(self, origin, header_bytes, signature):
        require(signature_is_right(origin.key, self.tags[0] + header_bytes, signature), "its signature is not its terminal's")
        self.counts["signatures"] += 1

    def chain(self, origin, header, digest):
        require(header["format"] <= 1, "its format is newer than this program")
        sequence, previous = header["sequence"], header["previous"]
        require(digest not in origin.sequence_of, "it is there twice")
        if sequence == 1:
            require(previous == b"", "commit 1 follows nothing")
        elif previous in origin.sequence_of:
            require(origin.sequence_of[previous] == sequence - 1, "its sequence does not follow the commit before it")
        else:
            # A terminal holds all of its own chain, and of another's what concerns its store.
            require(not origin.entry["whole"] and len(previous) == 32, "it does not follow the commit before it")
            self.counts["gaps"] += 1
        self.counts["forks"] += sequence in origin.sequences
        origin.sequence_of[digest] = sequence
        origin.sequences.add(sequence)

    def parts(self, origin, header, line):
        require(len(line["parts"]) == len(header["parts"]), "the number of its parts is not the header's")
        changes = []
        for number, (text, digest) in enumerate(zip(line["parts"], header["parts"]), 1):
            if text is None:
                self.counts["absent"] += 1
                continue
            part = raw(text)
            require(blake2b256(part) == digest, f"part {number} does not have the hash its header names")
            changes += [self.schema.change(value) for field, value in fields_of(part) if field == 2]
        require(line["changes"] == changes, "the readable changes are not what its parts say")
        for change in changes:
            fields = change["fields"] or {}
            if change["name"] == "Origin" and header["sequence"] == 1 and change["row"] == header["origin"].hex():
                origin.begun_with = fields.get("terminal"), fields.get("public_key")
            elif change["name"] == "Terminal" and line["verdict"] != "QUARANTINED":
                if change["kind"] == "INSERT":
                    self.terminals.setdefault(change["row"], fields)
                if "public_key" in fields:
                    self.keys.setdefault(change["row"], set()).add(fields["public_key"])

    def accepted(self, line, digest):
        if "acceptance" not in line:
            require(line["verdict"] == "PENDING", "it has a verdict and no acceptance")
            self.counts["pending"] += 1
            return
        acceptance = raw(line["acceptance"])
        said = dict(fields_of(acceptance))
        require(said.get(1) == digest, "its acceptance is another commit's")
        require(VERDICTS.get(said.get(6, 0)) == line["verdict"], "the readable verdict is not what its acceptance says")
        number, index = line["batch"], line["index"]
        if "batch_hashes" in line:
            hashes = raw(line["batch_hashes"])
            require(signature_is_right(self.server_key, self.tags[1] + hashes, raw(line["batch_signature"])),
                    "the signature of its acceptance is not the server's")
            require(number not in self.batches, "its batch is there twice")
            self.counts["signatures"] += 1
            self.batches[number] = hashes
        require(number in self.batches, "the batch of its acceptance is not there")
        require(index >= 0 and self.batches[number][32 * index : 32 * index + 32] == blake2b256(acceptance),
                "its acceptance is not in its batch")

    def finish(self, root_key):
        for name, origin in self.origins.items():
            entry = origin.entry
            where = f"origin {entry['code']} ({name})"
            require(len(origin.sequence_of) == entry["commits"],
                    f"{where}: {len(origin.sequence_of)} commits are here, {entry['commits']} were exported")
            require(bytes.fromhex(entry["head"]) in origin.sequence_of, f"{where}: its last commit is not here")
            require(origin.begun_with is not None, f"{where}: its begin-origin is not here")
            terminal, key = origin.begun_with
            require(key == entry["key"], f"{where}: it began with another key than the first line's")
            enrolled = self.terminals.get(terminal)
            require(enrolled is not None, f"{where}: its terminal was never enrolled")
            require(key in self.keys.get(terminal, ()), f"{where}: its terminal was enrolled with another key")
            if not self.every_signature and origin.last:
                header_bytes, signature, _ = origin.last
                try:
                    self.signed(origin, header_bytes, signature)
                except Wrong as wrong:
                    raise Wrong(f"{where}: last commit: {wrong}") from None
        servers = {row.get("public_key") for row in self.terminals.values() if row.get("kind") == "SERVER"}
        require(not self.server_key or not self.batches or self.server_key.hex() in servers,
                "the first line's server key is no enrolled server's")
        roots = {origin.entry["key"] for origin in self.origins.values()}
        require(not root_key or root_key.lower() in roots, "no origin has the root key that was given")


def lines_of(path):
    if path == "-":
        yield from sys.stdin.buffer
    elif path.endswith(".zst"):
        with subprocess.Popen(["zstd", "-dcq", path], stdout=subprocess.PIPE) as unpacker:
            yield from unpacker.stdout
        require(unpacker.returncode == 0, "the packed file is damaged")
    else:
        with open(path, "rb") as file:
            yield from file


def check(path, every_signature, root_key):
    archive = None
    for number, text in enumerate(lines_of(path), 1):
        where = f"line {number}"
        try:
            line = json.loads(text)
            if archive is None:
                archive = Archive(line, every_signature)
                continue
            code = archive.origins[line["origin"]].entry["code"] if line.get("origin") in archive.origins else "?"
            where += f", commit {code}:{line.get('sequence')} {str(line.get('commit'))[:16]}"
            archive.commit(line)
        except Wrong as wrong:
            raise Wrong(f"{where}: {wrong}") from None
        except (ValueError, KeyError, IndexError, TypeError, AttributeError, binascii.Error) as error:
            raise Wrong(f"{where}: cannot be read ({type(error).__name__}: {error})") from None
    require(archive is not None, "the file is empty")
    archive.finish(root_key)
    return archive


def main():
    parser = argparse.ArgumentParser(description="Checks an archive of `kontorctl journal export`.")
    parser.add_argument("file", help="NAME.jsonl, NAME.jsonl.zst, or - for standard input")
    parser.add_argument("--root-key", help="the key, in hex, that the shop's first terminal is known to have")
    parser.add_argument("--heads-only", action="store_true", help="signatures at the end of each chain only, hashes everywhere")
    options = parser.parse_args()
    try:
        archive = check(options.file, not options.heads_only, options.root_key)
    except (Wrong, OSError) as error:
        print(f"WRONG: {error}", file=sys.stderr)
        return 1
    counts = archive.counts
    print(f"{counts['commits']} commits in {len(archive.origins)} chains: every hash and link and {counts['signatures']} signatures are right")
    for name, what in (("pending", "not accepted yet"), ("absent", "parts out of scope or erased"),
                       ("gaps", "places where another terminal's commits are not here"), ("forks", "commits on a fork")):
        if counts[name]:
            print(f"{counts[name]} {what}")
    for name, origin in archive.origins.items():
        print(f"{origin.entry['code']}  {name}  {origin.entry['commits']} commits, key {origin.entry['key']}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
