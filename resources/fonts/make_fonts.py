#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Makes the bundled fonts from Debian's fonts-inter: subset, and with tabular digits as the default.

Qt 6.4 has no switch for OpenType features, so the digits of the feature `tnum` are put into the character map
itself. The family gets a name of its own, so that an installed Inter (proportional digits) is never taken for it.

    apt-get install fonts-inter python3-fonttools && /usr/bin/python3 make_fonts.py
"""
import pathlib

from fontTools import subset
from fontTools.ttLib import TTFont

SOURCE = pathlib.Path("/usr/share/fonts/opentype/inter")
TARGET = pathlib.Path(__file__).parent
FAMILY = "Kontor Inter"
WEIGHTS = ["Regular", "Medium", "SemiBold", "Bold"]
# Latin with all its extensions, spacing and combining marks, Greek, Cyrillic, punctuation, currency, arrows, maths.
RANGES = [(0x20, 0x24F), (0x2B0, 0x36F), (0x370, 0x3FF), (0x400, 0x4FF), (0x1E00, 0x1EFF), (0x2000, 0x206F),
          (0x2070, 0x209F), (0x20A0, 0x20CF), (0x2100, 0x214F), (0x2190, 0x2199), (0x2200, 0x22FF)]


def tabular(font):
    """The glyph that `tnum` puts in the place of each digit's glyph."""
    gsub = font["GSUB"].table
    indexes = {i for f in gsub.FeatureList.FeatureRecord if f.FeatureTag == "tnum" for i in f.Feature.LookupListIndex}
    mapping = {}
    for index in indexes:
        for table in gsub.LookupList.Lookup[index].SubTable:
            mapping.update(getattr(table, "ExtSubTable", table).mapping)
    return mapping


for weight in WEIGHTS:
    font = TTFont(SOURCE / f"Inter-{weight}.otf")
    mapping = tabular(font)
    for table in font["cmap"].tables:
        for code in range(ord("0"), ord("9") + 1):
            if code in table.cmap:
                table.cmap[code] = mapping.get(table.cmap[code], table.cmap[code])  # tables may be shared
    for record in font["name"].names:
        if record.nameID in (1, 16):
            record.string = FAMILY
        elif record.nameID in (2, 17):
            record.string = weight
        elif record.nameID in (3, 4):
            record.string = f"{FAMILY} {weight}"
        elif record.nameID == 6:
            record.string = f"KontorInter-{weight}"
    options = subset.Options()
    options.layout_features = ["kern", "mark", "mkmk", "ccmp", "locl"]
    options.name_IDs = [0, 1, 2, 3, 4, 5, 6, 7, 9, 11, 13, 14, 16, 17]
    options.desubroutinize = False
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=[c for first, last in RANGES for c in range(first, last + 1)])
    subsetter.subset(font)
    # A few of Inter's tabular digits are a unit or two off, which would show in a column of 46 px figures.
    digits = [font.getBestCmap()[c] for c in range(ord("0"), ord("9") + 1)]
    width = max(font["hmtx"][glyph][0] for glyph in digits)
    for glyph in digits:
        font["hmtx"][glyph] = (width, font["hmtx"][glyph][1])
    font.save(TARGET / f"KontorInter-{weight}.otf")
