"""The code that the DAG files share: a factory of worker tasks, and its operators for Docker and Kubernetes."""
