-- Repositories that were removed for good. A worker of the previous version doesn't look here, so don't run any.

CREATE TABLE forgotten_repositories (
    repository_id bigint PRIMARY KEY,
    forgotten_at  timestamptz NOT NULL DEFAULT clock_timestamp(),
    removed_at    timestamptz
);
COMMENT ON TABLE forgotten_repositories IS 'The repositories that were removed for good and that no command may bring back.';
COMMENT ON COLUMN forgotten_repositories.removed_at IS 'When the removal was over; null while late workers may still put files, which each merge then removes.';
