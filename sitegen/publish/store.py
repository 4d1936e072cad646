"""Files, folders and commits in git's store of objects."""

from collections.abc import Mapping, Sequence

from sitegen.publish.git import Git

_ESCAPES = str.maketrans({"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r"})


def quoted(path: str) -> str:
    """``path`` as git reads it where a line end or a colon would end it (quote.c, ``unquote_c_style``)."""
    return f'"{path.translate(_ESCAPES)}"'


def blobs(git: Git, paths: Sequence[str]) -> list[str]:
    """Puts the files at these whole paths into git's store, as they are, whatever the owner's git is set to do
    with ends of lines; their names there, in the same order. Raises `GitError`: no room, or a file is gone.
    """
    if not paths:
        return []
    given = "".join(f"{quoted(path)}\n" for path in paths).encode("utf-8", "surrogateescape")
    return git("hash-object", "-w", "--no-filters", "--stdin-paths", given=given).decode("ascii").split()


def blob(git: Git, data: bytes) -> str:
    """Puts ``data`` into git's store; its name there."""
    return git.name("hash-object", "-w", "--no-filters", "--stdin", given=data)


def listing(git: Git, tree: str) -> dict[str, str]:
    """Every path in a tree, or in a commit's, and the name of what stands there in git's store."""
    listed = git("ls-tree", "-r", "-z", "--full-tree", tree)
    entries = (entry.partition(b"\t") for entry in listed.split(b"\0") if entry)
    return {
        path.decode("utf-8", "surrogateescape"): about.decode("ascii").split()[2]
        for about, _, path in entries
    }


def tree_of(git: Git, files: Mapping[str, str]) -> str:
    """Puts a tree into git's store; its name there. ``files``: the blob by path; see `blobs`."""
    # Folders are trees of their own, and a tree names what it holds: so the innermost are made first.
    entries: list[str] = []
    folders: dict[str, dict[str, str]] = {}
    for path, name in files.items():
        folder, slash, rest = path.partition("/")
        if slash:
            folders.setdefault(folder, {})[rest] = name
        else:
            entries.append(f"100644 blob {name}\t{path}\0")
    entries += (f"040000 tree {tree_of(git, inner)}\t{folder}\0" for folder, inner in folders.items())
    return git.name("mktree", "-z", given="".join(entries).encode("utf-8", "surrogateescape"))


def is_whole(git: Git, commit: str) -> bool:
    """Does the store have the commit, its folders and its files, and the commits before it?

    A fetch that was killed may have brought the commit and its folders, and none of the files; and without the
    commits before it git takes a push that only moves forward for another. What a partial clone leaves out on
    purpose, git brings when it is read.
    """
    asked = ("rev-list", "--quiet", "--exclude-promisor-objects")
    return git.succeeds(*asked, "--objects", "--no-walk", commit) and git.succeeds(*asked, commit)
