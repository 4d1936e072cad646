"""What a conversation shows: talk, thinking and tools, with and without scripts, and on paper."""

import json
from dataclasses import replace

import pytest
from playwright.sync_api import Page

from sitegen.model import BlockKind, OutputFile, PageContext
from tests.browser.conftest import Serve
from tests.browser.test_accessible import pages_with_violations
from tests.render.samples import LYRA, USER, block, conversation, message, renderer

FOUND = conversation(
    message(1, USER, block(BlockKind.PROSE, "Is the quay dry?")),
    message(2, LYRA, block(BlockKind.THINKING, "They mean the stones."), block(BlockKind.PROSE, "I will look.")),
    message(3, LYRA, block(BlockKind.TOOL_CALL, json.dumps({"command": "wc quay"}), name="Bash"),
            block(BlockKind.TOOL_RESULT, "nine puddles in a long row")),
    message(4, USER, block(BlockKind.TOOL_CALL, "{}", name="knock")),
    message(5, LYRA, block(BlockKind.THINKING, "Say it gently.")),
    message(6, LYRA, block(BlockKind.PROSE, "It is wet.")),
)  # fmt: skip
A, B, C, D, E, F = (each.anchor for each in FOUND.messages)
TALK, THINKING, EVERYTHING = [A, B, F], [A, B, E, F], [A, B, C, D, E, F]


@pytest.fixture(scope="module")
def files() -> dict[str, bytes]:
    outputs: list[OutputFile] = [*renderer().conversation_pages(FOUND, PageContext("quay")), *renderer().static_files()]
    return {each.path: each.data for each in outputs}


def visible_messages(page: Page) -> list[str]:
    return page.eval_on_selector_all(
        "article", "all => all.filter((each) => each.checkVisibility()).map(({ id }) => id)"
    )


def visible_folds(page: Page) -> list[str]:
    script = "all => all.filter((each) => each.checkVisibility()).map((each) => each.querySelector('[id]').id)"
    return page.eval_on_selector_all(".aside", script)


@pytest.mark.parametrize("has_scripts", [True, False])
def test_the_control_shows_talk_then_thinking_then_everything(has_scripts: bool, serve: Serve, files: dict[str, bytes]):
    page = serve(files, java_script_enabled=has_scripts).open("c/quay.html")
    found = [(visible_messages(page), visible_folds(page))]
    for option in ("thinking", "everything"):
        page.check(f"#f-{option}")
        found.append((visible_messages(page), visible_folds(page)))
    assert found == [
        (TALK, []),
        (THINKING, [f"{B}-p1", f"{E}-p1"]),
        (EVERYTHING, [f"{B}-p1", f"{C}-p1", f"{D}-p1", f"{E}-p1"]),
    ]
    assert page.url.endswith("?show=everything" if has_scripts else "quay.html")
    page.check("#f-talk")
    page.emulate_media(media="print")
    assert visible_messages(page) == TALK


def test_the_name_of_a_speaker_is_shown_where_the_messages_before_are_hidden(serve: Serve, files: dict[str, bytes]):
    names = "all => all.filter((each) => each.checkVisibility() && each.offsetWidth > 1).map((each) => each.closest('article').id)"
    page = serve(files).open("c/quay.html")
    found = [page.eval_on_selector_all("article h2", names)]
    page.goto(page.url + "?show=everything")
    found.append(page.eval_on_selector_all("article h2", names))
    assert found == [[A, B], [A, B, D, E]]


@pytest.mark.parametrize("has_scripts", [True, False])
@pytest.mark.parametrize("fragment", [f"{C}-p2", f"{C}-p1", f"{B}-p1"])
def test_a_link_into_a_hidden_fold_opens_it(fragment: str, has_scripts: bool, serve: Serve, files: dict[str, bytes]):
    page = serve(files, java_script_enabled=has_scripts).open(f"c/quay.html#{fragment}")
    assert page.locator(f"#{fragment}").is_visible()
    assert page.locator("details[open]").count() == 1


@pytest.mark.parametrize(("fragment", "fold"), [(C, f"{C}-p2"), (B, f"{B}-p1")])
def test_a_link_to_words_in_a_hidden_fold_opens_it(fragment: str, fold: str, serve: Serve, files: dict[str, bytes]):
    words = {C: "puddles%20in", B: "mean%20the%20stones"}[fragment]
    page = serve(files).open(f"c/quay.html#{fragment}:~:text={words}")
    page.wait_for_function(f"document.getElementById('{fold}').checkVisibility()")
    assert page.locator(".quote-note").count() == 0


def test_everything_that_is_shown_is_open_on_paper(serve: Serve, files: dict[str, bytes]):
    page = serve(files).open("c/quay.html?show=thinking")
    page.emulate_media(media="print")
    assert page.locator(f"#{B}-p1").bounding_box()["height"] > 10  # type: ignore[index]
    assert not page.locator(f"#{C}-p1").is_visible()


@pytest.mark.parametrize("has_scripts", [True, False])
def test_a_link_to_a_message_of_another_version_opens_it(has_scripts: bool, serve: Serve):
    found = conversation(
        message(1, USER, block(BlockKind.PROSE, "Is the quay dry?")),
        message(2, LYRA, block(BlockKind.PROSE, "It is wet.")),
        replace(message(3, LYRA, block(BlockKind.PROSE, "It is dry.")), branch=1),
        replace(message(4, LYRA, block(BlockKind.PROSE, "It is damp.")), branch=2),
        branch_points=(0, 2),
    )
    outputs = [*renderer().conversation_pages(found, PageContext("quay")), *renderer().static_files()]
    host = serve({each.path: each.data for each in outputs}, java_script_enabled=has_scripts)
    anchors = [each.anchor for each in found.messages]
    assert visible_messages(host.open("c/quay.html")) == anchors[:2]
    assert visible_messages(host.open(f"c/quay.html#{anchors[3]}")) == [anchors[0], *anchors[2:], anchors[1]]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_open_folds_are_accessible(scheme: str, serve: Serve):
    colours = "".join(f"\x1b[{code}mcolour {code}\x1b[0m " for code in (*range(30, 38), *range(90, 98), *range(40, 48)))
    edit = {"file_path": "quay.py", "old_string": "dry = True\n", "new_string": "dry = False\n", "replace_all": True}
    tasks = {"todos": [{"content": "look", "status": "completed"}, {"content": "say", "status": "in_progress"}]}
    found = conversation(
        message(1, USER, block(BlockKind.PROSE, "Is the quay $x^2$ dry?"), block(BlockKind.ATTACHMENT, "a list")),
        message(2, LYRA, block(BlockKind.THINKING, "Hm."), block(BlockKind.TOOL_CALL, json.dumps(edit), name="Edit")),
        message(3, LYRA, block(BlockKind.TOOL_CALL, "ls", name="Bash"), block(BlockKind.TOOL_RESULT, colours)),
        message(4, LYRA, block(BlockKind.TOOL_CALL, json.dumps(tasks), name="TodoWrite")),
        replace(message(5, LYRA, block(BlockKind.PROSE, "It is damp.")), branch=1),
        branch_points=(0,),
    )
    (page,) = renderer().conversation_pages(found, PageContext("quay"))
    opened = page.data.replace(b"<details ", b"<details open ")
    host = serve(
        {"c/quay.html": opened, **{each.path: each.data for each in renderer().static_files()}}, color_scheme=scheme
    )
    assert pages_with_violations(host, ["c/quay.html?show=everything"]) == {}
