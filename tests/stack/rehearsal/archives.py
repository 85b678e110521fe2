"""Holds what was built to what Lambda can start and to the budget for its size.

    archives.py <folder that sam has built into> <arm64 or x86_64>
"""

import io
import pathlib
import re
import sys
import zipfile

# `provided.al2023` has glibc 2.34.
GLIBC_MAX = (2, 34)
ARCHIVE_BYTES_MAX = 4 * 1024 * 1024
# What the header of a program says of its processor.
MACHINES = {"arm64": 183, "x86_64": 62}


def main(built: str, architecture: str) -> None:
    programs = sorted(pathlib.Path(built).glob("*/bootstrap"))
    if not programs:
        sys.exit(f"no function was built into {built}")
    wrong = []
    sizes = {}
    for program in programs:
        code, name = program.read_bytes(), program.parent.name
        if int.from_bytes(code[18:20], "little") != MACHINES[architecture]:
            wrong.append(f"{name} is not for {architecture}")
        needed = max(versions(code), default=(0, 0))
        if needed > GLIBC_MAX:
            wrong.append(f"{name} needs glibc {needed[0]}.{needed[1]}")
        sizes[name] = archived(code)
        if sizes[name] > ARCHIVE_BYTES_MAX:
            wrong.append(f"{name} is {sizes[name]} bytes in its archive, and {ARCHIVE_BYTES_MAX} are allowed")
    largest = max(sizes, key=sizes.get)
    print(f"{len(sizes)} functions; the largest archive is {largest}'s with {sizes[largest]} bytes.")
    if wrong:
        sys.exit("\n".join(wrong))


def versions(code: bytes) -> set:
    """Every version of glibc that a symbol asks for. They stand as text in the program."""
    return {(int(major), int(minor)) for major, minor in re.findall(rb"GLIBC_(\d+)\.(\d+)", code)}


def archived(code: bytes) -> int:
    """How large the archive is, packed as `sam` packs it."""
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("bootstrap", code)
    return len(archive.getvalue())


if __name__ == "__main__":
    main(*sys.argv[1:])
