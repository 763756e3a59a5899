"""The devices: chosen, tried, and looked after."""
