"""The one place that turns a policy into warning."""
