"""Links that go out by mail: random, kept hashed, used once, in time."""
