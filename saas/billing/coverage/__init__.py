"""What has been invoiced: every line of every invoice, as a ledger to compare with."""
