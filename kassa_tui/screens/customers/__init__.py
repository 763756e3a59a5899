"""Customers: found, changed, billed, erased."""
