"""What our staff do for invoices to arrive: post those on paper, end tests, note what bounces."""
