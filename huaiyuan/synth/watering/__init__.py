"""The demo's water: works and whom they serve, two years of orders, patrols, samples and money, and what is wrong now."""
