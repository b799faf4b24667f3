"""A real PostgreSQL and a real Apache Kafka on this machine, without containers, for tests and `shixiang stack`."""
