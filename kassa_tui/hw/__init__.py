"""Devices: ports that say what they are, real drivers, and simulated ones that ship with the product."""
