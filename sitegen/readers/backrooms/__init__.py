"""Read group chats of liminal_backrooms and its forks.

`chat_log` reads copied text with the help of `lines` and `markers`; `html_export` reads exported HTML with `html_text`.
"""
