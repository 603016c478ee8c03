"""What changes in crime would be worth, by published unit costs: a page of the desk."""
