"""Standard indicators, ticked by those who use them."""
