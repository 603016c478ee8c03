"""A table of areas, as councils and national bodies publish it: any columns, in CSV, XLSX, ODS or pasted."""
