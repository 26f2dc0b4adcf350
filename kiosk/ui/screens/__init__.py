"""One screen for each view of kiosk.domain.views; each draws one value, its `view`."""
