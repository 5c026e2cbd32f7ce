"""Invoices and credit notes as Svefaktura 1.0 (SFTI Basic Invoice), written from their snapshot."""
