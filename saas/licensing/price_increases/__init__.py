"""Moving agreements of an old edition to the one on sale: announced ahead, never by surprise."""
