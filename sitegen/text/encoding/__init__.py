"""Decode bytes, and repair text that was decoded with a wrong encoding.

Start at `decoding.decode` for bytes and at `mojibake.diagnose` for repairs.
"""
