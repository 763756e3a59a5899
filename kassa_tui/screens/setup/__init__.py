"""The first start of a shop: a few short screens, and nothing is made before the last answer."""
