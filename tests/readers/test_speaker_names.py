"""What a name says about who speaks."""

import pytest

from sitegen.model import Role
from sitegen.readers.speaker_names import infer_roles, is_label, is_plausible_name, role_from_name


@pytest.mark.parametrize(
    ("role", "names"),
    [
        (
            Role.USER,
            "You, human, 🧑 User, Rosa (user), User (Rosa), Utilisateur, Benutzer, Usuario, Usuário, Utente, Пользователь, 用户, ユーザー, 사용자",
        ),
        (
            Role.ASSISTANT,
            "Assistant, 🤖 Claude, Lantern (assistant), AI (Claude), ChatGPT, Agent B, Asistente, Assistent, Ассистент, 助手, アシスタント, AI",
        ),
        (Role.SYSTEM, "System, SYSTEM"),
        (Role.TOOL, "Tool, tool (search)"),
        (
            None,
            "Rosa, Lantern, Kimi K2, Ida (Kimi K2), Rosa (Kiel), Socrates (me), Users, Youssef, Toolbox, Aidan, 木霊",
        ),
    ],
)
def test_words_of_many_languages_name_a_role(role: Role | None, names: str):
    assert {name: role_from_name(name) for name in names.split(", ")} == dict.fromkeys(names.split(", "), role)


@pytest.mark.parametrize(
    "names",
    [
        "Model, Tokens, Created, Updated At, Date, Source, Working Dir, Cost, Duration, Session, Version 2, Link",
        "From, To, Subject, Sent, Von, Betreff, De, Objet, Para, Asunto, Кому, Тема, 件名, 发件人",
        "Features, Bug Fixes, Added, Fixed, Breaking Changes, What's Changed, Full Changelog",
        "Note, Summary, Example, Step 3, Hinweis, Beispiel, Schritt 2, Résumé, Étape 1, Ejemplo, Пример, 備考, 步骤",
        "Ingredients, Method, Zutaten, Score, Rating, Strengths, Attendees, Action Items",
    ],
)
def test_words_that_name_data_never_speak(names: str):
    assert [name for name in names.split(", ") if not is_label(name) or is_plausible_name(name)] == []


def test_names_that_contain_such_a_word_speak():
    names = (
        "Model A",
        "Model 1",
        "Ida Source",
        "Versioning Bot",
        "Mark",
        "Will",
        "Grace",
        "Sender 1",
        "Fromm",
        "B",
        "A",
    )
    assert [name for name in names if is_label(name) or not is_plausible_name(name)] == []


@pytest.mark.parametrize("name", ["src/lamp.py", "🎨 [AI-1 (M)]", "1. Lamps", "And then.", "a b c d e f g"])
def test_what_no_name_looks_like_is_not_plausible(name: str):
    assert not is_plausible_name(name)


@pytest.mark.parametrize("names", [("Me", "You"), ("我", "你"), ("Ich", "Du"), ("Я", "Вы")])
def test_if_both_pronouns_speak_nothing_tells_who_is_the_human(names: tuple[str, str]):
    assert infer_roles(names) == dict.fromkeys(names)


def test_whoever_asks_is_the_user_only_if_somebody_answers():
    assert infer_roles(["Q", "A"]) == {"Q": Role.USER, "A": Role.ASSISTANT}
    assert infer_roles(["Prompt", "Response"]) == {"Prompt": Role.USER, "Response": Role.ASSISTANT}
    assert infer_roles(["A", "B"]) == {"A": None, "B": None}
