"""Addresses that the tables always show."""

NORWICH = "/norwich/plans/2008-2011/"
PETERBOROUGH = "/peterborough/plans/2011-2014/"
PLANS = {"Norwich": NORWICH, "Peterborough": PETERBOROUGH}
MUST_SEE = ["/", "/norwich/", NORWICH, PETERBOROUGH, "/norwich/performance/", "/peterborough/areas/"]
