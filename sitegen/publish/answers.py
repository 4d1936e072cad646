"""Why git did not do it: what it says, read for the reason, and what helps against that."""

import re

_CLASH = re.compile(r"'refs/heads/([^']+)' exists; cannot create|directory file conflict")
_OVERTAKEN = re.compile(
    r"fetch first|non-fast-forward|remote ref updated|but expected|reference already exists"
    r"|incorrect old value provided|\.lock': file exists"
)
_PROTECTED = re.compile(r"protected branch|gh006|gh013|rule violations")
_HOOK = re.compile(r"hook declined")
_NO_RIGHTS = re.compile(
    r"permission|\bdenied\b|authentication failed|could not read username|\b403\b|read-only"
    r"|unable to create temporary object directory"
)
_NOBODY = re.compile(
    r"identity|ident name|who you are|auto-?detect|no (?:name|email) was given|disallowed characters"
)


def no_push(said: str) -> tuple[str, str]:
    """Why a push failed, and what helps."""
    low = said.lower()
    if found := _CLASH.search(low):
        return clash(found[1] or "")
    if _OVERTAKEN.search(low):
        return "somebody else published in the meantime", "publish again: the branch has their site, whole"
    refused = f"the remote does not let you push: {said}"
    if _PROTECTED.search(low):
        remedy = "the branch is protected: allow it under Settings, Rules; the branch is as it was"
        return refused, remedy
    if _HOOK.search(low):
        return refused, "a hook of the remote forbids it: ask who keeps it; the branch is as it was"
    if _NO_RIGHTS.search(low):
        return refused, "ask for the right to write there, or sign in to it; the branch is as it was"
    return f"the push failed: {said}", "the branch is as it was; publish again when this is mended"


def clash(other: str) -> tuple[str, str]:
    """Git keeps branches as folders keep files, so ``a`` and ``a/b`` cannot both be. ``other``: that is there."""
    named = repr(other) if other else "one of the beginning of its name"
    return f"the remote has a branch {named}, and so can have none of this name", "name another with --branch"


def no_commit(said: str) -> tuple[str, str]:
    """Why a commit failed, and what helps."""
    message = f"git does not make the commit: {said}"
    if _NOBODY.search(said.lower()):
        return message, "`git config user.name` and `git config user.email` set one"
    return message, "nothing was pushed; publish again when this is mended"
