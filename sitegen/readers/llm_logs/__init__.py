"""Read the logs of the command `llm`: Markdown, JSON, and through a container its database.

Each entry of a log is one call of a model, a `Call`; `calls` makes messages of them.
"""
