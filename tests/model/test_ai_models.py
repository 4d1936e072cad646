import pickle
import re
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sitegen.model.ai_models import Model, Models, load_models
from sitegen.model.problems import ContentError, Problem
from tests.shared import SHARED, needs_shared


@cache
def models() -> Models:
    return load_models()


def identity(written: str) -> str | None:
    found = models().find(written)
    return found.identity if found else None


SPELLINGS = {
    "anthropic/claude-haiku-4.5": """
        haiku-4.5 | Claude Haiku 4.5 | anthropic/claude-haiku-4.5 | CLAUDE HAIKU 4.5
        claude_haiku_4_5 | claude-haiku-4-5-20251001 | Claude 4.5 Haiku
        Anthropic: Claude Haiku 4.5 | Claude (Haiku 4.5) | Ｃｌａｕｄｅ Ｈａｉｋｕ ４.５ | Haiku4.5
        openrouter/anthropic/claude-haiku-4.5:beta
    """,
    "anthropic/claude-sonnet-4.5": """
        Claude 4.5 Sonnet 20250929 | claude-sonnet-4-5-20250929 | sonnet-4.5
        claude-sonnet-4.5:thinking | us.anthropic.claude-sonnet-4-5-20250929-v1:0
        bedrock/anthropic.claude-sonnet-4-5-20250929-v1:0 | Claude Sonnet 4.5 (Thinking)
        Claude Sonnet 4.5 (claude-sonnet-4-5-20250929) | Sonnet 4.5 2
        claude-sonnet-4-5@20250929 | Claude Sonnet 4.5 🌀
    """,
    "anthropic/claude-sonnet-4": """
        claude-4-sonnet-20250514 | vertex_ai/claude-sonnet-4@20250514 | claude-sonnet-4-0
        sonnet4 | Claude Sonnet 4 20250514
    """,
    "anthropic/claude-opus-4.5": """
        copilot/claude-opus-4.5 | opus-4.5 | claude-opus-4-5 | Claude Opus 4.5 (Nov)
    """,
    "anthropic/claude-opus-4.1": "claude-opus-4-1-20250805 | Claude Opus 4.1",
    "anthropic/claude-opus-4": "claude-opus-4-20250514 | Claude Opus 4 | Claude 4 Opus | opus4",
    "anthropic/claude-3-opus": """
        Claude 3 Opus 20240229 | claude-3-opus-latest | Opus 3 | Claude 3 Opus 2
    """,
    "anthropic/claude-3.5-haiku": """
        claude-3-5-haiku-20241022 | Claude 3.5 Haiku | haiku-3.5 | Claude Haiku 3.5
        claude-3-5-haiku@20241022
    """,
    "anthropic/claude-3.5-sonnet": """
        claude-3-5-sonnet-20241022 | Claude 3.5 Sonnet | 3.5 Sonnet
        claude-3-5-sonnet-v2@20241022 | anthropic.claude-3-5-sonnet-20241022-v2:0 | Sonnet 3.6
        Claude 3.5 Sonnet (new)
    """,
    "anthropic/claude-3.5-sonnet-20240620": """
        claude-3-5-sonnet-20240620 | anthropic.claude-3-5-sonnet-20240620-v1:0
        claude-3-5-sonnet@20240620
    """,
    "anthropic/claude-2.0": """
        anthropic/claude-2 | claude-2.0 | claude-v2 | bedrock/anthropic.claude-v2
    """,
    "openai/gpt-4o": """
        4o | GPT-4o | gpt4o | gpt-4o-2024-08-06 | OpenAI: GPT-4o (2024-05-13) | GPT4o 1
    """,
    "openai/gpt-4o-mini": """
        4o-mini | gpt-4o-mini-2024-07-18 | GPT-4o mini | openrouter/openai/gpt-4o-mini
    """,
    "openai/chatgpt-4o-latest": "chatgpt-4o-latest | openai/chatgpt-4o-latest | ChatGPT 4o",
    "openai/gpt-4.1": "gpt-4-1 | GPT 4.1 | openai/gpt-4.1",
    "openai/gpt-4": "GPT-4 | gpt4 | gpt-4-0613",
    "openai/gpt-4-turbo": "gpt-4-1106-preview | gpt-4-turbo-2024-04-09 | GPT-4 Turbo",
    "openai/gpt-5": "GPT-5 | gpt-5 | gpt5 | GPT 5 | gpt-5-2025-08-07 | GPT-5 1 | GPT-5 2",
    "openai/gpt-5.1": "GPT 5.1 | gpt-5-1 | GPT-5.1 | GPT-5.1 2",
    "openai/gpt-5-mini": "gpt-5-mini | GPT-5 (mini)",
    "openai/gpt-oss-120b": "openrouter/openai/gpt-oss-120b | gpt-oss:120b",
    "openai/o1": "o1 | OpenAI o1 | openai/o1 | o1-2024-12-17",
    "openai/o1-preview": "o1-preview | o1-preview-2024-09-12",
    "openai/o3-mini": "o3-mini | openai/o3-mini-high",
    "openai/gpt-3.5-turbo": """
        text-davinci-002-render-sha | gpt-3.5-turbo-0125 | GPT-3.5 | gpt-35-turbo
    """,
    "openai/sora-2": "Sora 2 | sora-2",
    "openai/dall-e-3": "DALL·E 3 | dall-e-3 | DALLE 3 | DALL-E 3",
    "google/gemini-2.5-flash": """
        gemini-2.5-flash | gemini/gemini-2.5-flash-preview-04-17 | models/gemini-2.5-flash
        Gemini Flash 2.5 | google/gemini-2.5-flash-preview-09-2025 | Google: Gemini 2.5 Flash
    """,
    "google/gemini-2.5-pro": """
        Google: Gemini 2.5 Pro Preview 05-06 | Gemini 2.5 Pro 2 | google/gemini-2.5-pro-preview
    """,
    "google/gemini-3-flash": "Gemini 3 Flash | google/gemini-3-flash-preview",
    "google/gemini-3-pro": "Gemini 3 Pro | google/gemini-3-pro-preview",
    "google/gemini-exp-1206": "gemini-exp-1206",
    "google/gemini-2.5-flash-image": """
        Nano Banana | google/nano-banana-edit | Nano Banana (Gemini 2.5 Flash Image)
    """,
    "google/gemini-3-pro-image": "Nano Banana Pro | google/gemini-3-pro-image-preview",
    "google/gemini-3.1-flash-image": "Nano Banana 2",
    "meta-llama/llama-3.1-405b-instruct": """
        meta-llama/Meta-Llama-3.1-405B-Instruct | Llama 3.1 405B Instruct
        meta-llama-Meta-Llama-3.1-405B-Instruct
    """,
    "meta-llama/llama-3.1-405b": "Llama 3.1 405B (base) | meta-llama/llama-3.1-405b",
    "meta-llama/llama-3.1-70b-instruct": """
        meta.llama3-1-70b-instruct-v1:0 | @hf/meta/llama-3.1-70b-instruct:free | Meta: Llama 3.1 70B Instruct
    """,
    "mistralai/mistral-large-2512": "mistralai/mistral-large-2512 | Mistral Large 3",
    "mistralai/mistral-7b-instruct-v0.2": "mistralai/Mistral-7B-Instruct-v0.2",
    "deepseek/deepseek-chat-v3-0324": """
        deepseek/deepseek-chat-v3-0324 | deepseek/deepseek-chat-v3-0324:free
        DeepSeek V3 (0324)
    """,
    "deepseek/deepseek-v3": "DeepSeek V3 | deepseek-ai/DeepSeek-V3 | deepseek/deepseek-chat",
    "deepseek/deepseek-chat-v3.1": "deepseek 3.1 | DeepSeek V3.1 | DeepSeek V3.1 1",
    "deepseek/deepseek-r1": "DeepSeek R1 | DeepSeek: R1 | openai/deepseek-ai/deepseek-r1",
    "deepseek/deepseek-r1-0528": "deepseek-r1-0528 | DeepSeek R1 (0528)",
    "moonshotai/kimi-k2": """
        Kimi K2 | moonshotai/kimi-k2 | Moonshotai/Kimi-k2 | k2 | Kimi K2 2 | kimi-k2:free
    """,
    "moonshotai/kimi-k2-0905": """
        moonshotai/kimi-k2-0905 | Moonshot Kimi K2 0905 (Official) | Kimi K2 (0905)
    """,
    "moonshotai/kimi-k2-thinking": "Kimi K2 Thinking | Kimi K2 (Thinking)",
    "moonshotai/kimi-k2.5": "Kimi K2.5 | kimi-k2-5",
    "z-ai/glm-4.6": "BigModel GLM-4.6 (Official) | GLM 4.6 | z-ai/glm-4.6 | zai-org/GLM-4.6",
    "z-ai/glm-4.7": "z-ai/glm-4.7 | thudm/glm-4.7 | GLM 4.7",
    "z-ai/glm-5": "GLM 5 | glm5 | Z.AI: GLM 5",
    "qwen/qwen3-max": "Qwen 3 Max | qwen/qwen3-max | QWEN 3 MAX | Qwen: Qwen3 Max",
    "qwen/qwen3-next-80b-a3b": "qwen3-next",
    "qwen/qwen3-next-80b-a3b-thinking": "qwen/qwen3-next-80b-a3b-thinking",
    "qwen/qwen3-235b-a22b": "openrouter/qwen3-235b-a22b | qwen3-235b-a22b",
    "qwen/qwen3-235b-a22b-2507": "qwen/qwen3-235b-a22b-2507",
    "x-ai/grok-4": "Grok 4 | grok-4 | x-ai/grok-4-0709 | xAI: Grok 4",
    "x-ai/grok-4-fast": "grok-4-fast | x-ai/grok-4-fast:free",
    "x-ai/grok-4.1-fast": "x-ai/grok-4.1-fast",
    "x-ai/grok-3": "x-ai/grok-3-beta | Grok 3",
    "x-ai/grok-2-1212": "x-ai/grok-2 | Grok 2 1212",
    "minimax/minimax-01": "minimax/minimax-01 | MiniMax-01",
    "nousresearch/hermes-4-405b": """
        nousresearch/hermes-4-405b | Hermes 4 405B | Nous: Hermes 4 405B
    """,
    "nousresearch/hermes-3-llama-3.1-405b": "Nous: Hermes 3 405B Instruct (free) | Hermes 3 405B",
    "cohere/command-r": "Command R",
    "cohere/command-r-plus": "Command R+",
    "cohere/command-r-plus-08-2024": "Cohere: Command R+ (08-2024)",
    "perplexity/sonar": "perplexity/sonar | Perplexity Sonar",
    "amazon/nova-pro-v1": "amazon.nova-pro-v1:0 | Amazon: Nova Pro 1.0",
    "inclusionai/ring-1t": "InclusionAI Ring 1T",
    "allenai/olmo-3-32b-think-sft": "allenai/Olmo-3-32B-Think-SFT",
    "baidu/ernie-5.0": "文心大模型 5.0",
    "black-forest-labs/flux-1-dev": "FLUX.1 [dev] | black-forest-labs/FLUX.1-dev",
    "openrouter/pony-alpha": "openrouter/pony-alpha | Pony Alpha",
}

UNKNOWN = {
    "people and roles": """
        USER | User | You | Bot | assistant | system | Ada Lovelace | 木原 | Elmo | AI-3
    """,
    "a family without a version": """
        Claude | Opus | Sonnet | haiku | Claude Opus | GPT | ChatGPT | Gemini | gemini pro
        deepseek | DeepSeek | Grok | Kimi | qwen | llama2 | mistral | Claude 3 | Claude 4.5
        Llama 4 | Gemini 2.5
    """,
    "a speaker of a group chat": """
        Claude 1 | Claude 2 | claude-2 | Claude 3 | Claude-1 | Opus 1 | Gemini 2 | GPT 2
        Grok 2 | Haiku-1 | Sonar | Mercury 2 | Step 3
    """,
    "two readings": """
        Hermes 405B | Hermes 405B 1 | DeepSeek V3 1 | Claude Opus 4 5 | Kimi K2 5
        deepseek-chat | mistral-large-latest | opus4, opus4 | GPT-4 / Claude 3 Opus
        Claude Opus 4.5 (formerly GPT-4)
    """,
    "another model than the one it looks like": """
        kimi-k2-1231 | deepseek-v3-0101 | Kimi K2 (1231) | DeepSeek R1 (distill)
        GPT-5 (pro max) | GPT-4 (turbo v9) | claude-opus-9.9 | gpt-5.1.7-zz | Claude 5.4 Opus
        GPT 1.4 | my-llama-3.1-8b-instruct | somebody/gpt-4 | MiniGPT-4 | GPT-4 killer
        not GPT-4 | Nano Banana 3 | llama-3.1-8b-instruct-abliterated
    """,
    "a vendor that does not make it": """
        openai/claude-opus-4.5 | Google GPT-4 | mistralai/gpt-4o | Anthropic 4o
    """,
}

INVALID_NAMES = [
    *("", " ", "\n", "()", "(", "1", "4.5", "🌀", ":free", "@", "-v1:0", "/", "local:test", "auto", "string"),
    *("<script>alert(1)</script>", "<b>GPT-4</b>", "GPT-4\x00", "GPT\x1b[1m-4", "GPT-4?", "GPT-4 & GPT-5"),
    *("GPT-4)", "((GPT-4))", "GPT-4 (a (b))", "x" * 10_000, "(" * 10_000, "claude-" * 1_500, "@" * 200),
    "gpt-4" + " " * 10_000,
]


def split(names: str) -> list[str]:
    return [name.strip() for name in re.split(r"[|\n]", names) if name.strip()]


@pytest.mark.parametrize(
    ("written", "expected"), [(name, each) for each, names in SPELLINGS.items() for name in split(names)]
)
def test_every_spelling_of_a_name_finds_its_model(written: str, expected: str) -> None:
    assert identity(written) == expected


@pytest.mark.parametrize("written", [*(name for names in UNKNOWN.values() for name in split(names)), *INVALID_NAMES])
def test_a_name_that_is_not_certainly_a_model_stays_unknown(written: str) -> None:
    assert identity(written) is None


def all_names() -> list[tuple[str, str]]:
    every = models().by_identity.values()
    return [(name, each.identity) for each in every for name in (each.identity, each.name, *each.aliases)]


def test_every_name_in_the_data_finds_its_own_model() -> None:
    assert [(name, identity(name)) for name, _ in all_names()] == all_names()


def test_every_identity_and_name_is_well_formed() -> None:
    wrong = [
        model
        for model in models().by_identity.values()
        if not re.fullmatch(r"[a-z0-9.-]+/[a-z0-9.:-]+", model.identity)
        or not all(text and text == text.strip() for text in (model.vendor, model.family, model.name, *model.aliases))
    ]
    assert wrong == []


def test_no_two_models_share_a_name_that_people_see() -> None:
    names = [model.name for model in models().by_identity.values()]
    assert sorted(names) == sorted(set(names))


def test_no_vendor_has_two_spellings() -> None:
    pairs = {(each.identity.partition("/")[0], each.vendor) for each in models().by_identity.values()}
    assert len(pairs) == len(dict(pairs)) == len({vendor for _, vendor in pairs})


@given(st.sampled_from(all_names()), st.sampled_from(["-", "_", " ", "  ", "\u2011"]), st.booleans())
def test_separators_and_capitals_do_not_matter(pair: tuple[str, str], separator: str, capitals: bool) -> None:
    name, expected = pair
    # A blank inside a version makes two numbers of it, and a mark of another kind is no separator.
    rewritten = re.sub(r"(?<![\d.]) |(?<=[^\W\d_])-(?=[^\W\d_])", separator, name)
    assert identity(rewritten.upper() if capitals else rewritten) == expected


@given(
    st.sampled_from(all_names()),
    st.sampled_from([":free", ":beta", "-20250101", "-2025-01-01", "@20250101", "-v1:0"]),
)
def test_suffixes_for_dates_and_hosts_are_ignored(pair: tuple[str, str], suffix: str) -> None:
    name, expected = pair
    assert identity(name + suffix) == expected


PIECES = st.sampled_from(
    [
        *("claude", "opus", "sonnet", "gpt", "kimi", "k2", "o1", "mini", "4", "4.5", "5", "0905", "20250514"),
        *("-", "_", "/", ":", ".", "@", "(", ")", "free", "preview", "openai/", "us.", "\u200b", "ß"),
    ]
)


@given(st.text(max_size=60) | st.lists(PIECES, max_size=12).map("".join) | st.lists(PIECES, max_size=9).map(" ".join))
def test_a_model_is_found_by_all_of_its_names(written: str) -> None:
    found = models().find(written)
    if found is not None:
        again = [models().find(name) for name in (found.identity, found.name, f" {written} ")]
        assert again == [found] * 3
        assert models().get(found.identity) is found


def test_get_raises_key_error_for_an_unknown_identity() -> None:
    with pytest.raises(KeyError):
        models().get("nobody/nothing-1")


def test_the_models_survive_a_pickle() -> None:
    copy = pickle.loads(pickle.dumps(models()))
    assert (copy, copy.find("haiku-4.5")) == (models(), models().find("haiku-4.5"))


def test_the_same_data_gives_the_same_models() -> None:
    assert load_models.__wrapped__() == load_models()


LAMP = Model("attic/lamp-7b", "Attic Lab", "Lamp", "Lamp 7B", ("the lamp", "Claude 2"))


def test_an_owner_can_add_a_model() -> None:
    extended = models().with_models([LAMP])
    written = ["Lamp 7B", "lamp-7b", "attic/lamp-7b:free", "Attic Lab: Lamp 7B", "The Lamp", "Claude 2"]
    assert [extended.find(name) for name in written] == [LAMP] * 6
    assert extended.find("lamp") is None
    assert models().find("Lamp 7B") is None


def test_an_owner_can_add_aliases_to_a_known_model() -> None:
    more = Model("anthropic/claude-opus-4.5", "anthropic", "Claude Opus", "Opus the Elder", ("Opus",))
    extended = models().with_models([more])
    expected = replace(
        more, vendor="Anthropic", aliases=("Claude Opus 4.5", *models().get(more.identity).aliases, "Opus")
    )
    names = ["Opus", "opus the elder", "Claude Opus 4.5", "opus-4.5", "claude-opus-4-5-20251101"]
    assert [extended.find(name) for name in names] == [expected] * 5


def test_a_new_model_of_a_known_vendor_gets_the_name_of_the_vendor() -> None:
    extended = models().with_models([Model("x-ai/grok-99", "x-ai", "Grok", "Grok 99")])
    assert extended.find("xAI: Grok 99") == Model("x-ai/grok-99", "xAI", "Grok", "Grok 99")


def test_extending_twice_equals_extending_once() -> None:
    other = Model("attic/stair-1b", "Attic Lab", "Stair", "Stair 1B")
    assert models().with_models([LAMP]).with_models([other]) == models().with_models([LAMP, other])
    assert models().with_models([]) == models()


@pytest.mark.parametrize("alias", ["haiku 4.5", "CLAUDE-4.5-HAIKU", "anthropic/claude-haiku-4.5"])
def test_a_name_of_two_models_is_an_error_with_both(alias: str) -> None:
    with pytest.raises(ContentError) as caught:
        models().with_models([replace(LAMP, aliases=(alias,))])
    assert str(caught.value) == (
        f"sitegen.toml: {alias!r} would be a name of both anthropic/claude-haiku-4.5 and attic/lamp-7b. "
        "Use it for one of them only."
    )


@pytest.mark.parametrize("alias", ["", "🪔", "who?", "<lamp>", "l" * 300])
def test_an_alias_that_could_never_be_found_is_an_error(alias: str) -> None:
    with pytest.raises(ContentError) as caught:
        models().with_models([replace(LAMP, aliases=(alias,))])
    assert caught.value.problem == Problem("invalid-model-name", "sitegen.toml", name=alias, model="attic/lamp-7b")
    assert caught.value.problem.message == f"{alias!r} cannot be a name of attic/lamp-7b."


ODD_TITLES = {
    "GLM 4.7 — The Prism on Desire and Persistence": "an own title; the file names no model",
    "Conversation: claude-3-5-haiku-20241022": "a pidgin report, not the `dialogue` format",
    "Conversation: local:test": "a pidgin report of its built-in test model",
    "local:test": "the same test model",
    "Vibetest: Claude Opus 4.6": "an essay with an arrow in its title",
}


def titles(path: Path) -> list[str]:
    """Return the models in the first line of a `voice` or `dialogue` transcript."""
    first = path.read_bytes()[:400].decode("utf-8", "replace").lstrip("\ufeff").partition("\n")[0].strip()
    if first.startswith("# Voice Conversation:"):
        return [first.partition(":")[2].strip()]
    return first[2:].split(" ↔ ") if first.startswith("# ") and " ↔ " in first else []


@needs_shared
def test_every_model_in_a_real_title_is_found() -> None:
    files = [path for folder in ("seeds", "corpus") for path in sorted((SHARED / folder).rglob("*")) if path.is_file()]
    named = {name for path in files for name in titles(path)}
    assert len(named) > 30
    assert {name for name in named if identity(name) is None} == set(ODD_TITLES)
