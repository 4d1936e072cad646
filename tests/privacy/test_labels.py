"""A secret is found by the word before it, in whatever form and language; other values after such words are not."""

import re
import tomllib
from importlib import resources

import pytest

from sitegen.privacy.scanner import longest_hits, scan_markdown
from tests.privacy.planted import noise

PASSWORD = "xK9m" + "Q2vR7zPw"
OTHER = "zT4b" + "L8qW1nXc"
TOKEN = "a8Jx2Lq9Zt4V" + "b7Nc1Rk6Wd3Ys5Hf0GmPuEo"
HEX = "3f2a9c1e5b7d8f0a1b2c3d4e" + "5f60718293a4b5c6"
UUID = "8f14e45f-ceea-467f-9a3b-" + "2c4d5e6f7a81"


def found(text: str) -> list[tuple[str, str]]:
    return [(each.kind.id, each.value) for each in longest_hits(scan_markdown(text))]


def fill(text: str) -> str:
    return text.replace("PASS1", PASSWORD).replace("PASS2", OTHER).replace("TOKEN1", TOKEN)


FORMS = (
    "Password: PASS1",
    "**Password:** PASS1",
    "**Password**: PASS1",
    "*Password:* PASS1",
    "__Password__: **PASS1**",
    "**Password: PASS1**",
    "~~Password~~ PASS1",
    "`Password:` `PASS1`",
    "<b>Password:</b> PASS1",
    '<strong class="x">Password</strong>: <code>PASS1</code>',
    "- **Password:** PASS1",
    "> **Password:** PASS1",
    "### Password: PASS1",
    "Password\u00a0: PASS1",
    "Password:\u202f\u2003PASS1",
    "Password\uff1aPASS1",
    "Pass\u200bword:\u2060 PASS1",
    "Password . . . . . : PASS1",
    "password \u2192 PASS1",
    "password -> PASS1",
    "password => PASS1",
    "password = PASS1",
    "password \u2014 PASS1",
    "password\u2014PASS1",
    "password:PASS1,",
    "(password: PASS1)",
    "[password]: PASS1",
    "password (for the wifi): PASS1",
    "Password for the guest network: PASS1",
    "the password is: PASS1",
    "my password is PASS1.",
    "my password's PASS1",
    "the password of the old router was PASS1",
    "I changed the password to PASS1",
    "use password PASS1 to log in",
    "mysql --password PASS1",
    "DB_PASSWORD=PASS1",
    'dbPassword = "PASS1"',
    '{"password":"PASS1","user":"ada"}',
    "https://harbour.net/?password=PASS1&user=ada",
    "https://harbour.net/?password%3DPASS1",
    "password: |\n  PASS1",
    "<password>PASS1</password>",
    '<input name="password" value="PASS1">',
    "<dt>Password</dt><dd>PASS1</dd>",
    "Password:<br>PASS1",
    "passphrase: PASS1",
    "passcode is PASS1",
    "pw: PASS1",
    "Password:\nPASS1",
    "**Password:**\n`PASS1`",
    "Password:\n\nPASS1",
    "Password:\n```text\nPASS1\n```",
    "> Password:\n> PASS1",
    "> The password for the wifi is\n>\n> PASS1",
    "- Password:\n  - PASS1",
    "## Password\n\nPASS1",
    "**\U0001f511 Password** \U0001f449 PASS1",
    "<em>Password</em>: <kbd>PASS1</kbd>",
    "Password: ||PASS1||",
    "Password: ==PASS1==",
    "Password: <PASS1>",
    "The password? It's PASS1",
    "PASS1 is my password",
    "use **PASS1** as the wifi password",
    "user/pass: ada / PASS1",
    "creds: ada / PASS1",
    "Login details: ada / PASS1",
    "| Password (wifi) | PASS1 | old |",
    "| password | ada | PASS1 |",
    "Password:\r\nPASS1\r",
    'client.setPassword("PASS1")',
    'login(["password", "PASS1"])',
    "[**Password:**](https://harbour.net) PASS1",
    "transcripts/my password PASS1.md",
)


@pytest.mark.parametrize("form", FORMS)
def test_a_password_is_found_behind_its_label_in_any_form(form: str):
    text = f"Hello.\n\n{fill(form)}\n\nBye."
    hits = longest_hits(scan_markdown(text))
    assert [(each.kind.id, each.value, text[each.span.start : each.span.end]) for each in hits] == [
        ("password", PASSWORD, PASSWORD)
    ]


LANGUAGES = (
    "Passwort: PASS1",
    "Mein Passwort lautet PASS1",
    "WLAN-Passwort: PASS1",
    "Pa\u00dfwort: PASS1",
    "die Passw\u00f6rter: PASS1",
    "Kennwort \u2192 PASS1",
    "Unser Passwort wurde auf PASS1 ge\u00e4ndert",
    "Mon mot de passe, c'est PASS1",
    "contrase\u00f1a: PASS1",
    "mi contrasena es PASS1",
    "mot de passe : PASS1",
    "le mot de passe du wifi est PASS1",
    "MDP : PASS1",
    "la password \u00e8 PASS1",
    "parola d'ordine: PASS1",
    "a minha senha \u00e9 PASS1",
    "palavra-passe: PASS1",
    "wachtwoord: PASS1",
    "has\u0142o: PASS1",
    "Has\u0142em jest PASS1",
    "\u041f\u0430\u0440\u043e\u043b\u044c: PASS1",
    "\u0431\u0435\u0437 \u043f\u0430\u0440\u043e\u043b\u044f PASS1",
    "\u043f\u0430\u0440\u043e\u043b\u044c \u0432\u0456\u0434 \u043f\u043e\u0448\u0442\u0438 \u2014 PASS1",
    "\u015fifrem PASS1",
    "\u015e\u0130FRE: PASS1",
    "PAROLAM: PASS1",
    "\u30d1\u30b9\u30ef\u30fc\u30c9\uff1aPASS1",
    "\u30d1\u30b9\u30ef\u30fc\u30c9\u306fPASS1\u3067\u3059\u3002",
    "\uff8a\uff9f\uff7d\uff9c\uff70\uff84\uff9e: PASS1",
    "\u6697\u8a3c\u756a\u53f7\u300cPASS1\u300d",
    "\u30d1\u30b9\u306fPASS1",
    "WiFi\u306e\u30d1\u30b9\uff1aPASS1",
    "\u5bc6\u7801\uff1aPASS1",
    "\u6211\u7684\u5bc6\u78bc\u662fPASS1\u3002",
    "\ube44\ubc00\ubc88\ud638\ub294 PASS1 \uc785\ub2c8\ub2e4",
    "\u0643\u0644\u0645\u0629 \u0627\u0644\u0645\u0631\u0648\u0631: PASS1",
    "\u0643\u0644\u0645\u0629 \u0627\u0644\u0633\u0631 \u0647\u064a PASS1",
    "\u092e\u0947\u0930\u093e \u092a\u093e\u0938\u0935\u0930\u094d\u0921 PASS1 \u0939\u0948",
    "\u05d4\u05e1\u05d9\u05e1\u05de\u05d4: PASS1",
    "l\u00f6senord: PASS1",
    "m\u1eadt kh\u1ea9u: PASS1",
    "\u0e23\u0e2b\u0e31\u0e2a\u0e1c\u0e48\u0e32\u0e19: PASS1",
    "\u03ba\u03c9\u03b4\u03b9\u03ba\u03cc\u03c2 \u03c0\u03c1\u03cc\u03c3\u03b2\u03b1\u03c3\u03b7\u03c2: PASS1",
    "jelszavam: PASS1",
    "heslo: PASS1",
)


@pytest.mark.parametrize("form", LANGUAGES)
def test_a_password_is_found_behind_the_word_of_another_language(form: str):
    assert found(f"{fill(form)}\n") == [("password", PASSWORD)]


@pytest.mark.parametrize(
    ("form", "kind"),
    [
        ("**API key:** `TOKEN1`", "assigned-key"),
        ("| api_key | TOKEN1 |", "assigned-key"),
        ("my api key is TOKEN1", "assigned-key"),
        ("API-Schl\u00fcssel: TOKEN1", "assigned-key"),
        ("cl\u00e9 d'API : TOKEN1", "assigned-key"),
        ("clave de API: TOKEN1", "assigned-key"),
        ("chave da API: TOKEN1", "assigned-key"),
        ("chiave API: TOKEN1", "assigned-key"),
        ("klucza API: TOKEN1", "assigned-key"),
        ("\u043a\u043b\u044e\u0447\u043e\u043c API: TOKEN1", "assigned-key"),
        ("API\u30ad\u30fc\uff1aTOKEN1", "assigned-key"),
        ("API\u5bc6\u94a5\u662fTOKEN1", "assigned-key"),
        ("API \ud0a4: TOKEN1", "assigned-key"),
        ("*Token:* TOKEN1", "assigned-token"),
        ("Token for the bot:\n\nTOKEN1", "assigned-token"),
        ("access token \u2192 TOKEN1", "assigned-token"),
        ("the client secret is TOKEN1", "assigned-token"),
        ("token_prod = TOKEN1", "assigned-token"),
        ("authtoken: TOKEN1", "assigned-token"),
        ("jeton : TOKEN1", "assigned-token"),
        ("\u0442\u043e\u043a\u0435\u043d\u043e\u043c: TOKEN1", "assigned-token"),
        ("\u30c8\u30fc\u30af\u30f3\uff1aTOKEN1", "assigned-token"),
        ("\u4ee4\u724c\uff1aTOKEN1", "assigned-token"),
    ],
)
def test_a_key_or_token_is_found_behind_its_label(form: str, kind: str):
    assert found(f"{fill(form)}\n") == [(kind, TOKEN)]


LOOK_ALIKES = (
    "\U0001d40f\U0001d41a\U0001d42c\U0001d42c\U0001d430\U0001d428\U0001d42b\U0001d41d: PASS1",
    "\u24c5\u24d0\u24e2\u24e2\u24e6\u24de\u24e1\u24d3: PASS1",
    "\uff30\uff41\uff53\uff53\uff57\uff4f\uff52\uff44\uff1aPASS1",
    "\u1d18\u1d00\ua731\ua731\u1d21\u1d0f\u0280\u1d05: PASS1",
    "p\u0430ssw\u043erd: PASS1",
    "p\u0301a\u0308ssword: PASS1",
    "%70assword: PASS1",
    "%2570%2561ssword: PASS1",
    "contrase%C3%B1a: PASS1",
    "&#112;assword&colon; PASS1",
    "&amp;#112;assword: PASS1",
    "\\u0070assword: PASS1",
    "PA\u1e9eWORT: PASS1",
)


@pytest.mark.parametrize("form", LOOK_ALIKES)
def test_letters_that_look_alike_are_alike(form: str):
    assert found(f"{fill(form)}\n") == [("password", PASSWORD)]


def test_a_value_in_other_letters_is_found_and_reported_as_written():
    circled = "".join(chr(0x24B6 + ord(char) - 65) if char.isupper() else char for char in PASSWORD)
    wide = "".join(chr(ord(char) + 0xFEE0) for char in PASSWORD)
    text = f"\u00e9 password: {wide}!"
    assert [(each.value, text[each.span.start : each.span.end]) for each in scan_markdown(text)] == [
        (f"{PASSWORD}!", f"{wide}!")
    ]
    assert found(f"password: {circled}") == [("password", PASSWORD)]


TABLES = (
    "| password | PASS1 |\n| PIN | none |\n| password | PASS2 |\n",
    "| user | password |\n|---|---|\n| ada | PASS1 |\n| bob | `PASS2` |\n",
    "user | Passwort\n---|---\nada | PASS1\nbob | **PASS2**\n",
    "> | user | initial password (wifi) |\n> |---|---|\n> | ada | PASS1 |\n> | bob | PASS2 |\n",
    "| \u5bc6\u7801 | \u7528\u6237 |\n|---|---|\n| PASS1 | ada |\n| PASS2 | bob |\n",
    "+------+-------+\n| user | password |\n+------+-------+\n| ada  | PASS1 |\n| bob  | PASS2 |\n+------+-------+\n",
    "user,password,site\nada,PASS1,x\nbob,PASS2,y\n",
    "user\tpassword\nada\tPASS1\nbob\tPASS2\n",
    "<table><tr><th>user</th><th>password</th></tr><tr><td>ada</td><td>PASS1</td></tr>"
    "<tr><td>bob</td><td><b>PASS2</b></td></tr></table>",
    "<tr>\n<td>password</td>\n<td>PASS1</td>\n</tr>\n<tr><td>pw</td>\n<td><code>PASS2</code></td></tr>",
)


@pytest.mark.parametrize("table", TABLES)
def test_passwords_are_found_in_the_row_or_column_of_their_label(table: str):
    assert found(fill(table)) == [("password", PASSWORD), ("password", OTHER)]


def test_several_values_of_one_label_are_found():
    text = fill("passwords: PASS1, `PASS2`; passwords:\n- PASS1\n- PASS2\n\n| password | PASS1 | PASS2 |\n")
    assert found(text) == [("password", PASSWORD), ("password", OTHER)] * 3


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("Passcode: 839201", "839201"),
        ("access code is 4471902", "4471902"),
        ("\u6697\u8a3c\u756a\u53f7\uff1a839201", "839201"),
        ("\u043a\u043e\u0434 \u0434\u043e\u0441\u0442\u0443\u043f\u0430: 839201", "839201"),
        ("Passcode: 123456", ""),
        ("passcode: 20260131", ""),
        ("the passcode has 839201 combinations", ""),
        ("password: 839201", ""),
    ],
)
def test_a_passcode_may_be_a_number(text: str, value: str):
    assert found(f"{text}\n") == [("password", value)] * bool(value)


@pytest.mark.parametrize(
    ("simple", "is_password"),
    [
        ("password: gannet42", True),
        ("Mot de passe : gannet42", True),
        ("| password | gannet42 |", False),
        ("pass: gannet42", False),
        ("password: admin123", False),
        ("password gannet42", False),
    ],
)
def test_a_word_with_a_number_is_a_password_only_where_the_text_says_so(simple: str, is_password: bool):
    assert found(f"{simple}\n") == [("password", "gannet42")] * is_password


NO_SECRETS = (
    f"tokenizer_hash: {HEX}",
    f'"tokenizer_hash": "{TOKEN}"',
    f"TOKENIZER_HASH={TOKEN}",
    f"**tokenizer hash:** {TOKEN}",
    f"| tokenizer_hash | {TOKEN} |",
    f"tokenizationId: {TOKEN}",
    f"detokenised_sha = {TOKEN}",
    f"token_ids_checksum: {HEX}",
    f"token_type_ids: {TOKEN}",
    f"tokenBucketId: {TOKEN}",
    f"token hash: {TOKEN}",
    f"next_token_id: {TOKEN}",
    f"nextPageToken: {TOKEN}",
    f"eos token: {TOKEN}",
    "tokens_per_second: 123.45678901234567",
    f"secretariat_id: {TOKEN}",
    f"secretion_rate_id: {TOKEN}",
    f"passwordless_session: {TOKEN}",
    f"passwordHash: {TOKEN}",
    f"monkey_id: {TOKEN}",
    f"keyboard: {TOKEN}",
    f"public key: {TOKEN}",
    f"api_key_id={UUID}",
    f"| user | token id |\n|---|---|\n| ada | {TOKEN} |",
    f"<table><tr><th>token hash</th></tr><tr><td>{TOKEN}</td></tr></table>",
    "the secret ingredient is love",
    "secret: true",
    "the password is wrong",
    "password: required",
    "Passwort vergessen? Hier klicken: Hilfe2Go",
    "my password is stronger than yours",
    "my password is 12 characters long, from 2019",
    "the password has 16 characters, A-Z and 0-9",
    "Password: at least 8 characters, e.g. one of A-Z",
    "password length: 12Characters",
    "password strength: Level2Xy9",
    "Reset the password. Then open Room101Ab",
    "password: ${DB_PASSWORD2}",
    "password: $DB_PASSWORD1",
    "password: %DB_PASS1%",
    "password: {{ vault.Password1 }}",
    "password: <YourPassword1>",
    "password: [YourPass1]",
    "password: {userPass1}",
    'password = os.environ["DB_Password2"]',
    "password = hash_password(value1)",
    "password = sha256(Value1",
    "password: form1.Value2.text",
    "password: user_input2",
    "if (password === confirmPassword2) {",
    "password: Argon2id",
    "the password is hashed with PBKDF2WithHmacSHA256",
    "password: SHA-256/HMAC",
    "password: 2024-01-15T10:00:00Z",
    "password: Python3.11",
    "password: see section4.2.1",
    "password: http://harbour.net/Reset1",
    f"the password was reset in commit {HEX}",
    "pass 12Tests3 of 15",
    "bypass: Abc123Def",
    "contrase\u00f1a olvidada",
    "la clave est\u00e1 en el cap\u00edtulo 12",
    "mot de passe oubli\u00e9 ? 3 essais",
    "\u043f\u0430\u0440\u043e\u043b\u044c \u043d\u0435\u0432\u0435\u0440\u043d\u044b\u0439 (3)",
    "\u30d1\u30b9\u30ef\u30fc\u30c9\u306f8\u6587\u5b57\u4ee5\u4e0a",
    "\u5bc6\u7801\u957f\u5ea6\u4e3a8-16\u4f4d",
    "def sign(credentials: Credentials) -> SigV4Auth:",
    "AWS credentials: see IAM/Roles2 and ~/.aws/config",
    "credentials: GoogleOAuth2Provider",
    "login details page: Step2of3",
    "iam:PassRole\ns3:Get2Object9",
    "pass\n\n# vim:ts=4:sw=4:et",
    '"token": "[A-Za-z0-9/_+=.@-]{1,512}"',
    "token: vec.rs:460",
    "password: win32typing.PyIID",
    "        'delpassword|'\n        'delPassword2X|'\n",
    '    "getpwd",\n    "uint16",\n',
    "llPassTouches|AxisAngle2Rot|Rot2Axis",
    "assert splitpasswd('user+1:a+b') == 2",
    "Password, token and key,\nlater Abc123xyZ, and so on,\n",
    "token: YOUR_TOKEN_HERE_1234567890",
    "### Password\n\nIt is a word such as Gannet42Xy that nobody knows.",
    # Templates of addresses, and names that programs use.
    "mongodb+srv://<username>:<password>@cluster0.ab1cd.mongodb.net/test",
    "postgres://{user}:{password}@db1.harbour.net:5432/app",
    "smtp://USER:[PASSWORD]@smtp2.harbour.net:587",
    "wifi password: WPA2-PSK",
    "passkeys: FIDO2/CTAP2.1",
    "| | Password | Passkey |\n|---|---|---|\n| by | 8-64chars | FIDO2/WebAuthn |",
    "1Password: 8.10.23-beta",
    "Passwort: mind.8Zeichen",
    "Kennwort \u00e4ndern: Strg+Alt+F2",
    "\u30d5\u30a1\u30a4\u30eb\u30d1\u30b9\uff1asrc/App2/main3.ts",
    'hashed_password = "$2b$12$' + "EixZaYVK1fsbw1ZfbX3OXePaWxn96p36WQoeG6Lruj3vjPGga31l" + '"',
    "Token: USDC at 0x" + "A0b86991c6218b36c1d19D4a" + "2e9Eb0cE3606eB48",
    "secret key = 0x1F2E3D4C",
    "Boarding pass: KX1234-14A",
    # Parts of words in katakana: compass, campus, pasta.
    "\u30b3\u30f3\u30d1\u30b9\uff1aN45-E12a",
    "\u30ad\u30e3\u30f3\u30d1\u30b9\uff1aBldg7-R203a",
    "\u30d1\u30b9\u30bf\uff1aGannet2Go!",
    "password cracking: RTX4090x8",
    "/etc/passwd: root:x:0:0:root:/root:/bin/bash\nada2:x:1000:1000:Ada2:/home/ada:/bin/bash",
    "passwd: ada:x:1000:1000:Ada2:/home/ada:/bin/Bash",
    "password prompt: Enter2Continue",
    # Examples that everybody knows.
    "MINIO_ROOT_PASSWORD=minio123",
    "private key: 0x" + "ac0974bec39a17e36ba4a6b4d238ff944bacb478" + "cbed5efcae784d7bf4f2ff80",
    "password: P@ssw0rd",
    "password: MyStr0ngP@ssword!",
    "password: Password123!",
    'password: "SuperSecret123!"',
    "Is Tr0ub4dor&3 a good password? Tr0ub4dor&3 is a bad password.",
    'apikey: "0123456789abcdef0123456789abcdef"',
    'token = "abc123def456ghi789"',
    # Words that mean something else as well: keyword, solve, code, strength.
    "Palabras clave: GPT-4-Turbo2, LLaMA-2-7B",
    "palabra clave: SEO2024Tips",
    "palavra-chave: SEO2024Dicas",
    "parola chiave: SEO2024Italia",
    "Aufgabe l\u00f6sen: x2+3x-4=0",
    "Gleichung l\u00f6sen: Aufgabe12b",
    "\u03ba\u03c9\u03b4\u03b9\u03ba\u03cc\u03c2 \u03bc\u03b1\u03b8\u03ae\u03bc\u03b1\u03c4\u03bf\u03c2: CS101-Fall2024",
    "\u5bc6\u7801\u5f3a\u5ea6\uff1aLevel3High",
)


@pytest.mark.parametrize("text", NO_SECRETS)
def test_what_is_only_about_a_secret_is_none(text: str):
    assert found(f"{text}\n") == []


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("password: MyP@ssw0rdXk29", "MyP@ssw0rdXk29"),
        ("password: Secret-Harbour9x", "Secret-Harbour9x"),
        ("password: @Harbour9x2", "@Harbour9x2"),
        ("password: 8x-Zeichen!Q4", "8x-Zeichen!Q4"),
        ("password: a4/Kx9-z2=Qm7x", "a4/Kx9-z2=Qm7x"),
        (f"private key: 0x{HEX}{HEX[:24]}", HEX + HEX[:24]),
        (f"the encrypted disk's password: {PASSWORD}", PASSWORD),
        (f"\u03ba\u03c9\u03b4\u03b9\u03ba\u03cc\u03c2: {PASSWORD}", PASSWORD),
    ],
)
def test_a_value_that_resembles_an_example_is_found(text: str, value: str):
    assert [hit.removeprefix("0x") for _, hit in found(f"{text}\n")] == [value]


def test_every_word_is_found_before_a_separator():
    data = tomllib.loads((resources.files("sitegen.privacy") / "labels.toml").read_text("utf-8"))
    value = {"password": PASSWORD, "assigned-key": TOKEN, "assigned-token": TOKEN}
    missing = [
        word
        for labels in data["labels"]
        for word in labels["words"]
        if [hit for _, hit in found(f"{re.sub('[*]', '', word)}: {value[labels['kind']]}\n")] != [value[labels["kind"]]]
    ]
    assert missing == []


def test_every_group_of_words_says_when_and_from_where_it_came():
    data = tomllib.loads((resources.files("sitegen.privacy") / "labels.toml").read_text("utf-8"))
    needed, optional = {"kind", "language", "words", "added", "origin"}, {"weak", "digits"}
    assert [each for each in data["labels"] if not needed <= each.keys() <= needed | optional] == []


def test_random_text_with_a_digit_is_found_after_a_label():
    values = [f"{noise(7, str(n))}7{noise(6, str(-n))}" for n in range(1, 300)]
    assert [each for each in values if found(f"password: {each}\n") != [("password", each)]] == []
