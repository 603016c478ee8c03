"""How often measures have figures, who provides them, and what they mean."""
