"""The education ledgers of the synthetic county: schools, children, returns, home teaching, aid, with planted truth."""
