-- The ledger of one dataset. docs/ledger.md describes these tables for people who query them.
-- Workers of the previous version may still run while a migration runs, so a migration must not break their statements.

CREATE TABLE ledger (
    only_row   boolean PRIMARY KEY DEFAULT true CHECK (only_row),
    id         uuid NOT NULL,
    dataset    text NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now()
);
COMMENT ON TABLE ledger IS 'The dataset to which this ledger belongs: one row. Its ID is also in the dataset''s _commitlake/dataset.json.';

CREATE TABLE tracked_repositories (
    repository_id bigint PRIMARY KEY,
    file          bigint NOT NULL,
    created_at    timestamptz NOT NULL,
    node_id       text,
    full_name     text
);
COMMENT ON TABLE tracked_repositories IS 'The tracked repositories, named as they were when tracking began, and the repositories file that has their row.';

CREATE TABLE open_exports (
    repository_id bigint NOT NULL,
    export        bigint NOT NULL,
    opened_at     timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (repository_id, export)
);
COMMENT ON TABLE open_exports IS 'The exports that a merge must still look at.';

CREATE TABLE claims (
    repository_id bigint NOT NULL,
    export        bigint NOT NULL,
    tip_sha       text NOT NULL,
    tip_at        timestamptz NOT NULL,
    frontiers     text[] NOT NULL,
    reached       text[],
    lost          jsonb NOT NULL,
    url           text NOT NULL,
    source        text NOT NULL,
    format        text NOT NULL,
    claimed_at    timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (repository_id, export)
);
COMMENT ON TABLE claims IS 'The definition of each export. Rows never change.';
COMMENT ON COLUMN claims.reached IS 'The frontiers that the tip reaches, and the tip if a frontier reaches it: later exports don''t need them. Null if unknown.';
COMMENT ON COLUMN claims.lost IS 'The frontiers that GitHub no longer had, each with the number of the export that noted it first.';

CREATE TABLE users (
    repository_id bigint NOT NULL,
    export        bigint NOT NULL,
    ids           jsonb NOT NULL,
    PRIMARY KEY (repository_id, export)
);
COMMENT ON TABLE users IS 'The GitHub user IDs of each export''s authors and committers, by the SHA-256 of the e-mail address. Rows never change.';

CREATE TABLE outcomes (
    repository_id bigint NOT NULL,
    export        bigint NOT NULL,
    outcome       text NOT NULL CHECK (outcome IN ('complete', 'void')),
    commits       bigint,
    files         jsonb,
    reason        text,
    voided_at     timestamptz,
    settled_at    timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (repository_id, export),
    CHECK (CASE outcome WHEN 'complete' THEN commits IS NOT NULL AND files IS NOT NULL
                        ELSE reason IS NOT NULL AND voided_at IS NOT NULL END)
);
COMMENT ON TABLE outcomes IS 'The end of each export. Rows never change.';

CREATE TABLE snapshot_tips (
    repository_id bigint NOT NULL,
    head_sha      text NOT NULL,
    snapshot_at   timestamptz NOT NULL,
    tip_sha       text,
    tip_at        timestamptz,
    PRIMARY KEY (repository_id, head_sha, snapshot_at)
);
COMMENT ON TABLE snapshot_tips IS 'The tip for a head and a snapshot; null if no commit is before the snapshot. Rows never change.';

CREATE TABLE conditions (
    repository_id bigint PRIMARY KEY,
    condition     text NOT NULL,
    words         text NOT NULL,
    runs          text[] NOT NULL,
    past_limit    bigint,
    seen_at       timestamptz NOT NULL,
    since         timestamptz
);
COMMENT ON TABLE conditions IS 'The repositories that can''t be exported, and why.';

CREATE VIEW files AS
SELECT o.repository_id, o.export, f.key, f.rows, f.bytes, f.sha256
FROM outcomes o, jsonb_to_recordset(o.files) AS f(key text, rows bigint, bytes bigint, sha256 text)
WHERE o.outcome = 'complete';
COMMENT ON VIEW files IS 'The data files of the completed exports.';

CREATE VIEW exports AS
SELECT c.repository_id, t.full_name, c.export, coalesce(o.outcome, 'claimed') AS state, c.claimed_at, o.settled_at, c.tip_sha,
    c.tip_at, c.source, c.format, o.commits, jsonb_array_length(o.files) AS files, o.reason
FROM claims c
LEFT JOIN outcomes o USING (repository_id, export)
LEFT JOIN tracked_repositories t USING (repository_id);
COMMENT ON VIEW exports IS 'All exports with their state: claimed (no outcome yet), complete or void.';
