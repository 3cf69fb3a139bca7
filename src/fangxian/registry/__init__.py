"""Whatever is true of who and where somebody is, whatever the epidemic: areas, people, homes, organisations."""
