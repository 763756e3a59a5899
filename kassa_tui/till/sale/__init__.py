"""What a customer gets a receipt for: sales, refunds, corrections, vouchers, deposits and hand-overs."""
