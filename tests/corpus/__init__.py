"""The dirt corpus (脏表): every kind of broken file that offices send, made by code, each with its declared verdict.

Nothing here is stored: `Variant` draws a file from kind and number, the same one every time.
"""
