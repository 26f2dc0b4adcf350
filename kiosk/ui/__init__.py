"""What the customer sees: draws views, posts events. `window.prepare` runs before any other module here is imported."""
