"""Files that no reader accepts, but that something is known about."""

import re

import pytest

from sitegen.model.package_data import load_toml
from sitegen.model.problems import Problem
from sitegen.readers.detection import find_reader
from sitegen.readers.known_formats import KnownFormat, find_known_format
from tests.readers.parsed_texts import source

ANSWERS = (
    "# When?\n\nAt noon.[1]\n\n## Sources\n\n1. [Tides](https://example.org)\n\n# And?\n\nSo.\n\n## Sources\n\n1. x\n"
)
PAGE = '<!DOCTYPE html>\n<html><head><link href="https://{}/a.css"></head><body>{}</body></html>\n'


@pytest.mark.parametrize(
    ("text", "name"),
    [
        (
            f"---\ntitle: When\nurl: https://www.perplexity.ai/search/x\n---\n{ANSWERS}",
            "a Perplexity export, 2 answers",
        ),
        ('[{"header": "Gemini Apps", "title": "Prompted"}]', "a Google Takeout file of Gemini, 1 entry"),
        (
            '{"conversations": [{"conversation": {}, "responses": []}, {}], "projects": []}',
            "an export of Grok, 2 conversations",
        ),
        (
            '[{"ID": 1, "Timestamp": "2026-01-02", "Contents": "hi", "Attachments": ""}]',
            "a channel of Discord's data package, 1 message",
        ),
        (
            '{"chats": {"about": "", "list": [{"messages": []}, {"messages": []}]}}',
            "all chats exported from Telegram, 2 chats",
        ),
        (
            '[{"type": "message", "text": "hi", "user": "U1", "ts": "1.2"}]',
            "a day of a channel exported from Slack, 1 message",
        ),
        (
            "01/02/2032, 10:00 - Messages are encrypted.\n01/02/2032, 10:00 - Rosa: hi\n01/02/2032, 10:01 - Kai: a\nb\n",
            "a chat exported from WhatsApp, 2 messages",
        ),
        (
            "[01.02.32, 10:00:00] Rosa: \u200eimage omitted\n\u200e[01.02.32, 10:01:00] Kai: a\n",
            "a chat exported from WhatsApp, 2 messages",
        ),
        ('{"cells": [{}, {}], "metadata": {}, "nbformat": 4}', "a Jupyter notebook, 2 cells"),
        ('{"name": "a", "version": "1", "dependencies": {}}', "the description of a software package"),
        (PAGE.format("chatgpt.com", ""), "a page saved from ChatGPT"),
        (PAGE.format("claude.ai", ""), "a page saved from Claude"),
        (PAGE.format("example.org", ""), "a web page"),
        ("<svg xmlns='x'/>", "an SVG drawing"),
        ("From: <Saved by Blink>\nSubject: Tides\nMIME-Version: 1.0\n", "a web page saved as a single file"),
        ("{\\rtf1 hi}", "a document in Rich Text Format"),
        ("WEBVTT\n\n00:01.000 --> 00:02.000\nhi\n", "a file of subtitles, 1 subtitle"),
        ("From: a\nTo: b\nSubject: c\nDate: d\n\nhi\n", "an e-mail"),
        ("- model: gpt-4o\n  datetime: '2025'\n  prompt: hi\n", "the short log of `llm`, 1 response"),
        ("# Experiment: tide\n\n**ID**: e_1\n", "a report of pidgin on an experiment, without its conversations"),
        (
            '{"question_id": 1, "choices": [{"turns": ["a"]}]}',
            "answers of a model to the questions of a benchmark",
        ),
        (
            "### Backrooms Run ###\nTemplate: tide\nModels: a, b\n",
            "the head of a UniversalBackrooms log, in which nobody speaks",
        ),
        (
            "\n### Media Agent ###\nMode: t2i\n\n### Discord Post ###\n",
            "a log of the pictures of UniversalBackrooms, 2 steps",
        ),
        ('{"a": 1, "b": [2]}', "a JSON object with `a`, `b`"),
        ('[{"a": 1}, 2]', "a JSON array, 2 items, the first with `a`"),
        ('{"a": 1}\n{"b": 2}\n', "2 lines of JSON, the first with `a`"),
    ],
)
def test_a_file_that_is_not_read_is_called_by_its_name_and_size(text: str, name: str):
    problem = find_reader(source(text))
    assert isinstance(problem, Problem)
    assert (problem.code, problem.parameters["format"]) == ("known-format", name)
    assert problem.message == f"This is {name}, which sitegen does not read."


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ('{"id": "u", "email": "", "chatgpt_plus_user": false}', "the account in an export of ChatGPT"),
        ('{"user_id": "u", "settings": {}}', "the settings in an export of ChatGPT"),
        ('[{"conversation_id": "c", "rating": "thumbsUp"}]', "the ratings in an export of ChatGPT"),
        ('[{"conversation_id": "c", "is_anonymous": true}]', "the list of shared links in an export of ChatGPT"),
        ('{"export_files": []}', "the list of files in an export of ChatGPT"),
        (
            "<html><head><title>ChatGPT Data Export</title><script>var jsonData = [];</script></head></html>",
            "the page of an export of ChatGPT, which shows its `conversations.json`",
        ),
        ('[{"uuid": "a", "full_name": "Rosa", "email_address": "x"}]', "the accounts in an export of Claude"),
        ('[{"uuid": "p", "prompt_template": "", "docs": []}, {}]', "the projects in an export of Claude, 2 projects"),
        ('[{"conversations_memory": "x", "account_uuid": "a"}]', "the memories in an export of Claude"),
        ('[{"id": "C1", "name": "a", "creator": "U1", "members": []}]', "the list of channels in an export of Slack"),
        ('[{"id": "U1", "team_id": "T", "name": "a", "profile": {}}]', "the list of users in an export of Slack"),
        ('{"spec": "chara_card_v2", "data": {"name": "Lantern", "first_mes": "hi"}}', "the card of a character"),
        ("[]\n", "an empty list"),
        ('{"chats": []}', "an empty list"),
    ],
)
def test_files_that_an_export_has_beside_its_conversations_are_only_noted(text: str, name: str):
    problem = find_reader(source(text))
    assert isinstance(problem, Problem)
    assert (problem.code, problem.is_note, problem.parameters) == ("side-file", True, {"format": name})


def test_the_hint_says_what_else_can_be_done():
    problem = find_reader(source("- model: gpt-4o\n  datetime: x\n"))
    assert isinstance(problem, Problem)
    assert problem.hint == (
        "Use `llm logs` or `llm logs --json` without `--short`. To leave it out, set `publish = false` with "
        '`match = "a.md"` under [[transcripts]] in sitegen.toml (docs/formats.md).'
    )


@pytest.mark.parametrize("text", ["Only words.\n", "12", '"words"', "[a] b\n", "From now on: x\n", "# Perplexity\n"])
def test_of_other_text_nothing_is_known(text: str):
    assert find_known_format(source(text)) is None


def test_each_entry_of_the_table_is_complete():
    for name, entry in load_toml("sitegen.readers", "known_formats.toml").items():
        assert set(entry) <= {"name", "head", "keys", "count", "unit", "hint", "side_file"}, name
        assert entry["name"], name
        assert ("head" in entry) != ("keys" in entry), name
        assert ("count" in entry) == ("unit" in entry), name
        assert re.compile(entry.get("head", ""))


def test_a_long_list_of_keys_is_cut():
    keys = ", ".join(f'"k{n}": 0' for n in range(9))
    assert find_known_format(source(f"{{{keys}}}")) == KnownFormat(
        "a JSON object with `k0`, `k1`, `k2`, `k3`, `k4`, `k5` …", ""
    )
