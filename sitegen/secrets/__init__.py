"""Words that should not be published: keys of programs, passwords, addresses of people.

`scan.scan` finds them in a text; `finding.findings` tells of them without saying them.
"""
