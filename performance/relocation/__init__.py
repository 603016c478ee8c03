"""A whole partnership as one file, and that file as a partnership of another portal."""
