"""Find everything that is wrong with an archive or its site, as problems: one module per kind of check.

In: values of the build (outlines, states, findings, files of the site). Out: `Problem` values, which `build.run`
collects. Start at `pipeline.check`, which `sitegen check` calls.
"""
