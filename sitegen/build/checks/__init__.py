"""Find everything that is wrong with an archive or its site, as problems.

Start at `runner.check`, which `sitegen check` calls; `sitegen build` reports the same problems.
"""
