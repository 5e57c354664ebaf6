"""A family's way in the browser, walked by the posts it goes through: browser tests and the counted journeys share the steps."""
