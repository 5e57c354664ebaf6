"""Plans and measures of the demo's monitored families: one a cycle, yearly for those who stay, with November's unfinished work."""
