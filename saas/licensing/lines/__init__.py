"""One line of what is charged, as an invoice and a preview show it."""
