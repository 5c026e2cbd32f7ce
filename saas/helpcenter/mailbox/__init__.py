"""Mail to our departments: whose words it is, and the request that it becomes."""
