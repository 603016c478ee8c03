"""Whatever the bytes, a parser answers or says in its own words why not: tried with inputs changed at random."""
