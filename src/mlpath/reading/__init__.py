"""From text to data with a place for every value: YAML events, graph files, their schema."""
