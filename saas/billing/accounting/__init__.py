"""Our books in the bookkeeper's words: the BAS chart, and SIE 4 files."""
