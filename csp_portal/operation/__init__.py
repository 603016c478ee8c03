"""How the portal runs on a server: what stands in front of it, how it is watched, what it does by itself."""
