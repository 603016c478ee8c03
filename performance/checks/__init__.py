"""Do the figures agree? Checks K1 to K20: facts in, findings out. Each is one file; `registry.py` lists them."""
