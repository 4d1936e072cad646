"""Read ``sitegen.toml`` into a frozen, validated `Settings` value.

Start at `parser.load_settings`; larger tables have a module each. An archive without the file has the defaults; options
of the command line override both.
"""
