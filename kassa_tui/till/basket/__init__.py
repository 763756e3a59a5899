"""The values of a sale before it is recorded: lines, discounts, VAT, tenders, drafts, and what must hold for them."""
