"""Read logs of IRC channels: a file → messages and events. Start reading in `channel_log`, then `lines`."""
