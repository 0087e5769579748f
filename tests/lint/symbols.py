#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""symbols.py BUILD [--count]: who calls whom, read out of the object files of a build. Includes are not enough in C:
an include line can stand without a call, and a call without an include line that shows it. Refused are
a reference from a room to one above it, a circle of rooms, and a circle of more than two files inside
one room. With --count it tells how many rooms, floors, arrows and circles there are."""

import collections
import os
import re
import subprocess
import sys

import layering

OBJECT = re.compile(r"(core|analyzer|plugin)/CMakeFiles/[\w-]+\.dir/(.*?([\w./-]+\.c))\.o$")

def objects(build):
    """{source file: object file}, of the program's own code."""
    found = {}
    for top in ("core", "analyzer", "plugin"):
        for folder, _, names in os.walk(os.path.join(build, top)):
            for name in names:
                path = os.path.join(folder, name)
                match = OBJECT.search(path)
                if not match or "/CMakeFiles/" not in path:
                    continue
                inside = match.group(2)
                if inside.startswith("__/"):
                    source = inside.replace("__/", "", 1)
                else:
                    source = f"{match.group(1)}/{inside}"
                if not inside.startswith("/"):
                    found[source] = path
    return found


def symbols(paths):
    """{object file: (defined, undefined)}: the global names of each, by one run of nm."""
    if not paths:
        return {}
    listing = subprocess.run(["nm", "-A", "--extern-only", "--format=posix", *paths],
                             capture_output=True, text=True, check=True).stdout
    names = {path: (set(), set()) for path in paths}
    for line in listing.splitlines():
        path, _, rest = line.partition(": ")
        name, kind = rest.split()[:2]
        names[path][kind in "Uwv"].add(name)
    return names


def arrows(build):
    """{(from file, to file): one symbol}: who needs what of whom."""
    owner, wants = {}, {}
    found = objects(build)
    names = symbols(list(found.values()))
    for source, path in found.items():
        defined, wants[source] = names[path]
        for name in defined:
            owner[name] = source
    return {(source, owner[name]): name for source in sorted(wants) for name in sorted(wants[source])
            if name in owner and owner[name] != source}


def circles(pairs):
    """The sets of nodes that reach each other (Tarjan), of two and more."""
    after = collections.defaultdict(list)
    for start, end in pairs:
        after[start].append(end)
    number, low, stack, found = {}, {}, [], []

    def visit(node):
        number[node] = low[node] = len(number)
        stack.append(node)
        for target in after[node]:
            if target not in number:
                visit(target)
                low[node] = min(low[node], low[target])
            elif target in stack:
                low[node] = min(low[node], number[target])
        if low[node] == number[node]:
            at = stack.index(node)
            if len(stack) - at > 1:
                found.append(sorted(stack[at:]))
            del stack[at:]

    for node in sorted({node for pair in pairs for node in pair}):
        if node not in number:
            visit(node)
    return found


def complaints(build):
    known = arrows(build)
    rooms = {}
    for (start, end), name in known.items():
        here, there = layering.room_of(start), layering.room_of(end)
        if here is None or there is None or here == there:
            continue
        rooms.setdefault((here, there), (start, end, name))
        if layering.runs_up(here, there):
            yield f"{start}: floors: it needs {name} of {end}, and {there} is above {here}; {layering.WAYS_OUT}"
    for circle in circles(rooms):
        edges = [rooms[pair] for pair in rooms if pair[0] in circle and pair[1] in circle]
        shown = "; ".join(f"{start} needs {name} of {end}" for start, end, name in edges)
        yield f"{circle[0]}: circle: rooms need each other ({shown}); {layering.WAYS_OUT}"
    by_room = collections.defaultdict(list)
    for pair in known:
        if layering.room_of(pair[0]) == layering.room_of(pair[1]):
            by_room[layering.room_of(pair[0])].append(pair)
    for pairs in by_room.values():
        for circle in circles(pairs):
            if len(circle) > 2:
                shown = "; ".join(f"{start} needs {known[start, end]} of {end}" for start, end in sorted(pairs)
                                  if start in circle and end in circle)
                yield f"{circle[0]}: circle: {len(circle)} files need each other ({shown}); {layering.WAYS_OUT}"


def count(build):
    """One line: rooms, floors, arrows and circles of core/."""
    pairs = {(layering.room_of(a), layering.room_of(b)) for a, b in arrows(build)}
    pairs = {(a, b) for a, b in pairs if a and b and a != b and a.startswith("core/") and b.startswith("core/")}
    rooms = [room for room in layering.ROOMS if room.startswith("core/")]
    floor = {}
    for room in rooms:
        floor[room] = 1 + max((floor.get(b, 0) for a, b in pairs if a == room), default=0)
    up = sum(layering.runs_up(a, b) for a, b in pairs)
    return (f"core: {len(rooms)} rooms on {max(floor.values())} floors, {len(pairs)} arrows, "
            f"{up} up, {len(circles(pairs))} circles")


def main(arguments):
    if not arguments or not objects(arguments[0]):
        print(__doc__, file=sys.stderr)
        return 2
    if "--count" in arguments:
        print(count(arguments[0]))
    faults = list(complaints(arguments[0]))
    for fault in faults:
        print(fault)
    print(f"symbols: {len(faults)} faults")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
