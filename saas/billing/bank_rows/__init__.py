"""What our bank has received, row by row, and whose we have found each row to be."""
