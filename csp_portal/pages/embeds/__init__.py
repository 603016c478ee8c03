"""Charts, tables and targets on other sites: as pages that stand alone and may be framed by anybody."""
