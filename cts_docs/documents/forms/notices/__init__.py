"""The notices to clients: surveillance, suspension, restoration, withdrawal, cancellation."""
