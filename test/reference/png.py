"""A grey PNG of 8 x 8 pixels, written with zlib itself: what report/picture.ts has to give."""

import base64
import struct
import zlib

WIDTH = HEIGHT = 8
# Pixels with something to compress: each row is half of the one before, and goes on by 31.
ROWS = [bytes(((31 * x) % 256) >> (y // 2) for x in range(WIDTH)) for y in range(HEIGHT)]


def chunk(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


header = struct.pack(">IIBBBBB", WIDTH, HEIGHT, 8, 0, 0, 0, 0)
data = zlib.compress(b"".join(b"\0" + row for row in ROWS), 9)
png = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", data) + chunk(b"IEND", b"")
print(base64.b64encode(png).decode())
