"""What the DAG files share: the one factory that makes a worker task."""
