"""饮水: the works and whom they serve, patrols, repairs, water hauled, quality tests, the repair fund, and each family's water."""
