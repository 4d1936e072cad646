"""Keep the index in Whoosh's files; the only package that knows them.

`updates.update_index` writes segments by `segment_writer` and `codec`; `index.open_index` reads them by `term_reader`.
`manifest` lists what there is. `sitegen.build.search_index` is the way in for commands.
"""
