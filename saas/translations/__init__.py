"""The catalogues of sentences: what the code says, and what translators made of it."""
