"""What a save changes is shown before it is built, and as it will be built."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from benchmarks import explainers
from generator import build as building
from generator.config import load
from generator.preview.ahead import Ahead
from generator.rendering.theme import theme


@pytest.fixture
def site(tmp_path: Path) -> Path:
    explainers.write(tmp_path / "content", 3)
    (tmp_path / "templates" / "assets").mkdir(parents=True)
    shutil.copy(theme() / "explainer.html", tmp_path / "templates")
    building.build(load(tmp_path), search=False)
    return tmp_path.resolve()


@pytest.fixture
def ahead(site: Path) -> Ahead:
    known = Ahead(load(site))
    known.learn(building.outputs(load(site)))
    return known


def edited(site: Path, *, old: str = "## The article\n", new: str) -> Path:
    path = min((site / "content").glob("*.md"))
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace(old, new), encoding="utf-8")
    return path


def built(site: Path, name: str) -> bytes:
    building.build(load(site), search=False)
    return (site / "site" / name).read_bytes()


def test_an_edited_explainer_is_shown_as_it_will_be_built(site: Path, ahead: Ahead) -> None:
    path = edited(site, new="## The article\n\nThe harbour is full.\n")
    name = f"{path.stem}/index.html"
    assert ahead.content(name) is None
    assert ahead.save({path})
    shown = ahead.content(name)
    assert shown is not None
    assert b"The harbour is full." in shown
    assert ahead.page(name) == shown == built(site, name)


def test_pages_of_an_edited_template_are_made_when_asked_for(site: Path, ahead: Ahead) -> None:
    template = site / "templates" / "explainer.html"
    text = template.read_text(encoding="utf-8")
    template.write_text(text.replace("<h1>", "<p>Proof</p><h1>"), encoding="utf-8")
    assert ahead.save({template})
    for path in (site / "content").glob("*.md"):
        shown = ahead.content(f"{path.stem}/index.html")
        assert shown is not None
        assert b"<p>Proof</p><h1>" in shown
        assert shown == built(site, f"{path.stem}/index.html")


def test_a_template_that_comes_to_stand_before_ours_is_seen(site: Path, ahead: Ahead) -> None:
    name = f"{min((site / 'content').glob('*.md')).stem}/index.html"
    before = ahead.page(name)
    template = site / "templates" / "base.html"
    ours = (theme() / "base.html").read_text(encoding="utf-8")
    template.write_text(ours.replace("<main", "<p>Proof</p><main"), encoding="utf-8")
    ahead.save({template})
    assert b"<p>Proof</p>" in (ahead.page(name) or b"")
    template.unlink()
    ahead.save({template})
    assert ahead.page(name) == before


def test_what_cannot_be_made_leaves_the_page_as_it_was(site: Path, ahead: Ahead) -> None:
    path = min((site / "content").glob("*.md"))
    name = f"{path.stem}/index.html"
    before = ahead.page(name)
    template = site / "templates" / "explainer.html"
    template.write_text("{% if %}", encoding="utf-8")
    ahead.save({template})
    assert ahead.page(name) == before
    path.write_bytes(b"\xff\xfe\x00")
    ahead.save({path, site / "content" / "new.md"})
    assert ahead.page(name) == before
    assert ahead.page("../backstory.toml") is None


def test_a_save_during_a_build_is_shown_until_it_is_built(site: Path, ahead: Ahead) -> None:
    saves = ahead.saves
    outputs = building.outputs(load(site))
    path = edited(site, new="## The article\n\nSaved meanwhile.\n")
    name = f"{path.stem}/index.html"
    ahead.save({path})
    ahead.expect(outputs, saves)
    assert not ahead.settle(saves, written=True)
    assert b"Saved meanwhile." in (ahead.page(name) or b"")
    assert ahead.settle(ahead.saves, written=False)  # say, for want of space
    assert b"Saved meanwhile." in (ahead.page(name) or b"")
    assert ahead.settle(ahead.saves, written=True)
    assert ahead.content(name) is None


def test_a_style_sheet_is_shown_as_it_was_saved(site: Path, ahead: Ahead) -> None:
    style = site / "templates" / "assets" / "style.css"
    style.write_text("h1 { color: red }", encoding="utf-8")
    assert ahead.save({style})
    assert ahead.content("assets/style.css") == b"h1 { color: red }"
