-- Views over a dataset, for DuckDB. Set the dataset's folder or bucket before you read this file:
--   SET VARIABLE dataset = 'data/sandbox';
-- docs/query/cookbook.md has questions that use them.

CREATE OR REPLACE VIEW repositories AS FROM read_parquet(getvariable('dataset') || '/repositories/*.parquet');
CREATE OR REPLACE VIEW commits AS FROM read_parquet(getvariable('dataset') || '/commits/**/*.parquet');
CREATE OR REPLACE VIEW file_changes AS FROM read_parquet(getvariable('dataset') || '/file_changes/**/*.parquet');
CREATE OR REPLACE VIEW file_states AS FROM read_parquet(getvariable('dataset') || '/file_states/**/*.parquet');
CREATE OR REPLACE VIEW repository_states AS FROM read_parquet(getvariable('dataset') || '/repository_states/**/*.parquet');
CREATE OR REPLACE VIEW data_files AS FROM read_parquet(getvariable('dataset') || '/data_files/*.parquet');

-- The commits without merges: each change of the history once, with the person who made it. `person` is GitHub's user
-- ID, or the e-mail address of somebody without one.
CREATE OR REPLACE VIEW edits AS
SELECT f.*, c.author_name, c.author_email, coalesce(c.commit_author_id::VARCHAR, c.author_email) AS person,
       c.author_at, c.author_at + to_minutes(c.author_utc_offset) AS author_clock, c.commit_message, c.num_files_changed
FROM file_changes f JOIN commits c USING (repository_id, commit_sha)
WHERE f.num_parents < 2;

-- Each commit and one of its parents. A table, because walks along the history look into it once for each step.
CREATE OR REPLACE TEMP TABLE parents AS
SELECT repository_id, commit_sha, unnest(parent_commits) AS parent_sha, generate_subscripts(parent_commits, 1) AS position
FROM commits;

-- The commits of the repositories' current default branches. After a rewrite, `commits` also has those before it.
CREATE OR REPLACE VIEW branch AS
WITH RECURSIVE reached AS (
    SELECT id AS repository_id, last_commit_sha AS commit_sha FROM repositories WHERE last_commit_sha IS NOT NULL
    UNION
    SELECT repository_id, parent_sha FROM reached JOIN parents USING (repository_id, commit_sha))
SELECT c.* FROM commits c SEMI JOIN reached USING (repository_id, commit_sha);

-- The line of first parents from a commit back to its root: what the branch pointed to, one merge after another.
-- `age` is 0 for the commit itself.
CREATE OR REPLACE MACRO first_parents(repository, sha) AS TABLE
WITH RECURSIVE line AS (
    SELECT repository::BIGINT AS repository_id, sha AS commit_sha, 0 AS age
    UNION ALL
    SELECT l.repository_id, p.parent_sha, l.age + 1
    FROM line l JOIN parents p ON p.repository_id = l.repository_id AND p.commit_sha = l.commit_sha AND p.position = 1)
SELECT * FROM line;

-- All files of a commit, as `git ls-tree -r` lists them. A commit's rows are its changes since its first parent, so the
-- last change of each path on the line of first parents says what is there.
CREATE OR REPLACE MACRO tree(repository, sha) AS TABLE
WITH changes AS (
    SELECT l.age, unnest([
        {'path': f.file_path, 'sha': f.file_sha, 'mode': f.file_mode},
        {'path': f.previous_file_path, 'sha': NULL, 'mode': NULL}]) AS entry
    FROM first_parents(repository, sha) l JOIN file_changes f USING (repository_id, commit_sha))
SELECT entry.path AS file_path, entry.mode AS file_mode, entry.sha AS file_sha
FROM changes
WHERE entry.path IS NOT NULL
QUALIFY row_number() OVER (PARTITION BY entry.path ORDER BY age, entry.mode NULLS LAST) = 1 AND file_mode IS NOT NULL;
