"""Drawings of figures over time: where periods stand, which a line may join, and where words have room."""
