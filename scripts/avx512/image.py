"""Writes a disk for the machine that `run` starts: image.py DISK PROGRAM ARGUMENT…

A sector says where the program lies, how many sectors it has, and its arguments; then the program as it lies in memory.
"""
import struct
import sys

SECTOR = 512
CYLINDER = 16 * 63 * SECTOR

disk, program, *arguments = sys.argv[1:]
elf = open(program, "rb").read()
if elf[:5] != b"\x7fELF\x02" or struct.unpack_from("<H", elf, 16)[0] != 2:
    sys.exit(f"{program}: not a program at fixed addresses")
(headers,) = struct.unpack_from("<Q", elf, 32)
(count,) = struct.unpack_from("<H", elf, 56)
segments = [struct.unpack_from("<IIQQQQQQ", elf, headers + 56 * k) for k in range(count)]
loads = [(offset, to, in_file, size) for kind, _, offset, to, _, in_file, size, _ in segments if kind == 1]
base = loads[0][1]
end = max(to + size for _, to, _, size in loads)
# Between the kernel and its memory for programs (kernel.c).
if base < 0x200000 or end > 0x10000000:
    sys.exit(f"{program}: lies where there is no room for it")
image = bytearray(end - base)
for offset, to, in_file, _ in loads:
    image[to - base : to - base + in_file] = elf[offset : offset + in_file]
sectors = -(-len(image) // SECTOR)
words = b"".join(word.encode() + b"\0" for word in ["program", *arguments])
header = struct.pack("<QQQ", base, sectors, 1 + len(arguments)) + words
if len(header) > SECTOR:
    sys.exit("too many arguments")
content = header.ljust(SECTOR, b"\0") + image
with open(disk, "wb") as file:
    file.write(content + bytes(-len(content) % CYLINDER))
