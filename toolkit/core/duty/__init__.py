"""Who is owed what by when: laws as data, clocks, conditions. Pure; time, zones and holidays are arguments."""
