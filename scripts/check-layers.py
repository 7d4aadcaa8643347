#!/usr/bin/env python3
"""Fails when code breaks the direction in which the folders stand on each other.

Usage: check-layers.py LAYERS ROOT, where LAYERS has one "folder target dep..." a line, in the order
in which CMake reads the folders. Each rule below is one function, and yields what breaks it.
"""
import pathlib
import re
import sys

CODE = ("ledger", "projections", "daemon", "clients", "bench")

# What the DEPS of a folder may name of our own; the first row that matches a folder counts.
MAY_USE = (
    ("ledger/log.*", "ledger/(base|encryption|tree|store|events|sealing|log).*"),
    ("ledger/audit", "ledger(/.+)?"),
    ("ledger/.+", "ledger/(?!log).+"),  # Pure: no log below the writer.
    ("ledger", "ledger/.+"),
    ("projections.*", "ledger/(base|money|calendar|formats|store|events|log).*|projections.*"),
    ("daemon.*", "(ledger|projections|daemon).*"),
    (
        "clients.*",
        "ledger/(base|tree|notes|money|calendar|formats|plans|sealing|exports)|clients.*",
    ),
    ("bench.*", ".*"),
)

# The only folders that may include a library's headers.
HOMES = (
    ("gRPC", r"grpc(pp|\+\+)?/.*|.*\.grpc\.pb\.h", "(daemon|clients|bench)(/.*)?"),
    ("RocksDB", "rocksdb/.*", "(ledger/log|bench)(/.*)?"),
)

EXACT = ("ledger", "projections")


class Layers:
    """The rows of LAYERS, and the files under ROOT that they speak of."""

    def __init__(self, rows, root):
        self.rows = [(folder, target, deps) for folder, target, *deps in rows]
        self.folder_of = {target: folder for folder, target, _ in self.rows}
        self.deps_of = {}  # What a folder's targets list together.
        for folder, _, deps in self.rows:
            self.deps_of.setdefault(folder, set()).update(deps)
        self.files = [
            (path.relative_to(root), path.read_text().splitlines())
            for top in CODE
            for path in sorted((root / top).rglob("*"))
            if path.suffix in (".h", ".cc")
        ]

    def includes(self):
        for path, lines in self.files:
            for number, line in enumerate(lines, 1):
                match = re.match(r'\s*#\s*include\s*["<]([^">]+)[">]', line)
                if match:
                    yield path, number, match[1]


def there_is_something_to_check(layers):
    if not layers.rows or not layers.files:
        yield f"found {len(layers.rows)} targets and {len(layers.files)} files to check"


def files_belong_to_a_target(layers):
    for path, _ in layers.files:
        if str(path.parent) not in layers.deps_of:
            yield f"{path}: no target is made in {path.parent}"


def deps_stand_before_their_users(layers):
    """Which also means that there is no cycle."""
    before = set()
    for _, target, deps in layers.rows:
        for dep in deps:
            if dep in layers.folder_of and dep not in before:
                yield f"{target}: {dep} does not stand before it in the CMake files"
        before.add(target)


def deps_follow_the_design(layers):
    for folder, target, deps in layers.rows:
        allowed = next((used for user, used in MAY_USE if re.fullmatch(user, folder)), None)
        if allowed is None:
            yield f"{folder}: not a folder of the design; say in check-layers.py what it may use"
            continue
        for dep in deps:
            if dep in layers.folder_of and not re.fullmatch(allowed, layers.folder_of[dep]):
                yield f"{target}: {folder} may not use {layers.folder_of[dep]}"


def includes_are_in_deps(layers):
    for path, number, header in layers.includes():
        folder, deps = str(path.parent), layers.deps_of.get(str(path.parent), set())
        needed = str(pathlib.PurePosixPath(header).parent)
        if needed.split("/")[0] in CODE:
            if needed not in {folder, *(layers.folder_of.get(dep) for dep in deps)}:
                yield f"{path}:{number}: {needed} is not in DEPS; add it or move the code"
        elif needed == "tally/v1" and not deps & {"proto", "proto_services"}:
            yield f"{path}:{number}: proto is not in DEPS"


def libraries_stay_at_home(layers):
    for path, number, header in layers.includes():
        for library, headers, home in HOMES:
            if re.fullmatch(headers, header) and not re.fullmatch(home, str(path.parent)):
                yield f"{path}:{number}: no {library} here"


def exact_code_has_no_floating_point(layers):
    for path, lines in layers.files:
        for number, line in enumerate(lines, 1):
            code = re.sub(r'"(\\.|[^"\\])*"|//.*', "", line)
            if path.parts[0] in EXACT and re.search(r"\b(float|double)\b", code):
                yield f"{path}:{number}: no floating point here"


RULES = (
    files_belong_to_a_target,
    deps_stand_before_their_users,
    deps_follow_the_design,
    includes_are_in_deps,
    libraries_stay_at_home,
    exact_code_has_no_floating_point,
)


def main(layers_file, root):
    rows = [line.split() for line in pathlib.Path(layers_file).read_text().splitlines()]
    layers = Layers(rows, pathlib.Path(root))
    wrong = list(there_is_something_to_check(layers))
    if not wrong:
        wrong = [line for rule in RULES for line in rule(layers)]
    for line in wrong:
        print(line)
    print(f"{len(wrong)} wrong in {len(layers.files)} files of {len(layers.rows)} targets")
    return 1 if wrong else 0


sys.exit(main(*sys.argv[1:]))
