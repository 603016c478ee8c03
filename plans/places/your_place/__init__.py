"""Setting up the place of a partnership: from published lists of districts, forces, counties and wards."""
