"""Read group chats of liminal_backrooms and its forks.

`chat_log` reads copied text, `html_export` reads exported HTML; `lines` and `markers` know the lines that both share.
"""
