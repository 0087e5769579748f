#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""schema.py PHONECERT ROOT [FOLDER...]

Holds every line that a scan of the samples (and of further folders, where they are there) writes
against docs/session.schema.json, and the schema and the lines against docs/json.md. A key whose
value is not known is null, never missing: the schema asks for every key, nested ones too. Knows as much of JSON Schema as that schema uses, and refuses
words that it does not know.
"""

import json
import os
import re
import subprocess
import sys

TYPES = {"object": dict, "array": list, "string": str, "boolean": bool, "integer": int,
         "null": type(None)}
KNOWN = {"$schema", "title", "type", "required", "properties", "additionalProperties", "items",
         "enum", "pattern"}


def is_type(value, name):
    return isinstance(value, TYPES[name]) and not (name == "integer" and isinstance(value, bool))


def faults(value, schema, where):
    unknown = set(schema) - KNOWN
    if unknown:
        yield f"{where}: the test does not know {unknown}"
    if "enum" in schema and value not in schema["enum"]:
        yield f"{where}: {value!r} is none of {schema['enum']}"
    names = schema.get("type", [])
    names = [names] if isinstance(names, str) else names
    if names and not any(is_type(value, name) for name in names):
        yield f"{where}: {value!r} is no {' or '.join(names)}"
    elif isinstance(value, str) and not re.search(schema.get("pattern", ""), value):
        yield f"{where}: {value!r} does not look like {schema['pattern']}"
    elif isinstance(value, dict):
        for key in schema.get("required", []):
            if key not in value:
                yield f"{where}.{key}: is missing"
        for key, part in value.items():
            if key in schema.get("properties", {}):
                yield from faults(part, schema["properties"][key], f"{where}.{key}")
            elif schema.get("additionalProperties") is False:
                yield f"{where}.{key}: is not in the schema"
    elif isinstance(value, list):
        for number, part in enumerate(value):
            yield from faults(part, schema.get("items", {}), f"{where}[{number}]")


def keys_of(schema, where=""):
    """Every key of the schema, nested ones as "tls.version", and whether a line must have it."""
    for key, part in schema.get("properties", {}).items():
        yield f"{where}{key}", key in schema.get("required", [])
        yield from keys_of(part, f"{where}{key}.")
    if "items" in schema:
        yield from keys_of(schema["items"], where)


def schema_faults(schema, document):
    for key, is_required in keys_of(schema):
        if not is_required and key != "kind":
            yield f"the schema lets {key} be missing"
        if not re.search(rf"`{key.rsplit('.')[-1]}`", document):
            yield f"docs/json.md does not tell of {key}"


def lines_of(phonecert, trust, folders):
    run = subprocess.run([phonecert, "scan", "-q", "--all", "--format", "ndjson", "--trust", trust,
                          *folders], capture_output=True, text=True, check=False)
    return [json.loads(line) for line in run.stdout.splitlines()
            if "phonecert.run/" not in line and "phonecert.silence/" not in line]


def main():
    phonecert, root, *others = sys.argv[1:]
    with open(os.path.join(root, "docs/session.schema.json"), encoding="utf-8") as file:
        schema = json.load(file)
    with open(os.path.join(root, "docs/json.md"), encoding="utf-8") as file:
        document = file.read()
    captures = os.path.join(root, "captures")
    print("\n".join(f"skipped: there is no {other}" for other in others
                    if not os.path.isdir(other)))
    folders = [captures, *filter(os.path.isdir, others)]
    lines = lines_of(phonecert, os.path.join(captures, "trust"), folders)
    found = [fault for line in lines for fault in faults(line, schema, line["file"])]
    found += schema_faults(schema, document)
    # The test must be able to fail: each of these is no session.
    for wrong in ({}, dict(lines[0], outcome="perhaps"), dict(lines[0], extra=1),
                  dict(lines[0], frames={}), dict(lines[0], start="today")):
        if not list(faults(wrong, schema, "wrong")):
            found.append(f"the schema takes {str(wrong)[:60]}")
    print("\n".join(found[:40]))
    print(f"{len(lines)} lines, {len(found)} faults")
    return 1 if found or len(lines) < 20 else 0


if __name__ == "__main__":
    sys.exit(main())
