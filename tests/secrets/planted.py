"""One invented value of each kind. They are put together when a test runs, so that no scanner of anybody trips over
this repository; none of them opens anything.
"""

import hashlib
import string

LETTERS = string.ascii_letters + string.digits


def noise(length: int, seed: str, alphabet: str = LETTERS) -> str:
    """Irregular characters, the same at each run."""
    found, n = "", 0
    while len(found) < length:
        found += "".join(alphabet[b % len(alphabet)] for b in hashlib.sha256(f"{seed}{n}".encode()).digest())
        n += 1
    return found[:length]


def _hex(length: int, seed: str) -> str:
    return noise(length, seed, "0123456789abcdef")


def _upper(length: int, seed: str) -> str:
    return noise(length, seed, string.ascii_uppercase + "234567")


def _pem(name: str) -> str:
    lines = "\n".join(noise(64, f"{name}{n}", LETTERS + "+/") for n in range(6))
    return f"-----BEGIN {name}-----\n{lines}\n-----END {name}-----"


SECRETS: tuple[tuple[str, str], ...] = (
    ("anthropic-key", "sk-" + "ant-api03-" + noise(93, "a") + "AA"),
    ("anthropic-key", "sk-" + "ant-admin01-" + noise(93, "b") + "AA"),
    ("openrouter-key", "sk-" + "or-v1-" + _hex(64, "c")),
    ("openai-key", "sk-" + "proj-" + noise(74, "d") + "T3Blbk" + "FJ" + noise(74, "e")),
    ("openai-key", "sk-" + "svcacct-" + noise(60, "f")),
    ("openai-key", "sk-" + "admin-" + noise(60, "g")),
    ("sk-key", "sk-" + noise(20, "h") + "T3Blbk" + "FJ" + noise(20, "i")),
    ("sk-key", "sk-" + _hex(32, "deepseek")),
    ("openai-session", "sess-" + noise(40, "j")),
    ("huggingface-token", "hf" + "_" + noise(34, "k", string.ascii_letters)),
    ("google-key", "AI" + "za" + noise(35, "l")),
    ("google-oauth", "GOC" + "SPX-" + noise(28, "m")),
    ("groq-key", "gs" + "k_" + noise(52, "n")),
    ("xai-key", "xa" + "i-" + noise(80, "o")),
    ("replicate-token", "r8" + "_" + noise(37, "p")),
    ("perplexity-key", "pp" + "lx-" + noise(48, "q")),
    ("fireworks-key", "fw" + "_" + noise(24, "r")),
    ("together-key", "tgp" + "_v1_" + noise(43, "s")),
    ("nvidia-key", "nva" + "pi-" + noise(64, "t")),
    ("langsmith-key", "lsv2" + "_pt_" + _hex(32, "u") + "_" + _hex(10, "v")),
    ("github-token", "gh" + "p_" + noise(36, "w")),
    ("github-token", "gh" + "s_" + noise(36, "w2")),
    ("github-token", "github" + "_pat_" + noise(22, "x") + "_" + noise(59, "y")),
    ("gitlab-token", "gl" + "pat-" + noise(20, "z")),
    ("npm-token", "np" + "m_" + noise(36, "A")),
    ("pypi-token", "py" + "pi-AgEIcHlwaS5vcmc" + noise(80, "B")),
    ("aws-key", "AK" + "IA" + _upper(16, "C")),
    ("azure-key", noise(3, "D") + "8" + "Q~" + noise(34, "E")),
    ("azure-key", "Account" + "Key=" + noise(86, "F") + "=="),
    ("slack-token", "xo" + "xb-" + "123456789012-1234567890123-" + noise(24, "G")),
    ("slack-webhook", "hooks.slack" + ".com/services/T" + _upper(8, "H") + "/B" + _upper(8, "I") + "/" + noise(24, "J")),
    ("discord-token", "MTA" + noise(23, "K") + "." + noise(6, "L") + "." + noise(38, "M")),
    ("discord-webhook", "discord" + ".com/api/webhooks/" + "123456789012345678/" + noise(68, "N")),
    ("telegram-token", "123456789" + ":AA" + noise(33, "O")),
    ("stripe-key", "sk" + "_live_" + noise(24, "P")),
    ("sendgrid-key", "S" + "G." + noise(22, "Q") + "." + noise(43, "R")),
    ("twilio-key", "S" + "K" + _hex(32, "S")),
    ("jwt", "ey" + "J" + noise(33, "T") + ".ey" + "J" + noise(60, "U") + "." + noise(43, "V")),
    ("private-key", _pem("RSA " + "PRIVATE KEY")),
    ("private-key", _pem("OPENSSH " + "PRIVATE KEY")),
    ("square-secret", "sq0" + "csp-" + noise(43, "sq")),
)  # fmt: skip

# Kind, what stands around the value, the value.
IN_CONTEXT: tuple[tuple[str, str, str], ...] = (
    ("url-password", "postgres://admin:{}@db.harbour.net:5432/tide", "hunter" + "2moon"),
    ("assigned-key", "MISTRAL_API_KEY={}", noise(32, "W")),
    ("assigned-key", 'cohere_api_key = "{}"', noise(40, "X")),
    ("assigned-key", "api-key: {}", _hex(32, "Y")),
    ("assigned-key", "aws_secret_access_key = {}", noise(40, "Z", LETTERS + "/+")),
    ("assigned-token", "'token': '{}'", noise(40, "aa")),
    ("bearer-token", "Authorization: Bearer {}", noise(40, "bb")),
    ("password", "password: {}", "Gull" + "#Tide7loom"),
)

PERSONAL: tuple[tuple[str, str], ...] = (
    ("email", "rosa.keller" + "@" + "harbour-post.net"),
    ("email", "wärter" + "@" + "leuchtturm-süd.de"),
    ("phone", "+49 30 " + "9017 3482"),
    ("phone", "+14" + "155238886"),
    ("phone", "(415) " + "523-8886"),
    ("phone", "415-" + "523-8886"),
    ("iban", "DE89 3704 " + "0044 0532 0130 00"),
    ("iban", "GB82WEST" + "12345698765432"),
    ("card-number", "4539 5787 " + "6362 1486"),
    ("ip-address", "185." + "199.108.153"),
    ("ip-address", "2a00:1450:" + "4001:82a::200e"),
)
