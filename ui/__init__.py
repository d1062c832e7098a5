"""The command line and the web page: two faces of the same actions."""
