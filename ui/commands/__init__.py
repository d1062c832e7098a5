"""The commands of ``songngu``, one module each."""
