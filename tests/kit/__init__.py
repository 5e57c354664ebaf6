"""Two small ledgers that only tests have, taken in as a county takes in its own: an app named in the configuration."""
