"""What is printed of a document: one paper, drawn as PDF and written as Word."""
