"""The guides of docs/guides as pages of the portal, for which no other site is needed."""
