"""Patterns of vendors' keys, after the rules of gitleaks (MIT licence) and the vendors' documentation.

Most keys have a unique prefix, so a text is only scanned where it contains one.
"""

import re
from collections.abc import Iterator

from sitegen.privacy.false_alarms import has_random_part, is_not_example, is_plausible
from sitegen.privacy.rules import SecretKind, SecretPattern

_END = r"(?![A-Za-z0-9])"

# Phrase, id, prefixes (separated by |), pattern of the rest
_PREFIXED = (
    # AI providers
    ("an Anthropic API key", "anthropic-key", "sk-ant-", r"(?:[a-z]{3,8}\d\d-)?[\w-]{20,200}"),
    ("an OpenRouter API key", "openrouter-key", "sk-or-", r"(?:v1-)?[0-9A-Za-z]{32,100}"),
    ("an OpenAI API key", "openai-key", "sk-proj-|sk-svcacct-|sk-admin-|sk-service-|sk-None-", r"[\w-]{20,250}"),
    ("an OpenAI session key", "openai-session", "sess-", r"[A-Za-z0-9]{40}" + _END),
    ("a Hugging Face token", "huggingface-token", "hf_", r"[A-Za-z0-9]{30,40}" + _END),
    ("a Hugging Face organisation token", "huggingface-token", "api_org_", r"[A-Za-z0-9]{30,40}" + _END),
    ("a Google API key", "google-key", "AIza", r"[\w-]{35}" + _END),
    ("a Google API key", "google-key", "AQ.Ab", r"[\w-]{30,120}"),
    ("a Google OAuth secret", "google-oauth", "GOCSPX-", r"[\w-]{24,40}"),
    ("a Google OAuth token", "google-oauth", "ya29.", r"[\w-]{30,300}"),
    ("a Groq API key", "groq-key", "gsk_", r"[A-Za-z0-9]{40,80}" + _END),
    ("an xAI API key", "xai-key", "xai-", r"[A-Za-z0-9]{60,100}" + _END),
    ("a Replicate token", "replicate-token", "r8_", r"[A-Za-z0-9]{37}" + _END),
    ("a Perplexity API key", "perplexity-key", "pplx-", r"[A-Za-z0-9]{32,64}" + _END),
    ("a Fireworks API key", "fireworks-key", "fw_", r"[A-Za-z0-9]{22,40}" + _END),
    ("a Together API key", "together-key", "tgp_v1_", r"[\w-]{40,60}"),
    ("a Cerebras API key", "cerebras-key", "csk-", r"[a-z0-9]{40,60}" + _END),
    ("an NVIDIA API key", "nvidia-key", "nvapi-", r"[\w-]{50,80}"),
    ("a LangSmith key", "langsmith-key", "lsv2_pt_|lsv2_sk_", r"[0-9a-f]{32}_[0-9a-f]{10}" + _END),
    ("a Langfuse key", "langfuse-key", "sk-lf-", r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"),
    ("a Tavily key", "tavily-key", "tvly-", r"(?:dev-|prod-)?[A-Za-z0-9]{20,60}" + _END),
    ("a Pinecone key", "pinecone-key", "pcsk_", r"\w{50,90}"),
    ("a Jina key", "jina-key", "jina_", r"[0-9a-f]{32}[\w-]{0,40}"),
    ("an ElevenLabs key", "elevenlabs-key", "sk_", r"[0-9a-f]{48}" + _END),
    ("a Databricks token", "databricks-token", "dapi", r"[0-9a-f]{32}(?:-\d)?" + _END),
    ("an E2B key", "e2b-key", "e2b_", r"[0-9a-f]{40}" + _END),
    ("a Voyage key", "voyage-key", "pa-", r"[\w-]{43}(?![\w-])"),
    ("a Weights & Biases key", "wandb-key", "wandb_v1_", r"\w{60,120}" + _END),
    # code hosting
    ("a GitHub token", "github-token", "ghp_|gho_|ghu_|ghs_|ghr_", r"[A-Za-z0-9]{36,255}" + _END),
    ("a GitHub token", "github-token", "github_pat_", r"\w{60,255}" + _END),
    ("a GitLab token", "gitlab-token", "glpat-|glptt-|gldt-|glrt-|glcbt-|glsoat-|glft-|glimt-|glagent-|gloas-",
     r"[\w.-]{20,100}"),
    ("an npm token", "npm-token", "npm_", r"[A-Za-z0-9]{36}" + _END),
    ("a PyPI token", "pypi-token", "pypi-AgE", r"[\w-]{50,300}"),
    ("a Docker token", "docker-token", "dckr_pat_|dckr_oat_", r"[\w-]{27,60}"),
    # clouds
    ("an AWS access key", "aws-key", "AKIA|ASIA|ABIA|ACCA|A3T", r"[A-Z0-9]{16,17}" + _END),
    ("an Amazon Bedrock key", "aws-bedrock-key", "ABSK", r"[A-Za-z0-9+/]{100,250}={0,2}"),
    ("an Azure storage key", "azure-key", "AccountKey=", r"[A-Za-z0-9+/]{86}=="),
    ("a DigitalOcean token", "digitalocean-token", "dop_v1_|doo_v1_|dor_v1_", r"[0-9a-f]{64}" + _END),
    ("a Supabase key", "supabase-key", "sbp_|sb_secret_", r"[\w-]{20,60}" + _END),
    ("a Vault token", "vault-token", "hvs.|hvb.", r"[\w-]{60,300}"),
    ("a Doppler token", "doppler-token", "dp.pt.|dp.st.|dp.ct.|dp.sa.",
     r"(?:[a-z0-9_-]{2,35}\.)?[A-Za-z0-9]{40,44}" + _END),
    ("a 1Password token", "onepassword-token", "ops_eyJ", r"[A-Za-z0-9+/]{200,2000}={0,3}"),
    ("a Vercel AI key", "vercel-key", "vck_", r"[A-Za-z0-9]{40,64}" + _END),
    ("a Grafana token", "grafana-token", "glsa_", r"[A-Za-z0-9]{32}_[0-9A-Fa-f]{8}" + _END),
    ("a Fly token", "fly-token", "fm2_", r"[A-Za-z0-9+/]{100,2000}={0,3}"),
    ("a Netlify token", "netlify-token", "nfp_", r"[A-Za-z0-9]{36}" + _END),
    ("a Heroku key", "heroku-key", "HRKU-",
     r"(?:AA[\w-]{58}|[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12})" + _END),
    ("a New Relic key", "newrelic-key", "NRAK-", r"[A-Z0-9]{27}" + _END),
    ("a PlanetScale token", "planetscale-token", "pscale_tkn_|pscale_oauth_|pscale_pw_", r"[\w=.-]{32,64}" + _END),
    ("a RubyGems key", "rubygems-key", "rubygems_", r"[0-9a-f]{48}" + _END),
    ("a Mapbox secret token", "mapbox-token", "sk.eyJ", r"[\w-]{60,200}\.[\w-]{22}" + _END),
    ("a Google OAuth token", "google-oauth", "1//0", r"[A-Za-z0-9][\w-]{40,120}" + _END),
    ("an age key", "age-key", "AGE-SECRET-KEY-1", r"[02-9AC-HJ-NP-Z]{58}"),
    # chat and e-mail
    ("a Slack token", "slack-token", "xoxa-|xoxb-|xoxe-|xoxo-|xoxp-|xoxr-|xoxs-|xoxe.xoxp-|xapp-",
     r"[A-Za-z0-9-]{20,250}"),
    ("a Slack token", "slack-token", "xoxd-", r"[A-Za-z0-9%/+=-]{40,400}"),
    ("a Slack webhook", "slack-webhook", "hooks.slack.com/", r"(?:services|workflows|triggers)/[A-Za-z0-9+/]{20,80}"),
    ("a Discord webhook", "discord-webhook", "discord.com/api/webhooks/|discordapp.com/api/webhooks/",
     r"\d{17,20}/[\w-]{60,80}"),
    ("a SendGrid key", "sendgrid-key", "SG.", r"[\w-]{16,32}\.[\w-]{16,64}"),
    ("a Twilio key", "twilio-key", "SK", r"[0-9a-f]{32}" + _END),
    ("a Mailgun key", "mailgun-key", "key-", r"[0-9a-f]{32}" + _END),
    # payment and other services
    ("a Stripe key", "stripe-key", "sk_live_|rk_live_|sk_test_|rk_test_|sk_prod_|rk_prod_",
     r"[A-Za-z0-9]{10,120}" + _END),
    ("a webhook's signing secret", "webhook-secret", "whsec_", r"[A-Za-z0-9+/]{24,80}={0,2}"),
    ("a Shopify token", "shopify-token", "shpat_|shpca_|shppa_|shpss_", r"[0-9a-fA-F]{32}" + _END),
    ("a Notion token", "notion-token", "ntn_|secret_", r"[A-Za-z0-9]{40,60}" + _END),
    ("a Linear key", "linear-key", "lin_api_|lin_oauth_", r"[A-Za-z0-9]{32,64}" + _END),
    ("an Atlassian token", "atlassian-token", "ATATT3", r"[\w=-]{100,250}"),
    ("a Figma token", "figma-token", "figd_", r"[\w-]{36,60}"),
    ("a Postman key", "postman-key", "PMAK-", r"[0-9a-f]{24}-[0-9a-f]{34}" + _END),
    ("a Sentry token", "sentry-token", "sntrys_|sntryu_", r"[\w+/=-]{40,300}"),
)  # fmt: skip

# Phrase, id, hint inside the key, characters before the hint, pattern of the whole key
_INFIXED = (
    ("an Azure secret", "azure-key", "Q~", 4, r"[\w.~]{3}\dQ~[\w.~-]{31,34}" + _END),
    ("an Azure OpenAI key", "azure-key", "JQQJ99", 52, r"[A-Za-z0-9]{52}JQQJ99[A-Za-z0-9]{26}" + _END),
    ("a Telegram bot's token", "telegram-token", ":AA", 12, r"(?<!\d)\d{8,10}:AA[\w-]{33}" + _END),
    ("a Mailchimp key", "mailchimp-key", "-us", 32, r"(?<![0-9A-Za-z])[0-9a-f]{32}-us\d{1,2}" + _END),
    ("an Airtable token", "airtable-token", "pat", 0, r"pat[A-Za-z0-9]{14}\.[0-9a-f]{64}" + _END),
)  # fmt: skip

_WEAK_PREFIXES = frozenset(("voyage-key", "vercel-key"))
"""Kinds with an ambiguous prefix."""

_JWT = re.compile(r"eyJ[\w-]{10,4000}\.eyJ[\w-]{10,8000}\.[\w-]{10,2000}")
_GAP = r"(?:\s|\\[nr]|[>\"'`])"
_PEM = re.compile(
    r"-----BEGIN (?:[A-Z0-9]{1,12} ){0,3}PRIVATE KEY(?: BLOCK)?-----"
    r"(?:(?:[^-]|-(?!----)){64,16000}+-----END [A-Z0-9 ]{0,40}-----"
    # truncated: some lines, or one long enough to identify a key
    rf"|{_GAP}{{0,8}}+(?:(?:[A-Za-z0-9+/=]{{20,100}}+{_GAP}{{0,8}}+){{2,400}}+|[A-Za-z0-9+/=]{{60,100}}+))"
)
_SSH2 = re.compile(
    r"---- BEGIN (?:[A-Z0-9]{1,12} ){0,3}PRIVATE KEY ----"
    r"(?:(?:[^-]|-(?!---)){64,16000}+---- END [A-Z0-9 ]{0,40}----"
    rf"|{_GAP}{{0,8}}+(?:[A-Za-z0-9+/=]{{60,100}}+{_GAP}{{0,8}}+){{1,400}}+)"
)
_PUTTY = re.compile(
    rf"Private-Lines: \d{{1,3}}{_GAP}{{1,8}}+(?:[A-Za-z0-9+/=]{{20,100}}+{_GAP}{{0,8}}+){{1,400}}+"
    r"(?:Private-(?:MAC|Hash): [0-9a-f]{40,64})?"
)
_BODY = re.compile(r"[A-Za-z0-9+/]{30}")


def _is_aws(value: str) -> bool:
    return len(value) == 20 and is_plausible(value)


def _is_key_block(value: str) -> bool:
    return _BODY.search(value) is not None


def _is_random_key(value: str) -> bool:
    return has_random_part(value) and is_plausible(value)


def _continuation(rest: str) -> re.Pattern[str] | None:
    """Return a pattern for more characters of the last class, if the end of the value is not defined."""
    if rest.endswith(_END):
        return None
    last = re.search(r"(\[[^\]]+\]|\\w)\{\d+,\d+\}(?:=\{0,\d\})?$", rest)
    return re.compile(f"{last[1]}++") if last else None


def _patterns() -> Iterator[SecretPattern]:
    kinds: dict[str, SecretKind] = {}
    for phrase, id_, prefixes, rest in _PREFIXED:
        hints = tuple(prefixes.split("|"))
        regex = re.compile(f"(?:{'|'.join(map(re.escape, hints))}){rest}")
        kind = kinds.setdefault(id_, SecretKind(id_, phrase))
        is_valid = _is_aws if id_ == "aws-key" else _is_random_key if id_ in _WEAK_PREFIXES else is_plausible
        yield SecretPattern(kind, hints, regex, is_valid=is_valid, tail=_continuation(rest))
    # After the specific ones: DeepSeek, Qwen, Moonshot, Stability and OpenAI before 2024 share this prefix.
    generic = SecretKind("sk-key", "an API key")
    yield SecretPattern(generic, ("sk-",), re.compile(r"sk-[A-Za-z0-9]{32,64}" + _END), is_valid=is_plausible)
    for phrase, id_, hint, lookbehind, pattern in _INFIXED:
        kind = kinds.setdefault(id_, SecretKind(id_, phrase))
        yield SecretPattern(kind, (hint,), re.compile(pattern), lookbehind, is_valid=is_plausible)
    discord = re.compile(r"(?:(?<=\\[nrt])|(?<![\w-]))[MNO][DTjz][\w-]{21,26}\.[\w-]{6}\.[\w-]{27,38}" + _END)
    hints = tuple(f"{one}{two}" for one in "MNO" for two in "DTjz")  # a user id in base64
    yield SecretPattern(SecretKind("discord-token", "a Discord token"), hints, discord, is_valid=is_plausible)
    jwt = SecretKind("jwt", "a JSON Web Token")
    yield SecretPattern(jwt, ("eyJ",), _JWT, is_valid=is_not_example, tail=re.compile(r"[\w-]++"))
    key = SecretKind("private-key", "a private key")
    for hint, regex in (("-----BEGIN ", _PEM), ("---- BEGIN ", _SSH2), ("Private-Lines: ", _PUTTY)):
        yield SecretPattern(key, (hint,), regex, is_valid=_is_key_block)


VENDOR_PATTERNS: tuple[SecretPattern, ...] = tuple(_patterns())
