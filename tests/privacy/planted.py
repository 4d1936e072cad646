"""Fake values of each kind of secret and personal data.

They are assembled at run time, so that secret scanners do not report this repository.
"""

import hashlib
import string

LETTERS = string.ascii_letters + string.digits


def noise(length: int, seed: str, alphabet: str = LETTERS) -> str:
    """Return pseudo-random characters."""
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
    ("e2b-key", "e2" + "b_" + _hex(40, "e2b")),
    ("voyage-key", "p" + "a-" + noise(43, "voyage")),
    ("wandb-key", "wandb" + "_v1_" + noise(40, "wb") + "_" + noise(40, "wb2")),
    ("vercel-key", "vc" + "k_" + noise(56, "vck")),
    ("grafana-token", "gl" + "sa_" + noise(32, "gl") + "_" + _hex(8, "sa")),
    ("fly-token", "fm" + "2_" + noise(300, "fly", LETTERS + "+/") + "=="),
    ("netlify-token", "nf" + "p_" + noise(36, "nfp")),
    ("heroku-key", "HRKU" + "-AA" + noise(58, "hrku")),
    ("newrelic-key", "NRA" + "K-" + noise(27, "nr", string.ascii_uppercase + string.digits)),
    ("planetscale-token", "pscale" + "_tkn_" + noise(43, "ps")),
    ("rubygems-key", "ruby" + "gems_" + _hex(48, "rg")),
    ("mapbox-token", "s" + "k.eyJ" + noise(80, "mb") + "." + noise(22, "mb2")),
    ("google-oauth", "1/" + "/0" + noise(60, "refresh")),
    ("slack-token", "xox" + "d-" + noise(30, "xd") + "%2F" + noise(80, "xd2") + "%3D%3D"),
    ("private-key", "-----BEGIN RSA " + "PRIVATE KEY-----\n" + noise(64, "cut off")),
    ("private-key", _pem("SSH2 ENCRYPTED " + "PRIVATE KEY").replace("-----", "----").replace("----BEGIN", "---- BEGIN")
     .replace("----END", "---- END").replace("KEY----", "KEY ----")),
    ("private-key", "Private-" + "Lines: 2\n" + noise(64, "p1") + "\n" + noise(40, "p2") + "\nPrivate-MAC: " + _hex(40, "mac")),
    ("square-secret", "sq0" + "csp-" + noise(43, "sq")),
    ("huggingface-token", "api" + "_org_" + noise(34, "org", string.ascii_letters)),
    ("google-key", "AQ" + ".Ab" + noise(50, "aq")),
    ("google-oauth", "ya" + "29." + noise(80, "ya")),
    ("cerebras-key", "cs" + "k-" + noise(48, "csk", string.ascii_lowercase + string.digits)),
    ("langfuse-key", "sk-" + "lf-" + "8f14e45f-ceea-467f-9a3b-" + "2c4d5e6f7a81"),
    ("tavily-key", "tv" + "ly-dev-" + noise(32, "tvly")),
    ("pinecone-key", "pc" + "sk_" + noise(70, "pcsk")),
    ("jina-key", "ji" + "na_" + _hex(32, "jina") + noise(28, "jina2")),
    ("elevenlabs-key", "s" + "k_" + _hex(48, "eleven")),
    ("databricks-token", "da" + "pi" + _hex(32, "dapi")),
    ("docker-token", "dckr" + "_pat_" + noise(27, "dckr")),
    ("aws-bedrock-key", "AB" + "SK" + noise(120, "absk", LETTERS + "+/")),
    ("digitalocean-token", "dop" + "_v1_" + _hex(64, "dop")),
    ("supabase-key", "sb" + "p_" + _hex(40, "sbp")),
    ("vault-token", "hv" + "s." + noise(90, "hvs")),
    ("doppler-token", "dp" + ".pt." + noise(43, "dp")),
    ("onepassword-token", "ops" + "_eyJ" + noise(260, "ops")),
    ("age-key", "AGE-SECRET" + "-KEY-1" + noise(58, "age", "QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L")),
    ("mailgun-key", "ke" + "y-" + _hex(32, "mailgun")),
    ("webhook-secret", "wh" + "sec_" + noise(32, "whsec")),
    ("shopify-token", "shp" + "at_" + _hex(32, "shpat")),
    ("notion-token", "nt" + "n_" + noise(46, "ntn")),
    ("linear-key", "lin" + "_api_" + noise(40, "lin")),
    ("atlassian-token", "ATA" + "TT3" + noise(186, "atatt")),
    ("figma-token", "fi" + "gd_" + noise(43, "figd")),
    ("postman-key", "PM" + "AK-" + _hex(24, "pmak") + "-" + _hex(34, "pmak2")),
    ("sentry-token", "sn" + "trys_" + noise(100, "sentry")),
    ("azure-key", noise(52, "az1") + "JQQ" + "J99" + noise(26, "az2")),
    ("mailchimp-key", _hex(32, "chimp") + "-u" + "s12"),
    ("airtable-token", "pa" + "t" + noise(14, "air") + "." + _hex(64, "table")),
    ("artifactory-token", "AK" + "Cp8" + noise(67, "akc")),
    ("square-secret", "sq0" + "atp-" + noise(22, "sqa")),
)  # fmt: skip

# Kind, context, value.
IN_CONTEXT: tuple[tuple[str, str, str], ...] = (
    ("url-password", "postgres://admin:{}@db.harbour.net:5432/tide", "hunter" + "2moon"),
    ("assigned-key", "MISTRAL_API_KEY={}", noise(32, "W")),
    ("assigned-key", 'cohere_api_key = "{}"', noise(40, "X")),
    ("assigned-key", "api-key: {}", _hex(32, "Y")),
    ("assigned-key", "aws_secret_access_key = {}", noise(40, "Z", LETTERS + "/+")),
    ("assigned-token", "'token': '{}'", noise(40, "aa")),
    ("bearer-token", "Authorization: Bearer {}", noise(40, "bb")),
    ("bearer-token", "AUTHORIZATION: BEARER {}", noise(40, "bb2")),
    ("bearer-token", "Authorization: Bearer {}", "8f14e45f-ceea-467f-9a3b-" + "2c4d5e6f7a81"),
    ("assigned-key", "EXA_API_KEY={}", "8f14e45f-ceea-467f-9a3b-" + "2c4d5e6f7a82"),
    # longer than the bounds of the expressions
    ("assigned-token", "aws_session_token={}", noise(500, "session")),
    ("assigned-key", "api_key={}", noise(500, "long key")),
    ("bearer-token", "Authorization: Bearer {}", noise(500, "long bearer")),
    ("anthropic-key", "use {}", "sk-" + "ant-api03-" + noise(500, "long")),
    ("gitlab-token", "use {}", "gl" + "pat-" + noise(300, "long gitlab")),
    ("cloudant-key", 'cloudant_password = "{}"', _hex(64, "cloudant")),
    ("cloudant-key", "CLOUDANT_API_KEY={}", noise(24, "cloudant2", string.ascii_lowercase)),
    ("ibm-cloud-key", "ibm_cloud_api_key: {}", noise(44, "ibm")),
    ("ibm-cos-key", "IBM_COS_HMAC_SECRET_ACCESS_KEY={}", _hex(48, "cos")),
    ("softlayer-key", "softlayer_api_key = {}", _hex(64, "softlayer")),
    ("softlayer-key", "https://api.softlayer.com/soap/v3.1/{}", _hex(64, "softlayer2")),
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
    ("iban", "DE89\u00a03704\u00a0" + "0044\u00a00532\u00a00130\u00a000"),
    ("card-number", "4539 5787 " + "6362 1486"),
    ("card-number", "4539\u202f5787\u202f" + "6362\u202f1486"),
    ("phone", "0049 30 " + "9017 3482"),
    ("email", "rosa.keller" + "%40" + "harbour-post.net"),
    ("ip-address", "185." + "199.108.153"),
    ("ip-address", "2a00:1450:" + "4001:82a::200e"),
)
