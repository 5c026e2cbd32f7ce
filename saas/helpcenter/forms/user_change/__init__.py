"""Adding, changing, removing or replacing a user (requirements S29-S32)."""
