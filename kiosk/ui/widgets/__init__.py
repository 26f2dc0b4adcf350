"""The pieces that screens are put together from; each draws one value, its `model`."""
