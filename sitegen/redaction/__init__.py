"""Words that their owner takes out: of the bytes of a transcript, before anything else looks at them."""
