"""Counts weighted by harm: what the performance page shows, and how the weights are pasted."""
