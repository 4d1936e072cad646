"""Read transcripts: one module or package for each format, and the detection that chooses between them.

In: a `Source`. Out: a `ParsedTranscript` whose pieces cover the source from first to last character, or a problem.
To add a format, write a module with ``NAME``, ``detect`` and ``read`` and add it to `detection.READER_MODULES`.
"""
