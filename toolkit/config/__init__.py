"""Reading what the user wrote: settings, inventory, references to secrets. TOML in, values out."""
