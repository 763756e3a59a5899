"""Who works here, how they prove who they are, and who agrees to what."""
