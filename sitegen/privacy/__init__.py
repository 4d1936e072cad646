"""Find secrets and personal data, and take out what the owner redacts.

In: text. Out: hits with their place and kind (`scanner`), findings without the value (`findings`), the baseline of
accepted findings (`baseline`), and redacted text (`redaction`). Start at `scanner.scan`.
"""
