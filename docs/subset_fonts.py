"""Make the theme's three font files from Adobe's Source families, reproducibly.

    npm install --prefix FOLDER source-serif@4.5.1 source-sans@3.52.0
    pip install fonttools brotli
    python docs/subset_fonts.py FOLDER/node_modules templates/assets/fonts

"Source" is a reserved font name (SIL Open Font License 1.1, clause 3), so the subsets are renamed.
To stay within 45 kB for all three, kerning is rounded to hundredths of an em, and kept between
the glyphs of ASCII only; the italic has fewer letters, and no kerning.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from fontTools import subset
from fontTools.ttLib import TTFont

ASCII = {chr(c) for c in range(0x20, 0x7F)}
LETTERS = {c for c in map(chr, range(0xC0, 0x100)) if c.isalpha()}
SIGNS = set("\u00a0¡«»¿£€§©°·×½–—‘’‚“”„…•‹›−")
EXTENDED = set(
    "ĀāĂăĄąĆćČčĎďĐđĒēĖėĘęĚěĞğĢģĪīĮįİıĶķĹĺĻļĽľŁłŃńŅņŇňŌōŐőŒœŔŕŘřŚśŞşŠšŢţŤťŪūŮůŰűŲųŴŵŶŷŸŹźŻżŽžȘșȚț"
)
ARROWS = set("←↑→↓↗")
FAMILIES = {"Source Serif 4": "Backstory Serif", "Source Sans 3": "Backstory Sans"}
ROUNDED_TO = 10


@dataclass(frozen=True)
class Face:
    source: str
    name: str
    characters: set[str]
    features: tuple[str, ...]


FACES = (
    Face(
        "source-serif/TTF/SourceSerif4-Regular.ttf",
        "serif.woff2",
        ASCII | LETTERS | SIGNS | EXTENDED,
        ("kern", "liga", "onum", "smcp"),
    ),
    Face(
        "source-serif/TTF/SourceSerif4-It.ttf",
        "serif-italic.woff2",
        ASCII | LETTERS | SIGNS | set("ŒœĆćČčŁłŚśŠšŞşŻżŽž"),
        ("liga", "onum"),
    ),
    Face(
        "source-sans/TTF/SourceSans3-Regular.ttf",
        "sans.woff2",
        ASCII | LETTERS | SIGNS | EXTENDED | ARROWS,
        ("kern", "tnum"),
    ),
)


def make(face: Face, sources: Path, target: Path) -> None:
    # fonttools stamps the time of writing unless told not to.
    font = TTFont(sources / face.source, recalcTimestamp=False)
    if "smcp" in face.features:
        _keep_small_capitals_of(font, {c for c in ASCII if c.isalpha()})
    options = subset.Options(
        layout_features=list(face.features),
        hinting=False,
        glyph_names=False,
        name_IDs=[0, 1, 2, 13, 14],
        name_languages=[0x409],
        drop_tables=[*subset.Options().drop_tables, "DSIG", "STAT", "gasp", "BASE"],
    )
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=[ord(c) for c in face.characters])
    subsetter.subset(font)
    if "kern" in face.features:
        _lighten_kerning(font)
    _rename(font)
    font.flavor = "woff2"
    font.save(target / face.name)


def _keep_small_capitals_of(font: Any, characters: set[str]) -> None:
    glyphs = {font.getBestCmap()[ord(c)] for c in characters}
    for lookup in _lookups(font["GSUB"].table, "smcp"):
        for table in lookup.SubTable:
            table = getattr(table, "ExtSubTable", table)
            table.mapping = {a: b for a, b in table.mapping.items() if a in glyphs}


def _lighten_kerning(font: Any) -> None:
    cmap = font.getBestCmap()
    glyphs = {cmap[ord(c)] for c in ASCII | SIGNS if ord(c) in cmap}
    for lookup in _lookups(font["GPOS"].table, "kern"):
        for table in lookup.SubTable:
            table = getattr(table, "ExtSubTable", table)
            if table.LookupType != 2:
                continue
            if table.Format == 1:
                _keep_pairs(table, glyphs)
                values = [r.Value1 for s in table.PairSet for r in s.PairValueRecord]
            else:
                values = [c2.Value1 for c1 in table.Class1Record for c2 in c1.Class2Record]
            for value in values:
                if value is not None and hasattr(value, "XAdvance"):
                    value.XAdvance = round(value.XAdvance / ROUNDED_TO) * ROUNDED_TO


def _keep_pairs(table: Any, glyphs: set[str]) -> None:
    kept = [
        (g, s) for g, s in zip(table.Coverage.glyphs, table.PairSet, strict=True) if g in glyphs
    ]
    table.Coverage.glyphs = [g for g, _ in kept]
    table.PairSet = [s for _, s in kept]
    table.PairSetCount = len(kept)
    for pairs in table.PairSet:
        pairs.PairValueRecord = [r for r in pairs.PairValueRecord if r.SecondGlyph in glyphs]
        pairs.PairValueCount = len(pairs.PairValueRecord)


def _lookups(table: Any, feature: str) -> list[Any]:
    indices = {
        i
        for record in table.FeatureList.FeatureRecord
        if record.FeatureTag == feature
        for i in record.Feature.LookupListIndex
    }
    return [table.LookupList.Lookup[i] for i in sorted(indices)]


def _rename(font: Any) -> None:
    for record in font["name"].names:
        text = record.toUnicode()
        if record.nameID == 1:
            for old, new in FAMILIES.items():
                text = text.replace(old, new)
            record.string = text


if __name__ == "__main__":
    sources, target = map(Path, sys.argv[1:3])
    for face in FACES:
        make(face, sources, target)
        print(f"{(target / face.name).stat().st_size:6}  {face.name}")
    print(f"{sum((target / f.name).stat().st_size for f in FACES):6}  in all")
