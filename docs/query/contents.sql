-- Views over the contents of files, for DuckDB; only for datasets that keep contents. Set the dataset's folder or bucket before you
-- read this file:
--   SET VARIABLE dataset = 'data/sandbox';
-- docs/query/contents.md uses them.

CREATE OR REPLACE VIEW file_contents AS FROM read_parquet(getvariable('dataset') || '/file_contents/**/*.parquet');

-- Each change with the blob before it and the blob after it, ready for a diff. Null means that there is no such file, or that the
-- dataset doesn't keep the blob: `has_all` tells the two apart. Merges repeat changes and are left out.
CREATE OR REPLACE VIEW before_and_after AS
WITH changes AS (
    SELECT *, CASE WHEN status <> 'removed' THEN file_sha END AS after_sha
    FROM read_parquet(getvariable('dataset') || '/file_changes/**/*.parquet')
    WHERE num_parents < 2),
-- A blob has a row in each export with a file state of it.
blobs AS (SELECT DISTINCT ON (repository_id, file_sha) repository_id, file_sha, content FROM file_contents)
SELECT c.repository_id, c.commit_sha, c.commit_at, c.status, c.previous_file_path, c.file_path, c.file_type, c.is_binary,
       c.lines_added, c.lines_deleted, before.content AS content_before, after.content AS content_after,
       (c.previous_file_sha IS NULL OR before.file_sha IS NOT NULL) AND (c.after_sha IS NULL OR after.file_sha IS NOT NULL) AS has_all
FROM changes c
LEFT JOIN blobs before ON before.repository_id = c.repository_id AND before.file_sha = c.previous_file_sha
LEFT JOIN blobs after ON after.repository_id = c.repository_id AND after.file_sha = c.after_sha;
