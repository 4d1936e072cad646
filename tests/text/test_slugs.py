"""Slugs for titles."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sitegen.text.slugs import SLUG_LENGTH, slugify, title_slug, unique_slug


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("Kimi K2 ↔ haiku-4.5", "kimi-k2-haiku-4-5"),
        ("../../x", "x"),
        ("..", "dl3a7pzy"),
        ("", "d4oymiqu"),
        ("CON", "con-dupn4jns"),
        ("com1", "com1-dsv5etq7"),
        ("index", "index-ddpaewuu"),
        ("🎨", "art"),
        ("木原とアイリス", "muyuantoairisu"),
        ("x" * 300, "x" * 60),
        ("a\x00b/c\\d:e", "a-b-c-d-e"),
        ("<script>alert(1)</script>", "script-alert-1-script"),
        ("Straße & Café", "strasse-cafe"),
    ],
)
def test_a_slug_is_safe_as_a_file_name_everywhere(title: str, slug: str):
    assert slugify(title) == slug


@given(st.text(max_size=200))
def test_every_title_has_a_safe_slug(title: str):
    slug = slugify(title)
    assert 1 <= len(slug) <= SLUG_LENGTH + 9
    assert set(slug) <= set("abcdefghijklmnopqrstuvwxyz0123456789-")
    assert not slug.startswith("-")


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("The keeper, the gull and the lamp that counted all of the waves", "the-keeper-the-gull-and-the-lamp-that-counted-all-of-the"),
        ("The keeper, the gull and the lamp that counted all of the sea", "the-keeper-the-gull-and-the-lamp-that-counted-all-of-the-sea"),
        ("Lamp " + "x" * 300, "lamp-" + "x" * 55),
        ("Short", "short"),
        ("CON", slugify("CON")),
        ("灯台守と鴎と、波をぜんぶ数えたランプのとても長い物語、その第一章と第二章", "dengtaishoutoouto-boozenbushuetaranpunototemozhangiwuyu"),
    ],
)  # fmt: skip
def test_the_slug_of_a_long_title_ends_at_a_word(title: str, slug: str):
    assert title_slug(title) == slug


def test_a_taken_slug_gets_the_next_candidate_and_then_a_hash():
    assert unique_slug(["a", "a-2026"], {"a"}, "seed") == "a-2026"
    assert unique_slug(["a"], {"a"}, "seed") == "a-dgzfqvx"
    assert unique_slug([f"{'lamp-' * 11}waves"], {f"{'lamp-' * 11}waves"}, "seed") == f"{'lamp-' * 10}dgzfqvx"


def test_fifty_copies_of_one_file_get_different_slugs():
    taken: set[str] = set()
    for _ in range(50):
        taken.add(unique_slug(["light"], taken, "the same bytes"))
    assert len(taken) == 50
