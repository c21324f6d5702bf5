package io.commitlake.sandbox.hub;

/** Whether GitHub shows a repository. */
public enum Standing {
    /** Anybody may read it. */
    HERE,
    /** Deleted or made private: 404 and NOT_FOUND. */
    GONE,
    /** Taken down after a DMCA notice: 451. */
    BLOCKED,
    /** Closed for breaking the terms of service: 403 with a reason. */
    SUSPENDED
}
