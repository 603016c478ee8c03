"""The interface for programs: what public pages show, as JSON, CSV and GeoJSON."""
