"""Read JSON, JSON Lines and tables of any program: a list of records with a speaker and words.

`json_records` and `csv_records` are the readers, `named_fields` that of fields which the settings name.
`message_lists` finds the list and its fields, `stated_facts` what the file says about the conversation, `drafts` makes
messages of the records, `arrangement` puts them into order, and `messages` is the whole.
"""
