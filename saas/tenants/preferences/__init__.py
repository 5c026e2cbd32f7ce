"""The reader's own choice of language and colours."""
