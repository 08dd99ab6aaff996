"""Pages of members: joining from a phone, one's own membership and card, officers' lists, files and transfers."""
