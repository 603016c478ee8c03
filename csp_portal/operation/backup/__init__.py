"""The whole portal in one file, and back: its database and the files that wait to be imported."""
