"""What widgets are drawn with: the canvas and its pen, colours, blocks, densities, and what a click is about."""
