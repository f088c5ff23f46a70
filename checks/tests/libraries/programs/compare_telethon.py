"""Telethon's side of the comparison. With the argument `definitions`, prints the ids of all its definitions with the names
of their fields. Otherwise reads rows of a value and its bytes, one a line, and prints every difference and, last, how much
was compared."""

import inspect
import json
import struct
import sys

from telethon.extensions import BinaryReader
from telethon.tl import patched, types
from telethon.tl.alltlobjects import LAYER, tlobjects

# Telethon replaces the classes of messages by ones with conveniences, which do not keep every value. Their bases are the
# ones that it generates from its schema.
for id, made in tlobjects.items():
    if made.__module__ == patched.__name__:
        tlobjects[id] = next(base for base in made.__mro__ if base.__module__ == types.__name__)

# How Telethon spells the names of fields that are words of Python.
SPELLINGS = {"self": "is_self", "from": "from_"}


def fields(definition):
    """The fields of a definition, from the name in the schema to that in Python."""
    known = inspect.signature(definition.__init__).parameters
    return {name: name for name in known if name != "self"} | {
        name: spelling for name, spelling in SPELLINGS.items() if spelling in known
    }


def build(value):
    """The object of Telethon that a value is: ["object", id, fields], or what a field holds with its kind."""
    kind, value, *members = value
    if kind == "object":
        names = fields(tlobjects[value])
        return tlobjects[value](**{names[name]: build(member) for name, member in members[0].items()})
    if kind == "vector":
        return [build(item) for item in value]
    if kind == "bytes":
        return bytes.fromhex(value)
    if kind == "fixed":
        return int.from_bytes(bytes.fromhex(value), "little", signed=True)
    if kind == "double":
        return struct.unpack("<d", bytes.fromhex(value))[0]
    return value


def differences(row):
    expected = bytes.fromhex(row["hex"])
    built = bytes(build(row["value"]))
    if built != expected:
        yield f"built, it writes {built.hex()}"
    reader = BinaryReader(expected)
    read = reader.tgread_object()
    if reader.tell_position() != len(expected):
        yield f"it reads {reader.tell_position()} of {len(expected)} bytes"
    again = bytes(read)
    if again != expected:
        yield f"after reading, it writes {again.hex()}"


def main():
    if sys.argv[1:] == ["definitions"]:
        print(json.dumps({"layer": LAYER, "definitions": {id: list(fields(made)) for id, made in tlobjects.items()}}))
        return
    compared = different = 0
    for line in sys.stdin:
        row = json.loads(line)
        compared += 1
        try:
            found = list(differences(row))
        except Exception as error:
            found = [repr(error)]
        different += bool(found)
        for difference in found:
            print(f"{row['name']}: {difference}: {line.strip()}")
    print(json.dumps({"compared": compared, "different": different}))


main()
