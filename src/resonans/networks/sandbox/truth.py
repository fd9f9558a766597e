"""What caused what in the simulated network. Closed to every product room; tests may ask."""
