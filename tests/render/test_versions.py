"""Other versions of messages: below the message after which they begin, in the JSON export, and out of the counts."""

import json
import re
from dataclasses import replace

from markupsafe import Markup

from sitegen.model import BlockKind, Conversation, Message, PageContext, Participant, Usage
from sitegen.render.conversation_page import MessageView, Version, arrange, speaker_view
from sitegen.render.json_export import json_export
from sitegen.render.summaries import summarise, to_json
from tests.render.page_elements import read
from tests.render.samples import LYRA, USER, block, conversation, message, renderer


def said(number: int, who: Participant, text: str, branch: int = 0, usage: Usage | None = None) -> Message:
    return replace(message(number, who, block(BlockKind.PROSE, text)), branch=branch, usage=usage)


def sea() -> Conversation:
    """Return a conversation with a version within a version, and a version of the whole."""
    return conversation(
        said(1, USER, "Of the sea?"),
        said(2, LYRA, "It is wide.", usage=Usage(10, 20, 0.25)),
        said(3, USER, "And deep?"),
        said(4, LYRA, "It is salt.", 1, Usage(output_tokens=5, cost=0.5)),
        said(5, LYRA, "Quite salt.", 1),
        said(6, LYRA, "And iron.", 2),
        said(7, USER, "Of the land?", 3),
        branch_points=(0, 3, -1),
    )


Tree = list["str | Tree"]


def view_tree(views: list[MessageView], versions: tuple[Version, ...]) -> Tree:
    found: Tree = [view_tree(list(each.messages), ()) for each in versions]
    for view in views:
        found += [str(view.number), *(view_tree(list(each.messages), ()) for each in view.versions)]
    return found


def views(branches: list[int]) -> list[MessageView]:
    speaker = speaker_view(LYRA, 0, "c/sea.html")
    return [
        MessageView(f"m-{n}", n, False, speaker, None, Markup(), False, "", False, (), "", None, branch=branch)
        for n, branch in enumerate(branches)
    ]


def arranged(branches: list[int], points: list[int]) -> Tree:
    path, whole = arrange(views(branches), points)
    return view_tree(list(path), whole)


def test_a_version_is_below_the_message_after_which_it_begins():
    assert arranged([0, 0, 0, 1, 1, 2, 3], [0, 3, -1]) == [["6"], "0", ["3", ["5"], "4"], "1", "2"]


def test_versions_of_one_message_are_in_their_order():
    assert arranged([0, 1, 2, 3], [0, 0, 0]) == ["0", ["1"], ["2"], ["3"]]


def test_a_conversation_without_a_path_has_versions_only():
    assert arranged([1, 2], [-1, -1]) == [["0"], ["1"]]


def test_deeply_nested_versions_are_beside_each_other():
    branches = list(range(10_000))
    found = arranged(branches, branches[:-1])
    depth, flat = 0, found
    while any(isinstance(each, list) for each in flat):
        depth, flat = depth + 1, next(each for each in flat if isinstance(each, list))
    count = json.dumps(found).count('"') // 2
    assert (depth, count) == (6, 10_000)


def test_the_page_has_every_message_once_and_counts_those_of_the_path():
    found = sea()
    page = read(renderer().conversation_pages(found, PageContext("sea"))[0].data)
    texts = {each.anchor: each.text for each in found.messages}
    articles = [texts[values["id"]] for tag, values in page.elements if tag == "article"]
    assert articles == [
        "Of the land?", "Of the sea?", "It is salt.", "And iron.", "Quite salt.", "It is wide.", "And deep?",
    ]  # fmt: skip
    assert [values["id"] for _, values in page.elements if values.get("class") == "number"] == ["n1", "n2", "n3"]
    assert [values["data-branch"] for _, values in page.elements if "data-branch" in values] == ["3", "1", "2"]
    assert re.search(r"3 messages\s+1 min\s+3 other versions", page.text)
    assert "10 tokens in, 25 tokens out, $0.75" in page.text
    last = next(values for _, values in page.elements if values.get("href") == f"#{found.messages[2].anchor}")
    assert last


def test_a_message_after_a_version_shows_its_speaker():
    found = conversation(said(1, LYRA, "one"), said(2, LYRA, "two"), said(3, LYRA, "other", 1), branch_points=(0,))
    page = read(renderer().conversation_pages(found, PageContext("sea"))[0].data)
    assert [values["class"] for tag, values in page.elements if tag == "article"] == ["message"] * 3


def test_the_export_has_branches_and_what_is_stated_of_tokens():
    export = json.loads(json_export(sea(), PageContext("sea")).data)
    assert export["branch_points"] == [0, 3, -1]
    assert [each.get("branch") for each in export["messages"]] == [None, None, None, 1, 1, 2, 3]
    assert [each.get("usage") for each in export["messages"]] == [
        None, {"input_tokens": 10, "output_tokens": 20, "cost_usd": 0.25}, None,
        {"output_tokens": 5, "cost_usd": 0.5}, None, None, None,
    ]  # fmt: skip


def test_the_summary_counts_the_path_and_adds_up_what_is_stated():
    summary = summarise(sea(), PageContext("sea"))
    assert (summary.messages, [share.messages for share in summary.shares], summary.branches) == (3, [2, 1], 3)
    assert to_json(summary)["usage"] == {"input_tokens": 10, "output_tokens": 25, "cost_usd": 0.75}
    plain = to_json(summarise(conversation(said(1, USER, "a")), PageContext("sea")))
    assert {"usage", "branches"} & set(plain) == set()


def test_an_inferred_model_is_said_so():
    inferred = replace(LYRA, label="Lyra Two", is_inferred=True)
    found = conversation(said(1, inferred, "one"), said(2, USER, "two"))
    page = read(renderer().conversation_pages(found, PageContext("sea"))[0].data)
    assert page.text.count("inferred from the conversation") == 1
    export = json.loads(json_export(found, PageContext("sea")).data)
    assert [each.get("model_is_inferred") for each in export["participants"]] == [True, None]


def test_the_outline_shows_the_talk():
    call = block(BlockKind.TOOL_CALL, "{}", name="sound")
    messages = (message(n, LYRA, call if n % 5 else block(BlockKind.PROSE, f"word {n}")) for n in range(1, 51))
    html = renderer().conversation_pages(conversation(*messages), PageContext("sea"))[0].data.decode()
    outline = html[html.index('<ol class="outline">') : html.index("</ol>")]
    numbers = ["1–9", *(f"{n}–{n + 4}" for n in range(10, 46, 5)), "50"]
    assert re.findall('"number">(.*?)</span>', outline) == numbers
    assert re.findall(r"word \d+", outline) == [f"word {n}" for n in range(5, 51, 5)]
