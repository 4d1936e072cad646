"""Read ``sitegen.toml`` into a frozen, validated `Settings` value.

Start at `parser.load_settings`; each table of the file has a module. An archive without the file has the defaults;
options of the command line override both.
"""
