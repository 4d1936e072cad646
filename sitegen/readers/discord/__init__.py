"""Read Discord channels: exports of DiscordChatExporter as JSON, text, CSV and HTML, and threads that a bot wrote.

One module for each form; `facts` is what they share.
"""
