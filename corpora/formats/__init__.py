"""Exchange formats: TSV, JSONL and TMX, parsed and serialised."""
