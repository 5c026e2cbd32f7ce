"""Which plan a company has agreed to. Every other room of this floor stands on this one."""
