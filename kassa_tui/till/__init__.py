"""The domain: what a shop does, one file for each thing a shop would name. No screens, no devices."""
