"""How a trace tells things: in short, and without whatever differs from run to run.

Public: commit_in_words, outcome_in_words, reply_in_words, path_of.
"""

from typing import Any

from tests.faults.server import Reply

Json = dict[str, Any]


def commit_in_words(write: Json) -> str:
    if write.get("gone"):
        return f"{write['key'][:8]} gone"
    kept = "" if write["whole"] else " without its bytes"
    return f"{write['key'][:8]} {write['kind']} {write['epoch']}/{write['sequence']} {write['state']} {write['hash'][:8]}{kept}"


def outcome_in_words(done: Json) -> str:
    if "failed" in done:
        return str(done["failed"])
    result = done.get("result", "opened")
    if not isinstance(result, dict):
        return str(result)
    return ", ".join(f"{name} {value}" for name, value in result.items() if name not in ("user", "drafts", "records"))


def path_of(question: Json) -> str:
    """Without the cursor, which bears a signature."""
    return str(question["path"].partition("?")[0])


def reply_in_words(reply: Reply) -> str:
    """Without what differs from run to run."""
    return f"({len(reply.text)} characters)" if reply.status == 200 else reply.text[:60]
