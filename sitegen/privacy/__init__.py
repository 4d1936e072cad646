"""Find secrets and personal data, and redact what the owner's rules match.

In: text. Out: hits with their position and kind (`scanner`), findings without the value (`findings`), the baseline of
accepted findings (`baseline`), and redacted text (`redaction`). Start at `scanner.scan`.
The rules are data: ``rules.toml`` and ``labels.toml``.
"""
