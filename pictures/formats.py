"""Formats of pictures, their limits, and names of their files: for child processes, too."""

import hashlib

# What is stored of each format that is read; of a GIF the pixels of its one frame, of the several
# pictures in a phone's MPO the first.
FORMATS = {"JPEG": "jpg", "PNG": "png", "WEBP": "webp", "AVIF": "avif"}
STORED_AS = {**{name: name for name in FORMATS}, "GIF": "PNG", "MPO": "JPEG"}
MAX_PIXELS = 40_000_000
# A JPEG is halved while it is decoded, which takes less memory than a smaller one of all pixels.
MAX_PIXELS_OF_JPEG = 64_000_000
# What is written of formats whose encoders take twenty bytes and a microsecond for each pixel.
MAX_PIXELS_WRITTEN = {"WEBP": 4_000_000, "AVIF": 4_000_000}
# A line of 65,000 pixels is no picture, and no picture's rendition: WebP ends at 16,383 a side.
MAX_SIDE, MAX_RATIO = 16_000, 20
HASH_LENGTH = 16

# IPTC's words for pictures that a machine made, wholly or in part (cv.iptc.org, DigitalSourceType).
MADE_BY_MACHINE = {
    "trainedAlgorithmicMedia": "made by AI",
    "compositeWithTrainedAlgorithmicMedia": "partly made by AI",
    "algorithmicallyEnhanced": "enhanced by AI",
    "algorithmicMedia": "made by a program",
    "compositeSynthetic": "composed of synthetic parts",
    "virtualRecording": "recorded in a virtual place",
}


def name_for(data: bytes, ending: str) -> str:
    """The name of a file with these bytes: the beginning of their SHA-256."""
    return f"{hashlib.sha256(data).hexdigest()[:HASH_LENGTH]}.{ending}"
