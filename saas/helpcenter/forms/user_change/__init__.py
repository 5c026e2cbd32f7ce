"""Adding, changing or removing a user (requirements S29-S32)."""
