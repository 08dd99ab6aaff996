"""Pages that mix wings: home, workbench, the front page."""
