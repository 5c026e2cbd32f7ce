"""The companies one login may act for, and changing between them."""
