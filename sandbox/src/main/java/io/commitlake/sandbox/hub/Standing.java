package io.commitlake.sandbox.hub;

/** Whether GitHub serves a repository, and if not, why. */
public enum Standing {
    /** Public: anybody may read it. */
    HERE,
    /** Deleted or made private: 404 and NOT_FOUND. */
    GONE,
    /** Taken down after a DMCA notice: 451. */
    BLOCKED,
    /** Disabled for breaking the terms of service: 403 with a reason. */
    SUSPENDED
}
