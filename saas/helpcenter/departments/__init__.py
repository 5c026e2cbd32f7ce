"""Who of us answers what: departments with their topics, their queues and how to reach them."""
