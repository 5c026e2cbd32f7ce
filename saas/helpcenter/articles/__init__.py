"""Questions people have, each answered with the door that does what they want."""
