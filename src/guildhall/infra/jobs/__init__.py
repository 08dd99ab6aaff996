"""Work that outlives a request: queued in the transaction that needs it, leased by a worker, finished exactly once.

A job runs at least once; its effect and its "done" commit together (`Running.finishing`), so a worker that dies or is
overtaken leaves either nothing or everything.
"""
