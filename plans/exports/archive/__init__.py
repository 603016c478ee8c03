"""A version of a plan for the records office: everything in one zip, which can be read without the portal."""
