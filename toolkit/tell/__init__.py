"""The only room that speaks to people outside: mail and signed webhooks. Nothing here decides what to say."""
