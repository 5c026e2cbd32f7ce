"""The Swedish organisation number, and the person who may be behind one."""
