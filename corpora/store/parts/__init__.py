"""The store's methods by subject; :class:`~songngu.corpora.store.Store` is all of them."""
