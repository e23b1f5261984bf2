"""Writes storedSamples.json: image files and the samples that Pillow finds stored in them.

python makeStoredSamples.py, with Pillow 12 and numpy. PNGs are written by hand, so that every colour type, depth and
ancillary chunk occurs.
"""

import base64
import io
import json
import struct
import zlib
from pathlib import Path

import numpy as np
from PIL import Image, ImageCms, ImageOps

WIDTH, HEIGHT = 21, 14
rng = np.random.default_rng(1)
y, x = np.mgrid[0:HEIGHT, 0:WIDTH]
smooth = np.stack([128 + 100 * np.sin(x / 5 + c) + 20 * np.cos(y / 4 * c) for c in range(3)], -1)
rgb = np.clip(smooth + rng.normal(0, 12, smooth.shape), 0, 255).astype(np.uint8)
grey = rgb[..., 0]
palette = rng.integers(0, 256, (256, 3)).astype(np.uint8)
profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes()
files = {}


def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def rows(values, depth):
    if depth == 16:
        return b"".join(b"\0" + row.astype(">u2").tobytes() for row in values)
    packed = b""
    for row in values:
        bits = "".join(format(int(value), f"0{depth}b") for value in row.reshape(-1))
        bits += "0" * (-len(bits) % 8)
        packed += b"\0" + bytes(int(bits[at : at + 8], 2) for at in range(0, len(bits), 8))
    return packed


def adam7(values, depth):
    starts = ((0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2))
    passes = [values[top::down, left::right] for left, top, right, down in starts]
    return b"".join(rows(part, depth) for part in passes if part.size)


def png(name, kind, depth, values, extra=b"", interlaced=False):
    header = struct.pack(">IIBBBBB", WIDTH, HEIGHT, depth, kind, 0, 0, int(interlaced))
    pixels = zlib.compress(adam7(values, depth) if interlaced else rows(values, depth))
    files[name] = (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + extra + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")
    )


def jpeg(name, image, **options):
    buffer = io.BytesIO()
    image.save(buffer, "JPEG", **options)
    files[name] = buffer.getvalue()


opaque, half = np.full_like(grey, 255), grey
for depth in (1, 2, 4, 8):
    png(f"grey of {depth} bits.png", 0, depth, grey >> (8 - depth))
    png(f"grey of {depth} bits, interlaced.png", 0, depth, grey >> (8 - depth), interlaced=True)
    colours = chunk(b"PLTE", palette[: 2**depth].tobytes())
    png(f"palette of {depth} bits.png", 3, depth, grey >> (8 - depth), colours)
    png(f"palette of {depth} bits, interlaced.png", 3, depth, grey >> (8 - depth), colours, interlaced=True)
png("rgb.png", 2, 8, rgb)
png("rgb, interlaced.png", 2, 8, rgb, interlaced=True)
gamma = chunk(b"gAMA", struct.pack(">I", 100000))
png("gamma of 1.png", 2, 8, rgb, gamma)
primaries = chunk(b"cHRM", struct.pack(">8I", 31270, 32900, 64000, 33000, 30000, 60000, 15000, 6000))
png("gamma and primaries.png", 2, 8, rgb, gamma + primaries)
png("colour profile.png", 2, 8, rgb, chunk(b"iCCP", b"x\0\0" + zlib.compress(profile)))
png("opaque grey and alpha.png", 4, 8, np.dstack([grey, opaque]))
png("opaque rgb and alpha.png", 6, 8, np.dstack([rgb, opaque]))
png("REFUSED grey and alpha.png", 4, 8, np.dstack([grey, half]))
png("REFUSED rgb and alpha.png", 6, 8, np.dstack([rgb, half]))
png("REFUSED grey of 16 bits.png", 0, 16, grey.astype(np.uint16) * 256 + 77)
png("REFUSED rgb of 16 bits.png", 2, 16, rgb.astype(np.uint16).reshape(HEIGHT, -1) * 256 + 77)
png("REFUSED transparent colour.png", 2, 8, rgb, chunk(b"tRNS", struct.pack(">3H", *rgb[3, 4])))
sixteen = chunk(b"PLTE", palette[:16].tobytes()) + chunk(b"tRNS", b"\xff\x80" * 8)
png("REFUSED transparent palette.png", 3, 4, grey >> 4, sixteen)
colour = Image.fromarray(rgb)
for quality in (50, 95):
    jpeg(f"quality {quality}.jpg", colour, quality=quality)
jpeg("4 4 4.jpg", colour, quality=90, subsampling=0)
jpeg("4 2 2.jpg", colour, quality=90, subsampling=1)
jpeg("progressive.jpg", colour, quality=85, progressive=True)
jpeg("restarts.jpg", colour, quality=85, restart_marker_blocks=2)
jpeg("colour profile.jpg", colour, quality=90, icc_profile=profile)
jpeg("stored as rgb.jpg", colour, quality=90, keep_rgb=True)
jpeg("grey.jpg", Image.fromarray(grey), quality=90)
jpeg("REFUSED cmyk.jpg", colour.convert("CMYK"), quality=90)
for orientation in range(2, 9):
    exif = Image.Exif()
    exif[0x112] = orientation
    jpeg(f"orientation {orientation}.jpg", colour, quality=90, exif=exif)

samples = {}
for name, content in files.items():
    entry = {"file": base64.b64encode(content).decode()}
    if not name.startswith("REFUSED"):
        image = Image.open(io.BytesIO(content))
        plain = image.convert("RGB" if image.mode in ("P", "RGB", "RGBA") else "L")
        entry["samples"] = base64.b64encode(np.array(plain).tobytes()).decode()
        if name.startswith("orientation"):
            turned = np.array(ImageOps.exif_transpose(image))
            entry["turned"] = base64.b64encode(turned.tobytes()).decode()
    samples[name] = entry
text = json.dumps({"width": WIDTH, "height": HEIGHT, "images": samples}, indent=1)
Path(__file__).with_name("storedSamples.json").write_text(text + "\n")
